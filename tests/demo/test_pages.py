"""Pages that every face shares, and their policies."""

from __future__ import annotations

import json
import re

import pytest

from demo.pages import script_json
from demo.server import DemoSite
from tests.demo.conftest import Caller

ORIGINS = {
    "x": "https://x.com",
    "instagram": "https://www.instagram.com",
    "facebook": "https://www.facebook.com",
    "threads": "https://www.threads.com",
}


def policy_of(caller: Caller, url: str) -> tuple[str, str]:
    """The policy header of a page, and its text."""
    response, body = caller.send("GET", url)
    return response.headers.get("content-security-policy", ""), body.decode()


def test_strict_policy_is_the_default_of_one_face(caller: Caller) -> None:
    """Nonce, strict-dynamic and Trusted Types; each script of the page has the nonce, new on every load."""
    policy, text = policy_of(caller, "https://x.com/")
    nonce = re.findall(r"'nonce-([\w-]+)' 'strict-dynamic'", policy)
    assert "require-trusted-types-for 'script'" in policy
    assert "connect-src 'self' https://*.x.com;" in policy
    assert set(re.findall(r'<script[^>]* nonce="([\w-]+)"', text)) == set(nonce)
    assert nonce[0] not in policy_of(caller, "https://x.com/")[0]


def test_loose_policy_is_the_default_of_the_other(caller: Caller) -> None:
    """Inline scripts and a list of hosts, no nonce."""
    policy, _ = policy_of(caller, "https://www.instagram.com/")
    assert "'unsafe-inline'" in policy
    assert "nonce" not in policy


def test_policies_that_list_hosts_allow_no_inline_script(caller: Caller) -> None:
    """Neither by a word nor, on one of the two faces that list hosts, by a nonce."""
    without, _ = policy_of(caller, "https://www.facebook.com/")
    with_nonce, text = policy_of(caller, "https://www.threads.com/")
    scripts = re.findall(r"script-src ([^;]*)", without + with_nonce)
    assert not [one for one in scripts if "unsafe-inline" in one or "strict-dynamic" in one]
    assert "nonce" not in without
    assert re.findall(r"'nonce-([\w-]+)'", with_nonce) == sorted(set(re.findall(r'nonce="([\w-]+)"', text)))


@pytest.mark.parametrize("origin", ORIGINS.values())
def test_policy_can_be_chosen(caller: Caller, origin: str) -> None:
    """None at all, or the strict one in the page itself, before its scripts."""
    assert policy_of(caller, f"{origin}/?csp=none")[0] == ""
    header, text = policy_of(caller, f"{origin}/?csp=meta")
    assert header == ""
    assert 0 < text.index("http-equiv") < text.index("<script")


@pytest.mark.parametrize("origin", ORIGINS.values())
@pytest.mark.parametrize("path", ["/", "/mulai", "/nojs", "/_demo/frame"])
def test_shared_pages_are_html(caller: Caller, origin: str, path: str) -> None:
    """Every page is there, in Indonesian, and the ones people see say that all is made up."""
    response, body = caller.send("GET", origin + path)
    assert response.status_code == 200
    assert b'<html lang="id"' in body
    assert b"Situs demo" in body or path == "/_demo/frame"


@pytest.mark.parametrize(("path", "status"), [("/galat/503", 503), ("/galat/451", 451), ("/a/b/c/d", 404)])
def test_errors_are_pages(caller: Caller, path: str, status: int) -> None:
    """An error comes as HTML with its status."""
    response, body = caller.send("GET", "https://x.com" + path)
    assert response.status_code == status
    assert str(status).encode() in body


def test_files_come_from_one_folder_only(caller: Caller) -> None:
    """Scripts have their type; nothing outside the folder can be named."""
    response, _ = caller.send("GET", "https://x.com/_demo/x.js")
    assert response.headers["content-type"].startswith("text/javascript")
    for name in ("../server.py", "%2e%2e/server.py", "absent.js", ""):
        assert caller.send("GET", f"https://x.com/_demo/{name}")[0].status_code == 404


def test_browsers_keep_files_for_as_long_as_the_site_was_told(site: DemoSite, caller: Caller) -> None:
    """Some minutes, as other sites' scripts are kept; tests that count every request say not at all."""
    for seconds in (300, 0):
        response, _ = caller.send("GET", "https://x.com/_demo/style.css")
        assert response.headers["cache-control"] == f"max-age={seconds}"
        site.set(kept=0)


@pytest.mark.parametrize("platform", ORIGINS)
def test_plain_page_posts_likes_without_scripts(site: DemoSite, caller: Caller, platform: str) -> None:
    """Its forms lead to actions, which a navigation answers with a page."""
    _, body = caller.send("GET", ORIGINS[platform] + "/nojs")
    action, fields = re.findall(r'action="([^"]+)">(.*?)<button', body.decode())[0]
    pairs = "&".join(f"{k}={v}" for k, v in re.findall(r'name="(\w+)" value="(\w+)"', fields))
    response, page = caller.send("POST", ORIGINS[platform] + action, pairs, sec_fetch_mode="navigate")
    assert response.headers["content-type"].startswith("text/html")
    assert "Suka tersimpan" in page.decode()
    assert len(site.log.of(action, method="POST")) == 1


def test_json_in_a_script_cannot_end_it() -> None:
    """No text closes the script element, and the JSON stays the same."""
    text = json.dumps({"a": "</script><!--<script>"})
    assert "<" not in script_json(text)
    assert json.loads(script_json(text)) == json.loads(text)
