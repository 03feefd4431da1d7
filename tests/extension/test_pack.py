"""The zips that browsers install: what is in them, and that the same sources make the same bytes."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from extension.packing.cli import main
from extension.packing.files import FOLDER, manifest, merged, shipped, zipped
from extension.packing.packaged import Updates, contents, packaged
from rules.compile import ruleset
from rules.registry import Registry

PAGES_ELSEWHERE = {"bsky.social", "host.bsky.network"}
"""Hosts of a platform that answer its pages, and have none of their own."""
MOST = 200_000


def test_same_sources_make_the_same_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed twice, byte for byte, one zip for each browser with its version in its name."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr("extension.packing.cli.FOLDER", tmp_path)
    monkeypatch.setattr("extension.packing.cli.browsers", lambda: ["chrome", "edge"])
    for folder in ("one", "two"):
        assert main(["--out", str(tmp_path / folder)]) == 0
    version = manifest("chrome")["version"]
    for browser in ("chrome", "edge"):
        one, two = (tmp_path / folder / f"jari-netral-{browser}-{version}.zip" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
        with zipfile.ZipFile(one) as archive:
            assert archive.testzip() is None
            assert {"manifest.json", "packaged/contents.json", "background/worker.js"} <= set(
                archive.namelist()
            )
            assert json.loads(archive.read("packaged/contents.json"))["made"] == 1_700_000_000_000
    assert (tmp_path / "packaged" / "id.keys").is_file()


def test_package_is_small_and_holds_nothing_else() -> None:
    """Scripts, texts, icons and data; no types, tools or drawings."""
    files = shipped("chrome")
    assert len(zipped(files)) < MOST
    assert not [
        name for name in files if name.endswith((".py", ".ts", ".svg")) or name.startswith("packaged/")
    ]


def test_all_that_the_manifest_names_is_there() -> None:
    """Scripts, icons, the worker and all that it imports, and the texts in both languages."""
    files = shipped("chrome")
    said = manifest("chrome")
    named = [*said["icons"].values(), said["background"]["service_worker"]]
    for one in said["content_scripts"]:
        named += one["js"]
    named += [f"_locales/{language}/messages.json" for language in ("id", "en")]
    assert not [name for name in named if name not in files]
    texts = [json.loads(files[f"_locales/{language}/messages.json"]) for language in ("id", "en")]
    assert texts[0].keys() == texts[1].keys()
    used = set(re.findall(r"__MSG_(\w+)__", json.dumps(said)))
    assert used <= texts[0].keys()


def test_manifest_covers_the_shipped_platforms_and_nothing_else() -> None:
    """Its scripts run on the hosts of the rules alone; the page's script comes right after our own."""
    hosts = {host for platform in ruleset()["platforms"] for host in platform["hosts"]} - PAGES_ELSEWHERE
    own, page = manifest("chrome")["content_scripts"]
    assert own["matches"] == page["matches"] == sorted(f"*://*.{host}/*" for host in hosts)
    assert page["world"] == "MAIN"
    assert "world" not in own
    assert "host_permissions" not in manifest("chrome")


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
    assert json.loads(gzip.decompress(files["packaged/ruleset.json.gz"])) == ruleset()
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
