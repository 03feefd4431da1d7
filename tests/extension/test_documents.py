"""What the extension's documents and policy files say is what the extension is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rules.compile import ruleset
from rules.model import Settings as Agency
from tests.support.extension_pages import TEXTS
from tests.support.settings_peer import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
POLICIES = ROOT / "deploy" / "policies"
EXTENSION = ROOT / "extension"
MANAGED = json.loads((EXTENSION / "managed_schema.json").read_text("utf-8"))
MANIFESTS = [json.loads(path.read_text("utf-8")) for path in sorted(EXTENSION.glob("manifest*.json"))]
SCRIPTS = sorted(path for path in EXTENSION.rglob("*.js"))


@pytest.fixture(scope="module")
def peer() -> Iterator[Settings]:
    """The settings module."""
    with Settings() as peer:
        yield peer


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading, by the code in their first cell."""
    below = text.partition(f"{heading}\n")[2].partition("\n#")[0]
    table = re.findall(r"^\| (.+) \|$", below, re.MULTILINE)
    return {cells[0].strip("`"): cells for cells in (re.split(r" *\| *", row) for row in table)}


def shown(default: Any) -> str:
    """A default as the table writes it: a text as it is, all else as JSON without what is empty."""
    kept = {key: one for key, one in default.items() if one} if isinstance(default, dict) else default
    return kept if isinstance(kept, str) else json.dumps(kept)


def test_every_setting_is_documented(peer: Settings) -> None:
    """The manual's table has exactly the settings there are, each with its default."""
    table = rows((DOCS / "extension.md").read_text("utf-8"), "## Settings")
    defaults = peer.ask("names")["defaults"]
    assert set(table) - {"setting", "---"} == set(defaults)
    told = {name: table[name][1].strip("` |") for name in defaults}
    assert told == {name: shown(default) for name, default in defaults.items()}


def test_what_only_policies_have_is_documented() -> None:
    """The manual names what the policy's schema has beside the settings."""
    table = rows((DOCS / "extension.md").read_text("utf-8"), "## Policies")
    assert set(table) >= {"locked"}
    assert set(MANAGED["properties"]) - {"locked"} >= set(Agency.__dataclass_fields__)


def test_every_permission_is_argued() -> None:
    """The reviewers' table has exactly the permissions of the manifests."""
    table = rows((DOCS / "stores.md").read_text("utf-8"), "## Every permission, and why")
    asked = {
        one
        for manifest in MANIFESTS
        for key in ("permissions", "optional_permissions", "optional_host_permissions")
        for one in manifest.get(key) or ()
    }
    told = {name for name in table if re.fullmatch(r"[\w.]+", name)} - {"browsers"}
    assert told == asked
    assert all(len(cells) == 3 and cells[2] for cells in table.values())


def test_scripts_run_on_covered_sites_alone() -> None:
    """Every site of the content scripts is a host of the rules, and every platform has one."""
    platforms = ruleset()["platforms"]
    for manifest in MANIFESTS:
        for script in manifest.get("content_scripts") or ():
            sites = {re.fullmatch(r"\*://\*\.([\w.-]+)/\*", one)[1] for one in script["matches"]}  # type: ignore[index]
            assert sites <= {host for one in platforms for host in one["hosts"]}
            assert all(sites & set(one["hosts"]) for one in platforms)


FORBIDDEN = re.compile(
    r"\beval\(|new Function\b|\bimport\(|innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write\b"
    r"|WebAssembly|\bset(?:Timeout|Interval)\(\s*[\"'`]|createContextualFragment|DOMParser"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(EXTENSION).as_posix())
def test_no_text_becomes_code(path: Path) -> None:
    """No script makes code, or markup, out of text."""
    code = re.sub(r"import\(\"[./\w]+\"\)\.\w+", "", path.read_text("utf-8"))  # types in comments
    assert FORBIDDEN.findall(code) == []


@pytest.mark.parametrize("name", ["anonymous", "ask", "popup", "options", "welcome", "warning", "window"])
def test_pages_have_no_inline_script_or_style(name: str) -> None:
    """Scripts and styles are files of the package."""
    html = (EXTENSION / "pages" / f"{name}.html").read_text("utf-8")
    assert not re.search(r"<style|style=|\bon\w+=|<script(?![^>]* src=)|https?:", html)
    for file in re.findall(r'(?:src|href)="([^"]+)"', html):
        assert (EXTENSION / "pages" / file).is_file()


def texts_used() -> set[str]:
    """The keys of texts that the pages name, those made of parts with what they are made from."""
    code = "\n".join(path.read_text("utf-8") for path in (EXTENSION / "pages").glob("*.js"))
    fields = (EXTENSION / "background" / "settings_fields.js").read_text("utf-8")
    return set(re.findall(r"[\"'`]([a-z][a-z0-9_]+)[\"'`]", code + fields))


