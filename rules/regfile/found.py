"""Records that lookups find: read from their rows only when somebody asks what they say.

Most who look an account up want to know whether there is one. Both rows are kept as they were written, so
that a record stays what it is when the files that it comes from are gone.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, Final

import orjson

from rules.model import Record

_NAMES: Final = tuple(field.name for field in fields(Record))
_set: Final = object.__setattr__
_new: Final = object.__new__


class FoundRecord(Record):
    """A record by its row and its shared row; the same as any other of the same fields."""

    __slots__ = ("_lines",)

    def __getattr__(self, name: str) -> Any:
        """A field that isn't filled in yet: now all are."""
        if name not in _NAMES:
            raise AttributeError(name, name=name, obj=self)
        (_, platform, account_id, handle, display_name), shared = self._lines
        participant, contest, region, source_class, source, day, reviewer = orjson.loads(shared)
        whose = participant, contest, region, source_class, source, date.fromisoformat(day), reviewer
        values = platform, handle, account_id, display_name, *whose
        for field, value in zip(_NAMES, values, strict=True):
            _set(self, field, value)
        return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        """Whether another record says the same, however it came about."""
        return _fields(self) == _fields(other) if isinstance(other, Record) else NotImplemented

    def __hash__(self) -> int:
        """That of any record with the same fields."""
        return hash(_fields(self))

    def __reduce__(self) -> tuple[type[Record], tuple[Any, ...]]:
        """As another process gets it: a plain record."""
        return Record, _fields(self)


def _fields(record: Record) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in _NAMES)


def found_record(row: list[Any], shared: bytes) -> FoundRecord:
    """The record of a row and the text of its shared row, both of a state that was checked."""
    record: FoundRecord = _new(FoundRecord)
    _set_lines(record, (row, shared))
    return record


_set_lines: Final = FoundRecord._lines.__set__  # type: ignore[attr-defined]  # noqa: SLF001 - a slot of this module
