"""ODS, piece by piece: a table in memory would take a gigabyte for fifty thousand rows."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ext_api.importing import xmlread, zipped
from ext_api.importing.bounds import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, MAX_TEXT
from ext_api.importing.merged import Range, spread
from ext_api.importing.sheets import BadFile, Line, Sheet, text_of

_CELLS: Final = ("table-cell", "covered-table-cell")
_SPACES: Final = {"s": " ", "tab": " ", "line-break": "\n"}

type Found = tuple[str, Line | Range | None]
"""The name of a sheet with one of its lines or merged ranges; None where the sheet begins."""


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a document. Raises BadFile."""
    if "content.xml" not in zipped.check(path):
        raise BadFile("broken")
    lines: dict[str, list[Line]] = {}
    ranges: dict[str, list[Range]] = {}
    try:
        with zipfile.ZipFile(path) as packed, packed.open("content.xml") as file:
            for sheet, found in xmlread.walk(file, _Tables()):
                if isinstance(found, Line):
                    lines.setdefault(sheet, []).append(found)
                elif isinstance(found, Range):
                    ranges.setdefault(sheet, []).append(found)
                else:
                    lines.setdefault(sheet, [])
    except (zipfile.BadZipFile, zlib.error):
        raise BadFile("broken") from None
    for name, rows in lines.items():
        yield Sheet(name, spread(rows, ranges.get(name, ())))


class _Tables:
    """Tables, rows and cells, with their repetitions."""

    def __init__(self) -> None:
        self._ready: list[Found] = []
        self._sheet = ""
        self._sheets = 0
        self._number = 0
        self._total = 0
        self._repeat = 1
        self._cells: list[str] = []
        self._column = 0
        self._attributes: dict[str, str] | None = None
        self._text: list[str] = []
        self._note = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        found = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._begin(found.get("name", ""))
        elif name == "table-row":
            self._repeat = _count(found.get("number-rows-repeated"))
            self._cells, self._column = [], 0
        elif name in _CELLS:
            self._attributes, self._text = found, []
        elif name == "annotation":
            self._note += 1
        elif name == "p" and self._text:
            self.text("\n")
        elif name in _SPACES:
            self.text(_SPACES[name] * min(_count(found.get("c")), MAX_TEXT))

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._cell(name)
        elif name == "table-row":
            self._row()
        elif name == "annotation":
            self._note -= 1

    def text(self, data: str) -> None:
        if self._attributes is not None and not self._note:
            self._text.append(data)

    def taken(self) -> list[Found]:
        found, self._ready = self._ready, []
        return found

    def _begin(self, name: str) -> None:
        self._sheets += 1
        if self._sheets > MAX_SHEETS:
            raise BadFile("many_sheets", limit=MAX_SHEETS)
        self._sheet, self._number = name or str(self._sheets), 0
        self._ready.append((self._sheet, None))

    def _cell(self, name: str) -> None:
        attributes = self._attributes or {}
        text = _value(attributes, "".join(self._text)) if name == "table-cell" else ""
        repeat = _count(attributes.get("number-columns-repeated"))
        right = self._column + _count(attributes.get("number-columns-spanned")) - 1
        rows = _count(attributes.get("number-rows-spanned"))
        if text and (rows > 1 or right > self._column) and right < MAX_COLUMNS:
            top = self._number + 1
            self._ready.append((self._sheet, Range(top, top + rows - 1, self._column, right)))
        if text or name == "covered-table-cell":
            self._cells += [""] * (self._column - len(self._cells))
            self._cells += [text] * min(repeat, MAX_COLUMNS - self._column)
        self._column = min(self._column + repeat, MAX_COLUMNS)
        self._attributes = None

    def _row(self) -> None:
        if any(self._cells):
            self._total += self._repeat
            if self._total > MAX_ROWS:
                raise BadFile("many_rows", limit=MAX_ROWS)
            for at in range(1, self._repeat + 1):
                self._ready.append((self._sheet, Line(self._number + at, self._cells)))
        self._number += self._repeat


def _value(attributes: dict[str, str], shown: str) -> str:
    """A cell as text: of dates and numbers the value, for what is shown follows the office's taste."""
    kind = attributes.get("value-type", "")
    if kind == "date":
        return attributes.get("date-value", "")[:10]
    if kind == "float" and "value" in attributes:
        try:
            return text_of(float(attributes["value"]))
        except ValueError:
            return shown
    return shown


def _count(text: str | None) -> int:
    """A number of repetitions; what isn't one is one."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
