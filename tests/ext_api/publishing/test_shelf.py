"""The files of a repository: named, written whole, readable for whoever serves them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tuf.api.metadata import TargetFile

from ext_api.publishing.errors import PublishError
from ext_api.publishing.shelf import Shelf, metadata_name, target_name
from ext_api.store.errors import StoreError


def test_names_are_those_that_clients_ask_for() -> None:
    """Versions stand before metadata, hashes before targets; the timestamp has no version."""
    assert metadata_name("timestamp", 7) == "metadata/timestamp.json"
    assert metadata_name("registry.id.jatim", 7) == "metadata/7.registry.id.jatim.json"
    target = TargetFile.from_data("registry/id/keys", b"x", ["sha256"])
    assert target_name(target) == f"targets/registry/id/{target.hashes['sha256']}.keys"


def test_versions_of_a_role_are_its_own(tmp_path: Path) -> None:
    """The role of a part isn't taken for the registry's, nor a file set aside for one in place."""
    shelf = Shelf(tmp_path)
    names = [
        "2.registry.json",
        "10.registry.json",
        "11.registry.id.jatim.json",
        ".12.registry.json.new",
        "x.registry.json",
    ]
    shelf.place((f"metadata/{name}", b"{}") for name in names)
    assert shelf.versions("registry") == [2, 10]
    assert shelf.newest("registry.id.jatim") == 11
    assert shelf.newest("rules") == 0


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_others_may_read_what_is_placed(tmp_path: Path, umask: int) -> None:
    """Folders have mode 0755 and files 0644, whatever the umask of whoever signs."""
    before = os.umask(umask)
    try:
        Shelf(tmp_path / "a" / "public").place([("targets/rules/x", b"x")])
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*") if path.is_dir()}
    assert modes == {0o755}
    assert stat.S_IMODE((tmp_path / "a" / "public" / "targets" / "rules" / "x").stat().st_mode) == 0o644


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads while a file is replaced sees the old one until the new one is complete on the disk."""
    shelf = Shelf(tmp_path)
    shelf.place([("metadata/timestamp.json", b"old")])
    seen: list[bytes] = []
    sync, replace = os.fsync, os.replace

    def look(handle: int) -> None:
        seen.append((tmp_path / "metadata" / "timestamp.json").read_bytes())
        sync(handle)

    def check(source: Path, target: Path) -> None:
        assert Path(source).read_bytes() == b"new"
        assert len(seen) == 1, "synced before it is moved"
        replace(source, target)

    monkeypatch.setattr(os, "fsync", look)
    monkeypatch.setattr(os, "replace", check)
    shelf.place([("metadata/timestamp.json", b"new")])
    assert seen == [b"old", b"new"]


def test_a_full_disk_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be written is named; the old file stands."""
    shelf = Shelf(tmp_path)
    shelf.place([("metadata/timestamp.json", b"old")])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as refused:
        shelf.place([("metadata/timestamp.json", b"new")])
    assert refused.value.key == "file_full"
    assert refused.value.values["path"] == str(tmp_path / "metadata" / "timestamp.json")
    assert (tmp_path / "metadata" / "timestamp.json").read_bytes() == b"old"


def test_content_is_checked(tmp_path: Path) -> None:
    """A file that isn't what its name says, or isn't there, is not read."""
    shelf, target = Shelf(tmp_path), TargetFile.from_data("rules/x", b"good", ["sha256"])
    with pytest.raises(PublishError, match="unreadable"):
        shelf.content(target)
    shelf.place([(target_name(target), b"evil")])
    with pytest.raises(PublishError, match="unreadable"):
        shelf.content(target)
    shelf.place([(target_name(target), b"good")])
    assert shelf.content(target) == b"good"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"signed": {"_type": "root"}, "signatures": []}'])
def test_broken_metadata_is_named(tmp_path: Path, content: bytes) -> None:
    """Metadata that can't be read is named by its file."""
    shelf = Shelf(tmp_path)
    shelf.place([("metadata/1.root.json", content)])
    with pytest.raises(PublishError) as refused:
        shelf.read("root", 1)
    assert refused.value.values == {"path": tmp_path / "metadata" / "1.root.json"}
