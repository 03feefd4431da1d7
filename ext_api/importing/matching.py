"""Which kept row an entry of a list means: the one with its id, else the one with its handle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields

from ext_api.importing.entries import Changed, Entry, New, Rejected
from ext_api.store.records import Kept, region_key
from rules.model import Record

type Key = tuple[str, str, str, str]
"""Platform, id or handle, contest, region."""


class Known:
    """The rows kept of some contests, by id and by handle; those removed apart."""

    def __init__(self, rows: Iterable[Kept]) -> None:
        """Index the rows."""
        self._rows: dict[int, Kept] = {}
        self._ids: dict[Key, Kept] = {}
        self._handles: dict[Key, Kept] = {}
        self._removed: dict[Key, Kept] = {}
        for row in rows:
            id_, handle = _id_key(row.record), _handle_key(row.record)
            if row.state == "removed":
                self._removed |= {key: row for key in (id_, handle) if key[1]}
                continue
            self._rows[row.id] = row
            self._ids |= {id_: row} if id_[1] else {}
            self._handles |= {handle: row} if handle[1] else {}

    def find(self, entry: Entry) -> Kept | Rejected | None:
        """The row an entry means; a rejection where it would mean two."""
        id_, handle = _entry_keys(entry)
        by_id = self._ids.get(id_) if id_[1] else None
        by_handle = self._handles.get(handle) if handle[1] else None
        if by_handle and id_[1] and by_handle.record.account_id not in ("", id_[1]):
            by_handle = None  # the handle changed hands; whether it is free by now is seen at the end
        if by_id and by_handle and by_id.id != by_handle.id:
            values: dict[str, object] = {"one": by_id.id, "other": by_handle.id}
            return Rejected(entry.where, "", "two_rows", values)
        return by_id or by_handle

    def removed(self, entry: Entry) -> Kept | None:
        """The row that was taken off the list for this account."""
        return next(
            (self._removed[key] for key in _entry_keys(entry) if key[1] and key in self._removed), None
        )

    def collisions(self, new: Iterable[New], changed: Sequence[Changed]) -> Iterator[Rejected]:
        """Handles that two accounts would have at the end."""
        touched = {row.kept.id for row in changed}
        holders = {key: row.record for key, row in self._handles.items() if row.id not in touched}
        rows: list[New | Changed] = [*changed, *new]
        for row in rows:
            record = row.record
            holder = holders.setdefault(_handle_key(record), record) if record.handle else record
            if holder is not record:
                owner = holder.account_id or holder.participant
                values: dict[str, object] = {"value": record.handle, "holder": owner}
                yield Rejected(row.entry.where, "", "handle_taken", values)

    def gone(self, entries: Iterable[Entry], found: Collection[int]) -> Iterator[Kept]:
        """Rows of the places and classes a list speaks of, which the list doesn't have."""
        places = {(one.contest, region_key(one.region), one.source_class) for one in entries}
        for row in self._rows.values():
            record = row.record
            place = (record.contest, region_key(record.region), record.source_class)
            if place in places and row.id not in found and row.state != "rejected":
                yield row


def differs(before: Record, after: Record) -> dict[str, tuple[str, str]]:
    """What two records say differently, by field."""
    pairs = {
        one.name: (str(getattr(before, one.name)), str(getattr(after, one.name))) for one in fields(Record)
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _id_key(record: Record) -> Key:
    return record.platform, record.account_id, record.contest, region_key(record.region)


def _handle_key(record: Record) -> Key:
    return record.platform, record.handle.lower(), record.contest, region_key(record.region)


def _entry_keys(entry: Entry) -> tuple[Key, Key]:
    profile, place = entry.profile, (entry.contest, region_key(entry.region))
    return (profile.platform, profile.account_id, *place), (profile.platform, profile.handle.lower(), *place)
