"""A zip file that would unfold into more than it tells is not unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ext_api.importing import zipped
from ext_api.importing.bounds import MAX_UNPACKED_RATIO
from ext_api.importing.sheets import BadFile


def test_names_of_a_sound_file(tmp_path: Path) -> None:
    """A small file gives the names in it."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("content.xml", "x")
    assert zipped.check(path) == {"content.xml"}


def test_a_bomb_is_told_before_it_is_unpacked(tmp_path: Path) -> None:
    """Thirty megabytes of nothing in thirty kilobytes are refused."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    assert path.stat().st_size * MAX_UNPACKED_RATIO < 30_000_000
    with pytest.raises(BadFile) as told:
        zipped.check(path)
    assert told.value.key == "unpacks_large"


def test_a_lie_about_the_size_is_refused(tmp_path: Path) -> None:
    """A file whose directory says that a bomb is small can't be read beyond what it says."""
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("content.xml", b" " * 20_000_000)
    raw = path.read_bytes().replace((20_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(raw)
    zipped.check(path)
    from ext_api.importing.read_ods import sheets

    with pytest.raises(BadFile) as told:
        list(sheets(path))
    assert told.value.key == "broken"


def test_what_is_no_zip_is_broken(tmp_path: Path) -> None:
    """Bytes that only begin like a zip file are told as a broken file."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 50)
    with pytest.raises(BadFile) as told:
        zipped.check(path)
    assert told.value.key == "broken"
