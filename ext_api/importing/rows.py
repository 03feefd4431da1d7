"""Rows of a table of accounts -> entries. Nothing here raises for what a cell may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, get_args

from ext_api.importing.cells import day_of, plain, wrong_text
from ext_api.importing.entries import Entry, Rejected, Where
from ext_api.importing.header import Column
from ext_api.importing.naming import NAMES, named
from ext_api.importing.sheets import Line, letters
from ext_api.importing.words import Defaults, Words
from ext_api.list_options import option
from rules.model import SourceClass
from rules.profiles import Profile

TEXTS: Final = ("display_name", "participant", "number", "contest", "region", "source", "reviewer")
"""The columns that hold any text."""
_NEEDED: Final = ("participant", "contest", "region", "source")
_CARRIED: Final = ("participant", "number", "contest", "region", "source_class", "source", "source_date")
CLASSES: Final = get_args(SourceClass)
"""What a source class can be."""


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: str, columns: Sequence[Column], words: Words, defaults: Defaults) -> None:
        """Begin with no row read."""
        self._sheet = sheet
        self._columns = columns
        self._words = words
        self._defaults = defaults
        self._above: dict[str, str] = {}
        self._absent: set[str] = set()
        self.rejected: list[Rejected] = []

    def read(self, line: Line) -> Iterator[Entry]:
        """The accounts of one row; what can't be taken goes to ``rejected``."""
        said = self._said(line)
        found = named(line, self._columns, self._words, said.get("platform", ""))
        if not found.profiles and not found.faults:
            self._lonely(line)
            return
        said.setdefault("display_name", found.title)
        wrong = [self._reject(line, one.column, one.key, **one.values) for one in found.faults]
        wrong += self._wrong(line, said)
        self.rejected += wrong
        if not wrong and self._absent <= said.keys():
            common = self._common(line, said)
            yield from (replace(common, profile=profile) for profile in found.profiles)

    def _said(self, line: Line) -> dict[str, str]:
        """What the row says besides accounts: its own words, those of the row above, or the defaults."""
        own: dict[str, str] = {}
        for column in self._columns:
            text = self._cell(line, column)
            if not column.platform and not self._words.headers.empty(text):
                own[column.holds] = plain(text)
        if self._defaults.carry and own:
            self._above = {key: own.get(key, self._above.get(key, "")) for key in _CARRIED}
            own = {key: value for key, value in self._above.items() if value} | own
        return {**{key: value for key, value in self._defaults.values.items() if value}, **own}

    def _lonely(self, line: Line) -> None:
        """A row without any account: an error where it says whose it would be, else a remark."""
        own = {column.holds for column in self._columns if self._cell(line, column).strip()}
        columns = [column for column in self._columns if column.holds in NAMES]
        wide = any(column.platform for column in columns)  # such tables leave cells blank
        if own & {"participant", "display_name"} and not wide:
            self.rejected.append(self._reject(line, columns[0], "no_names"))

    def _wrong(self, line: Line, said: dict[str, str]) -> list[Rejected]:
        """What is missing or unfit in a row that names accounts."""
        wrong = [one for key in _NEEDED if not said.get(key) for one in self._missing(line, key)]
        for key in TEXTS:
            if reason := wrong_text(unmarked(key, said.get(key, ""))):
                wrong.append(self._reject(line, self._column(key), reason, value=said[key]))
        given = said.get("source_class", "")
        if not given:
            wrong += self._missing(line, "source_class")
        elif self._words.headers.value("source_class", given) not in CLASSES:
            wrong.append(self._reject(line, self._column("source_class"), "class", value=given))
        day = said.get("source_date", "")
        if not day:
            wrong += self._missing(line, "source_date")
        elif day_of(day, self._words.months) is None:
            wrong.append(self._reject(line, self._column("source_date"), "date", value=day))
        return wrong

    def _missing(self, line: Line, key: str) -> Iterator[Rejected]:
        """What the row lacks; of a column that the whole table lacks it is said once."""
        column = self._column(key)
        if column is not None:
            yield self._reject(line, column, "missing", what=key)
        elif key not in self._absent:
            self._absent.add(key)
            yield no_column(self._sheet, key)

    def _common(self, line: Line, said: dict[str, str]) -> Entry:
        """A sound row without its account."""
        day = day_of(said["source_date"], self._words.months)
        assert day is not None
        texts = {key: unmarked(key, said.get(key, "")) for key in TEXTS}
        texts["region"] = self._words.headers.value("region", texts["region"])
        return Entry(
            where=Where(self._sheet, line.number),
            profile=Profile(""),
            source_class=self._words.headers.value("source_class", said["source_class"]),
            source_date=day,
            **texts,
        )

    def _column(self, holds: str) -> Column | None:
        return next((one for one in self._columns if one.holds == holds), None)

    def _cell(self, line: Line, column: Column) -> str:
        return line.cells[column.at] if column.at < len(line.cells) else ""

    def _reject(self, line: Line, column: Column | None, key: str, **values: object) -> Rejected:
        """A reason, at the cell it is about; long values are cut."""
        shown = {name: value[:60] if isinstance(value, str) else value for name, value in values.items()}
        where = Where(self._sheet, line.number, letters(column.at) if column else "")
        return Rejected(where, column.title if column else "", key, shown)


def no_column(sheet: str, key: str) -> Rejected:
    """A table lacks a column that every row needs."""
    return Rejected(Where(sheet, 0), "", "no_column", {"what": key, "option": option(key)})


def unmarked(column: str, text: str) -> str:
    """A displayed name without the @ that people put before it, and a text without the ' of spreadsheets."""
    value = text.removeprefix("'") if text[1:2] in ("=", "+", "-", "@") else text
    return value.lstrip("@ ") if column == "display_name" else value
