"""XLSX: values, merged ranges and sheets, within bounds."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from ext_api.importing.bounds import MAX_COLUMNS
from ext_api.importing.read_xlsx import sheets
from ext_api.importing.sheets import BadFile


def cells(path: Path) -> list[tuple[int, list[str]]]:
    """Row numbers and cells of all sheets."""
    return [(line.number, line.cells) for sheet in sheets(path) for line in sheet.lines]


def replaced(path: Path, name: str, old: bytes, new: bytes) -> None:
    """The same workbook with other bytes in one of its parts."""
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, data in parts.items():
            packed.writestr(one, data)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small workbook."""
    made = Workbook()
    made.active.append(["a", 7, date(2025, 1, 10), None, True])
    made.active["A3"] = "b"
    made.active["C3"] = "=1+1"
    made.active.merge_cells("A3:B4")
    path = tmp_path / "a.xlsx"
    made.save(path)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_values(book: Path) -> None:
    """Texts, whole numbers, dates; blank rows are left out; what a formula last showed, here nothing."""
    assert cells(book) == [(1, ["a", "7", "2025-01-10", "", "1"]), (3, ["b", "b"])]


def test_what_the_file_says_of_its_size_means_nothing(book: Path) -> None:
    """A sheet that claims a million rows is read as far as it has any."""
    replaced(book, SHEET, b'<dimension ref="A1:E4"', b'<dimension ref="A1:XFD1048576"')
    assert len(cells(book)) == 2


def test_a_row_at_the_very_end(book: Path) -> None:
    """Rows that are left out cost nothing that lasts."""
    replaced(book, SHEET, b'<row r="3"', b'<row r="1048000"')
    assert cells(book)[1][0] == 1048000


def test_ranges_beyond_the_columns_are_cut(book: Path) -> None:
    """A merged range over all columns fills those that are read."""
    replaced(book, SHEET, b'ref="A3:B4"', b'ref="A3:XFD4"')
    assert len(cells(book)[1][1]) == MAX_COLUMNS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<sheetData"),
        (b"</worksheet>", b""),
        (b'<c r="A1"', b'<c r="@@"'),
        (b"<v>7</v>", b"<v>tujuh</v>"),
    ],
)
def test_broken_sheets_are_told(book: Path, old: bytes, new: bytes) -> None:
    """Whatever the library stumbles over, the file is told as broken."""
    replaced(book, SHEET, old, new)
    with pytest.raises(BadFile) as told:
        cells(book)
    assert told.value.key == "broken"


def test_documents_that_unfold_are_refused(book: Path) -> None:
    """A sheet with a document type is not read."""
    replaced(book, SHEET, b"<worksheet ", b'<!DOCTYPE a [<!ENTITY x "xx">]><worksheet ')
    with pytest.raises(BadFile):
        cells(book)
