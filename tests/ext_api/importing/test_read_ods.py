"""ODS: repetitions, spans and values, within bounds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ext_api.importing.bounds import MAX_COLUMNS
from ext_api.importing.read_ods import sheets
from ext_api.importing.sheets import BadFile

HEAD = (
    '<d xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
    '<table:table table:name="A">'
)


def read(folder: Path, rows: str, head: str = HEAD) -> list[tuple[int, list[str]]]:
    """Row numbers and cells of a document with these rows."""
    path = folder / "a.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("content.xml", f"{head}{rows}</table:table></office:spreadsheet></office:body></d>")
    return [(line.number, line.cells) for sheet in sheets(path) for line in sheet.lines]


def cell(text: str, more: str = "") -> str:
    """A cell of text."""
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def row(cells: str, more: str = "") -> str:
    """A row."""
    return f"<table:table-row {more}>{cells}</table:table-row>"


def test_repeated_cells_and_rows(tmp_path: Path) -> None:
    """What stands there several times is read several times; blank ones only count."""
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = row(blank + cell("a", 'table:number-columns-repeated="2"')) + row(
        '<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1000000"'
    )
    assert read(tmp_path, rows + row(cell("b"), 'table:number-rows-repeated="2"')) == [
        (1, ["", "", "a", "a"]), (1000002, ["b"]), (1000003, ["b"]),
    ]  # fmt: skip


def test_values_and_texts(tmp_path: Path) -> None:
    """Dates and numbers by their value, texts with their lines and spaces, remarks left out."""
    cells = (
        cell("10 Jan", 'office:value-type="date" office:date-value="2025-01-10T00:00:00"')
        + cell("1.000", 'office:value-type="float" office:value="1000"')
        + cell("satu", 'office:value-type="float" office:value="x"')
        + "<table:table-cell><office:annotation><text:p>catatan</text:p></office:annotation>"
        + '<text:p>a<text:s text:c="2"/>b<text:line-break/>c</text:p><text:p>d</text:p></table:table-cell>'
    )
    assert read(tmp_path, row(cells)) == [(1, ["2025-01-10", "1000", "satu", "a  b\nc\nd"])]


def test_what_lies_far_right_is_not_read(tmp_path: Path) -> None:
    """Columns are bounded, whatever a file says."""
    far = cell("x", 'table:number-columns-repeated="999999999"')
    assert [len(cells) for _, cells in read(tmp_path, row(far))] == [MAX_COLUMNS]


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (row(cell("a"), 'table:number-rows-repeated="999999999"'), "many_rows"),
        (row(cell("a"), 'table:number-rows-repeated="700000"') * 2, "many_rows"),
        ("</table:table><table:table>" * 101, "many_sheets"),
        ("<x>", "broken"),
    ],
)
def test_documents_without_end_are_refused(rows: str, key: str, tmp_path: Path) -> None:
    """Repetitions that would fill the memory are told."""
    with pytest.raises(BadFile) as told:
        read(tmp_path, rows)
    assert told.value.key == key


def test_entities_are_refused(tmp_path: Path) -> None:
    """A document that could unfold is not read."""
    with pytest.raises(BadFile) as told:
        read(tmp_path, row(cell("&x;")), '<!DOCTYPE d [<!ENTITY x "xx">]>' + HEAD)
    assert told.value.key == "broken"


def test_another_zip_is_no_document(tmp_path: Path) -> None:
    """A zip file without content is told as broken."""
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as packed:
        packed.writestr("lain.txt", "x")
    with pytest.raises(BadFile):
        list(sheets(tmp_path / "a.ods"))
