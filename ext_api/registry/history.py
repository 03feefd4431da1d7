"""The journal as a person reads it: what each act changed, by the names that lists have for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ext_api.say import Say
from ext_api.store.models import Base

DERIVED: Final = ("id", "handle_key", "region_key", "tag", "place")
"""Columns that follow from another one, or say nothing to a person."""


def shown_change(
    say: Say, of: str, row: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> str:
    """One row that came or changed. A row that came shows what it says, one that changed what differs."""
    fields = _changed(say, of, before, after) if before else _said(say, of, after)
    values = {"of": say(f"of_{of}") or of, "row": row, "fields": "; ".join(fields)}
    return say("change_row" if before else "change_new", **values)


def _said(say: Say, of: str, after: Mapping[str, Any]) -> Iterator[str]:
    for name in _names(of, after):
        if after[name] not in ("", None, False):
            yield say("change_said", field=_named(say, name), value=_value(say, name, after[name]))


def _changed(say: Say, of: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in _names(of, after):
        old, new = (_value(say, name, one.get(name)) for one in (before, after))
        yield say("plan_field", field=_named(say, name), before=old, after=new)


def _names(of: str, row: Mapping[str, Any]) -> list[str]:
    """The columns of a row that are worth showing, as the table has them."""
    table = Base.metadata.tables.get(of)
    order = list(table.columns.keys()) if table is not None else sorted(row)
    return [name for name in order if name in row and name not in DERIVED]


def _named(say: Say, column: str) -> str:
    return say(f"field_{column}") or column


def _value(say: Say, column: str, value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return say("value_yes" if value else "value_no")
    if value in ("", None):
        return say("plan_nothing")
    return (say(f"state_{value}") if column == "state" else "") or str(value)
