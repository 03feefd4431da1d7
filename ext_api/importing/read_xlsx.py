"""XLSX, row by row without keeping the sheet; merged ranges stand at a sheet's end and are read first."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError  # noqa: S405 - only its error is used

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from ext_api.importing import xmlread, zipped
from ext_api.importing.bounds import MAX_COLUMNS, MAX_MERGED
from ext_api.importing.merged import Range, spread
from ext_api.importing.sheets import BadFile, Line, Sheet, text_of

_REF: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_BROKEN: Final = (
    InvalidFileException, ParseError, zipfile.BadZipFile,
    zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError,
)  # fmt: skip
"""What the library raises for files that only look like a workbook."""


def sheets(path: Path) -> Iterator[Sheet]:
    """The visible sheets of a workbook. Raises BadFile, also while lines are read."""
    zipped.check(path)
    with path.open("rb") as file:  # by its name the library would judge it
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except _BROKEN:
            raise BadFile("broken") from None
        with closing(book):
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    ranges = _merged(path, getattr(sheet, "_worksheet_path", ""))
                    yield Sheet(sheet.title, spread(_lines(sheet), ranges))


def _lines(sheet: Any) -> Iterator[Line]:
    """The rows of a sheet, blank ones left out: a file may say that it has a million of them."""
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        try:
            number, row = next(rows)
        except StopIteration:
            return
        except _BROKEN:
            raise BadFile("broken") from None
        last = next((at for at in range(min(len(row), MAX_COLUMNS), 0, -1) if row[at - 1] is not None), 0)
        if last:
            yield Line(number, [text_of(value) for value in row[:last]])


def _merged(path: Path, inner: str) -> list[Range]:
    """The merged ranges of a sheet, by its place in the zip file."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open(inner.lstrip("/")) as file:
            return list(xmlread.walk(file, _Merged()))
    except (zipfile.BadZipFile, KeyError, zlib.error):
        raise BadFile("broken") from None


class _Merged:
    """Looks at nothing but merged ranges."""

    def __init__(self) -> None:
        self._found: list[Range] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell" and (found := _range(attributes.get("ref", ""))):
            self._found.append(found)
            self._count += 1
            if self._count > MAX_MERGED:
                raise BadFile("merged_much", limit=MAX_MERGED)

    def end(self, name: str) -> None:
        """Ends say nothing here."""

    def text(self, data: str) -> None:
        """Texts say nothing here."""

    def taken(self) -> list[Range]:
        found, self._found = self._found, []
        return found


def _range(ref: str) -> Range | None:
    named = _REF.fullmatch(ref)
    if named is None:
        return None
    left, top, right, bottom = named.groups()
    first, last = column_index_from_string(left) - 1, column_index_from_string(right) - 1
    last = min(last, MAX_COLUMNS - 1)
    return Range(int(top), int(bottom), first, last) if first <= last else None
