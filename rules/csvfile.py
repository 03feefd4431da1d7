"""CSV read strictly, as spreadsheets save it: UTF-8 with or without a BOM, comma, semicolon or tab.

Nothing here raises: what can't be read becomes a finding with its line; rows that could be read remain.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rules.bounds import MAX_CELL, MAX_CSV_BYTES, MAX_FINDINGS
from rules.findings import Finding, shown

_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of file. ``aliases`` maps other well-known headers to ours."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: Mapping[str, str] | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """Every column."""
        return (*self.required, *self.optional)

    def name(self, header: str) -> str:
        """Our name for a header as somebody typed it."""
        plain = "_".join(header.strip().lower().replace("-", "_").split())
        return (self.aliases or {}).get(plain, plain)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first line in the file and its cells by column, trimmed; absent columns are empty."""

    line: int
    cells: Mapping[str, str]


def read_table(path: Path, columns: Columns) -> tuple[list[Row], list[Finding]]:
    """The rows of a file, and what is wrong with it."""
    name = shown(path)
    try:
        if path.stat().st_size > MAX_CSV_BYTES:
            return [], [Finding(name, 0, "", f"is larger than {MAX_CSV_BYTES} bytes")]
        return parse_table(path.read_bytes(), name, columns)
    except OSError as error:
        return [], [Finding(name, 0, "", f"cannot be read: {error.strerror}")]


def parse_table(raw: bytes, name: str, columns: Columns) -> tuple[list[Row], list[Finding]]:
    """The rows in the bytes of a file called ``name``, and what is wrong with them."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return [], [Finding(name, line, "", "is not UTF-8; save it as 'CSV UTF-8'")]
    lines = _records(text)
    rows: list[Row] = []
    findings: list[Finding] = []
    try:
        head = next(lines, None)
        if head is None:
            return [], [Finding(name, 0, "", "is empty; expected a header line")]
        names = [columns.name(cell) for cell in _trimmed(head[1])]
        findings += _check_head(name, head[0], names, columns)
        for line, cells in lines if not findings else ():
            wrong = _check_row(name, line, names, cells)
            findings += wrong
            if not wrong:
                given = dict(zip(names, (cell.strip() for cell in cells), strict=False))
                rows.append(Row(line, {key: given.get(key, "") for key in columns.all}))
            if len(findings) >= MAX_FINDINGS:
                findings.append(Finding(name, line, "", f"over {MAX_FINDINGS} errors; the rest was not read"))
                break
    except csv.Error as error:
        findings.append(Finding(name, _line_of(error), "", f"is not well-formed CSV: {error}"))
    return rows, findings


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row that is not blank. Raises csv.Error."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            error.add_note(str(line))
            raise
        if any(cell.strip() for cell in cells):
            yield line, cells


def _line_of(error: csv.Error) -> int:
    """The line noted on a reader's error."""
    return int(error.__notes__[0])


def _trimmed(cells: list[str]) -> list[str]:
    """Cells without the empty ones at the end, which spreadsheets like to add."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _check_head(name: str, line: int, names: list[str], columns: Columns) -> list[Finding]:
    """Unknown, repeated and missing columns."""
    known = ", ".join(columns.all)
    unknown = [column for column in names if column not in columns.all]
    findings = [Finding(name, line, column, f"unknown column; known here: {known}") for column in unknown]
    findings += [Finding(name, line, c, "column is there twice") for c in columns.all if names.count(c) > 1]
    findings += [Finding(name, line, c, "column is missing") for c in columns.required if c not in names]
    return findings


def _check_row(name: str, line: int, names: list[str], cells: list[str]) -> list[Finding]:
    """Too many or too few cells, and cells that no person could have typed."""
    if len(_trimmed(cells)) > len(names):
        return [Finding(name, line, "", f"expected {len(names)} cells, found {len(_trimmed(cells))}")]
    if len(cells) < len(names):
        return [Finding(name, line, "", f"expected {len(names)} cells, found {len(cells)}")]
    return [
        Finding(name, line, column, message)
        for column, cell in zip(names, cells, strict=False)
        if (message := _wrong_cell(cell))
    ]


def _wrong_cell(cell: str) -> str:
    """Why a cell can't be shown to anybody; empty if it can."""
    if len(cell) > MAX_CELL:
        return f"is longer than {MAX_CELL} characters"
    if any(char in _BIDI or unicodedata.category(char) == "Cc" for char in cell):
        return "holds a control character or a line break"
    return ""