MADE = ("wrong_", "kind_", "audience_", "language_", "circular_", "here_")
"""Beginnings of keys whose rest is data."""


def test_every_text_is_used_and_no_other() -> None:
    """Each text of the pages is named by one of them, or is made of a beginning that is."""
    used = texts_used()
    rest = [
        key
        for key in TEXTS["id"]
        if key not in used
        and not key.startswith(MADE)
        and not any(key.removesuffix(end) in used for end in ("_help", "_text"))
    ]
    assert rest == []
    code = "\n".join(path.read_text("utf-8") for path in (EXTENSION / "pages").glob("*.js"))
    said = set(re.findall(r"say\(\s*\"([a-z0-9_]+)\"", code))
    assert said <= set(TEXTS["id"])
    assert said


def test_every_kind_of_mistake_has_a_text() -> None:
    """The texts of mistakes are those that the checks make."""
    source = "".join(
        (EXTENSION / "background" / f"settings{name}.js").read_text("utf-8")
        for name in ("", "_fields", "_file")
    )
    kinds = set(re.findall(r"kind: \"(\w+)\"", source)) | set(re.findall(r"wrong\(field, \"(\w+)\"", source))
    kinds |= set(re.findall(r"like\(\w+, \"(\w+)\"", source)) | {"text", "filled_text"}
    texts = {key.removeprefix("wrong_") for key in TEXTS["id"] if key.startswith("wrong_")}
    assert texts - {"line"} == kinds


def policies() -> list[tuple[str, dict[str, Any]]]:
    """Every ready policy file, and the settings in it."""
    found = []
    for browser in ("chrome", "edge"):
        data = json.loads((POLICIES / browser / "jari-netral.json").read_text("utf-8"))
        found.append((f"{browser}.json", data["3rdparty"]["extensions"]["EXTENSION_ID"]))
        found.append((f"{browser}.reg", registry(POLICIES / browser / "jari-netral.reg")[-1]))
    data = json.loads((POLICIES / "firefox" / "policies.json").read_text("utf-8"))["policies"]
    (settings,) = data["3rdparty"]["Extensions"].values()
    assert set(data["ExtensionSettings"]) == set(data["3rdparty"]["Extensions"])
    return [*found, ("firefox.json", settings)]


def registry(path: Path) -> list[dict[str, Any]]:
    """The keys of a Windows registry file, with numbers, texts, and JSON where a text is that."""
    keys: list[dict[str, Any]] = []
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    for line in raw.decode("ascii").split("\r\n"):
        if line.startswith("["):
            keys.append({})
        elif found := re.fullmatch(r'"(\w+)"=(dword:([0-9a-f]{8})|"(.*)")', line):
            text = re.sub(r"\\(.)", r"\1", found[4] or "")
            value = int(found[3], 16) if found[3] else json.loads(text) if text[:1] in ("[", "{") else text
            keys[-1][found[1]] = value
    return keys


def typed(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings as Chrome reads them by the schema: true and false are numbers in the registry."""
    kinds = {name: one["type"] for name, one in MANAGED["properties"].items()}
    return {name: bool(one) if kinds[name] == "boolean" else one for name, one in settings.items()}


@pytest.mark.parametrize(("name", "settings"), policies())
def test_policy_files_are_right(peer: Settings, name: str, settings: dict[str, Any]) -> None:
    """Each ready file keeps to the schema, is taken without a complaint, and says the same as the others."""
    settings = typed(settings)
    assert [one.message for one in Draft202012Validator(MANAGED).iter_errors(settings)] == []
    peer.fill({}, settings)
    loaded = peer.ask("load")
    assert loaded["problems"] == []
    assert set(loaded["locked"]) == {*settings, *settings["locked"]} - {"locked"}
    assert settings == policies()[0][1]


@pytest.mark.parametrize("browser", ["chrome", "edge"])
def test_policies_install_from_the_browser_s_own_store(browser: str) -> None:
    """Linux and Windows files install the same extension from the same place."""
    data = json.loads((POLICIES / browser / "jari-netral.json").read_text("utf-8"))
    assert (
        registry(POLICIES / browser / "jari-netral.reg")[0]["ExtensionSettings"] == data["ExtensionSettings"]
    )


@pytest.mark.parametrize("name", ["extension.md", "stores.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Every link to a file of the repository leads to one."""
    text = (DOCS / name).read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert links
    assert [link for link in links if not (DOCS / link).resolve().exists()] == []
