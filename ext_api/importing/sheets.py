"""What every reader gives: sheets of rows of texts; and the error of a file that can't be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

_EXACT: Final = 10**15
"""From here on spreadsheets keep no exact numbers: 15 digits is all they have."""


class BadFile(ValueError):
    """A file that can't be used as a whole; ``key`` is the text that says why, ``values`` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        """Keep both."""
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number as the program shows it, and its cells as texts."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``lines`` are read as they are asked for, once."""

    name: str
    lines: Iterator[Line]


def text_of(value: object) -> str:
    """A cell as text. A number too long for a spreadsheet to keep shows so, by its exponent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= _EXACT:
        return f"{value:.6e}"
    return str(int(value)) if value == int(value) else str(value)


def letters(column: int) -> str:
    """How a spreadsheet names a column counted from 0: A, B, ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
