"""CSV is read as spreadsheets save it, and whatever is wrong has a line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.bounds import MAX_CELL, MAX_FINDINGS
from rules.csvfile import Columns, parse_table, read_table

COLUMNS = Columns(("name", "region"), ("number",), {"nama": "name"})


def _said(raw: bytes) -> list[str]:
    return [str(finding) for finding in parse_table(raw, "f.csv", COLUMNS)[1]]


@pytest.mark.parametrize(
    "raw",
    [
        b"name,region,number\nBudi,Kota,1\n",
        b"name,region,number\r\nBudi,Kota,1",
        b"\xef\xbb\xbfName; REGION ;number\nBudi;Kota;1\n",
        b"nama\tregion\tnumber\n Budi\tKota \t1\n",
        b'number,region,name,,\n1,Kota,"Budi",,\n,,,,\n\n',
    ],
)
def test_the_ways_of_spreadsheets_read_the_same(raw: bytes) -> None:
    """BOM, separators, order, spaces, blank and trailing cells make no difference."""
    rows, findings = parse_table(raw, "f.csv", COLUMNS)
    assert not findings
    assert [(row.line, dict(row.cells)) for row in rows] == [
        (2, {"name": "Budi", "region": "Kota", "number": "1"})
    ]


def test_a_row_is_named_by_its_first_line() -> None:
    """Line breaks inside a cell are refused where the row begins, and the count stays right after them."""
    raw = b'name,region\n"a\nb",Kota\nBudi,Kota\n'
    rows, findings = parse_table(raw, "f.csv", COLUMNS)
    assert [row.line for row in rows] == [4]
    assert [str(finding) for finding in findings] == [
        "f.csv:2: name: holds a control character or a line break"
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "f.csv: is empty; expected a header line"),
        (b"name,regi\xf6n\n", "f.csv:1: is not UTF-8"),
        (b"name,region\nBudi,K\xff\n", "f.csv:2: is not UTF-8"),
        (b"name\nBudi\n", "f.csv:1: region: column is missing"),
        (b"name,nama,region\n", "f.csv:1: name: column is there twice"),
        (b"name,region,colour\n", "f.csv:1: colour: unknown column; known here: name, region, number"),
        (b"name,region\nBudi\n", "f.csv:2: expected 2 cells, found 1"),
        (b"name,region\nBudi,Kota,x\n", "f.csv:2: expected 2 cells, found 3"),
        (b'name,region\n"Budi,Kota\n', "f.csv:2: is not well-formed CSV"),
        (b'name,region\nBudi,Kota\n"a"b,Kota\n', "f.csv:3: is not well-formed CSV"),
        ("name,region\nBudi\u202e,Kota\n".encode(), "f.csv:2: name: holds a control character"),
        (b"name,region\n" + b"x" * (MAX_CELL + 1) + b",Kota\n", "f.csv:2: name: is longer than"),
    ],
)
def test_what_is_wrong_has_a_line(raw: bytes, expected: str) -> None:
    """One finding that names line, column and reason."""
    (said,) = _said(raw)
    assert said.startswith(expected)


def test_rows_before_the_broken_one_remain() -> None:
    """A fault ends the reading, but not what was read."""
    rows, findings = parse_table(b'name,region\nBudi,Kota\n"x\n', "f.csv", COLUMNS)
    assert [row.cells["name"] for row in rows] == ["Budi"]
    assert len(findings) == 1


def test_a_million_errors_are_not_all_told() -> None:
    """After so many the reading stops and says so."""
    said = _said(b"name,region\n" + b"x\n" * (MAX_FINDINGS * 2))
    assert len(said) == MAX_FINDINGS + 1
    assert "was not read" in said[-1]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    """Nothing is raised."""
    rows, findings = read_table(tmp_path / "none.csv", COLUMNS)
    assert not rows
    assert "cannot be read" in findings[0].message


@settings(deadline=None)
@given(st.binary(max_size=400) | st.text(alphabet='name,region;\t"\n\r0\x00', max_size=200).map(str.encode))
def test_arbitrary_bytes_never_raise(raw: bytes) -> None:
    """They give rows with every column, and findings that name the file."""
    for text in (raw, b"name,region\n" + raw):
        rows, findings = parse_table(text, "f.csv", COLUMNS)
        assert all(tuple(row.cells) == COLUMNS.all for row in rows)
        assert all(finding.file == "f.csv" and finding.message for finding in findings)


_CELLS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20)


@settings(deadline=None)
@given(st.lists(st.tuples(_CELLS, _CELLS), max_size=5), st.sampled_from(",;\t"), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back(
    cells: list[tuple[str, str]], separator: str, bom: bool
) -> None:
    """Whatever the cells hold, quotes and separators included."""
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([("name", "region"), *cells])
    rows, findings = parse_table(written.getvalue().encode("utf-8-sig" if bom else "utf-8"), "f.csv", COLUMNS)
    assert not findings
    assert [(row.cells["name"], row.cells["region"]) for row in rows] == cells
