"""CSV as spreadsheets and offices save it: UTF-8, comma, semicolon or tab, rows of any length."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ext_api.importing.sheets import BadFile, Line, Sheet

_SEPARATORS: Final = ",;\t"


def sheets(path: Path) -> Iterator[Sheet]:
    """The one sheet of a CSV file. Raises BadFile, also while lines are read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("not_utf8", row=path.read_bytes()[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise BadFile("broken")
    yield Sheet("", _lines(text))


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 1
    try:
        for cells in reader:
            yield Line(number, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        raise BadFile("bad_csv", row=number, problem=str(error)) from None


def _separator(text: str) -> str:
    """The separator that cuts most lines of the beginning alike; titles above the header have none."""
    best, most = ",", 0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in text[:20_000].splitlines())
        score = max((many * count for count, many in counts.items() if count), default=0)
        if score > most:
            best, most = separator, score
    return best
