"""CSV as spreadsheets save it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api.importing.read_csv import sheets
from ext_api.importing.sheets import BadFile


def read(folder: Path, raw: bytes) -> list[tuple[int, list[str]]]:
    """Row numbers and cells."""
    path = folder / "a.csv"
    path.write_bytes(raw)
    return [(line.number, line.cells) for sheet in sheets(path) for line in sheet.lines]


@pytest.mark.parametrize("separator", [b",", b";", b"\t"])
def test_the_separator_is_the_table_s(separator: bytes, tmp_path: Path) -> None:
    """Titles with other separators in them don't mislead."""
    raw = b"Daftar, akun; Kota Contoh\n\na|b|c\n1|2|x y\n3|4|z\n".replace(b"|", separator)
    assert read(tmp_path, raw)[2:] == [(3, ["a", "b", "c"]), (4, ["1", "2", "x y"]), (5, ["3", "4", "z"])]


def test_a_cell_over_several_lines_counts_them(tmp_path: Path) -> None:
    """Row numbers are those of the file as an editor shows it."""
    assert read(tmp_path, b'a,b\n"1\n2",x\n3,y\n') == [(1, ["a", "b"]), (2, ["1\n2", "x"]), (4, ["3", "y"])]


@pytest.mark.parametrize(("raw", "key", "row"), [(b"a\nb\xff", "not_utf8", 2), (b'a\n"b"c,d', "bad_csv", 2)])
def test_where_it_breaks(raw: bytes, key: str, row: int, tmp_path: Path) -> None:
    """The row is told."""
    with pytest.raises(BadFile) as told:
        read(tmp_path, raw)
    assert (told.value.key, told.value.values["row"]) == (key, row)


def test_zero_bytes_are_no_text(tmp_path: Path) -> None:
    """A binary file that happens to be UTF-8 is told as broken."""
    with pytest.raises(BadFile) as told:
        read(tmp_path, b"a,b\0")
    assert told.value.key == "broken"
