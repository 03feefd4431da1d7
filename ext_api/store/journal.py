"""The one door through which rows change: every change has who, when and why, and what was there before."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import batched
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from ext_api.store.errors import StoreError
from ext_api.store.models import Base, Batch, Change
from rules.bounds import MAX_CELL

_AT_ONCE: Final = 500
"""Rows asked for in one question; SQLite takes 999 values at least."""

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """What one person is about to do, and why. Raises StoreError where nobody is named."""

    what: str
    by: str
    why: str
    file: str = ""
    sha256: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        """Somebody must be named, in words that can be shown."""
        if not self.by.strip():
            raise StoreError("nobody")
        for value in (self.by, self.why):
            if len(value) > MAX_CELL or any(unicodedata.category(char) == "Cc" for char in value):
                raise StoreError("text", limit=MAX_CELL, value=repr(value[:50]))


class Journal:
    """One act being written, within one transaction. An act that changes nothing leaves no trace."""

    def __init__(self, connection: Connection, act: Act) -> None:
        """Begin; nothing is written yet."""
        self.connection = connection
        self.act = act
        self._next: dict[type[Base], int] = {}
        self._batch = 0

    def add(self, table: type[Base], rows: Iterable[Row]) -> list[int]:
        """New rows of a table, and the ids they got."""
        new = [{**row, "id": self._id(table)} for row in rows]
        if new:
            self._insert(table, new)
            self._note(table, ((row["id"], None, row) for row in new))
        return [row["id"] for row in new]

    def change(self, table: type[Base], values: Mapping[int, Row]) -> int:
        """New values for rows by id; how many of them differ from what was there."""
        ids = list(values)
        noted: list[tuple[int, Row | None, Row | None]] = []
        for some in batched(ids, _AT_ONCE):
            columns = table.__table__.columns
            found = self.connection.execute(select(*columns).where(columns.id.in_(some))).mappings()
            for row in found:
                after = {key: value for key, value in values[row["id"]].items() if row[key] != value}
                if after:
                    noted.append((row["id"], {key: row[key] for key in after}, after))
        self._update(table, [(number, after) for number, _, after in noted if after])
        self._note(table, noted)
        return len(noted)

    def note(self, table: type[Base], rows: Iterable[Row]) -> None:
        """Rows that are a journal of their own: reviews and publications. They need an act, and no change."""
        new = [{**row, "id": self._id(table)} for row in rows]
        if new:
            self._open()
            self._insert(table, new)

    def _update(self, table: type[Base], changes: Sequence[tuple[int, Row]]) -> None:
        groups: dict[tuple[str, ...], list[Row]] = {}
        for number, after in changes:
            groups.setdefault(tuple(sorted(after)), []).append(
                {"_id": number} | {f"_{key}": value for key, value in after.items()}
            )
        inner = table.__table__
        for keys, rows in groups.items():
            named = {key: bindparam(f"_{key}", type_=inner.columns[key].type) for key in keys}
            statement = update(table).where(inner.columns.id == bindparam("_id")).values(named)
            self.connection.execute(statement.execution_options(synchronize_session=None), rows)

    def _note(self, table: type[Base], changes: Iterable[tuple[int, Row | None, Row | None]]) -> None:
        rows = [
            {"id": self._id(Change), "of": table.__tablename__, "row": number,
             "before": _plain(before), "after": _plain(after)}
            for number, before, after in changes
        ]  # fmt: skip
        if rows:
            batch = self._open()
            self._insert(Change, [{**row, "batch_id": batch} for row in rows])

    def _open(self) -> int:
        """The batch of this act; written with its first change."""
        if not self._batch:
            self._batch = self._id(Batch)
            act = self.act
            row = {"what": act.what, "by": act.by.strip(), "at": act.at, "why": act.why.strip()}
            self._insert(Batch, [{**row, "id": self._batch, "file": act.file, "sha256": act.sha256}])
        return self._batch

    def _insert(self, table: type[Base], rows: Sequence[Row]) -> None:
        self.connection.execute(insert(table.__table__), rows)  # type: ignore[arg-type]

    def _id(self, table: type[Base]) -> int:
        """The next id of a table; the lock that every writer holds makes it ours."""
        if table not in self._next:
            highest = self.connection.scalar(select(func.max(table.__table__.columns.id)))
            self._next[table] = (highest or 0) + 1
        number = self._next[table]
        self._next[table] += 1
        return number


def _plain(row: Row | None) -> Row | None:
    """A row as JSON can hold it."""
    if row is None:
        return None
    return {key: _text(value) for key, value in row.items() if key != "id"}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
