"""The campaign accounts: which account of a platform is registered, and which hashtags are a campaign's.

`Accounts` is all that the engine asks of a registry; `Registry` answers from memory, a mapped file can later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from rules.model import Record


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A campaign's hashtag, without `#` and in lower case, and whose it is."""

    tag: str
    participant: str
    contest: str
    region: str
    source: str


class Accounts(Protocol):
    """What the engine needs to know of the registered accounts."""

    def lookup(self, platform: str, id: str | None = None, handle: str | None = None) -> Record | None:
        """The account with this id, else the one with this handle."""

    def rows(self, record: Record) -> tuple[Record, ...]:
        """Every row of the account that ``record`` names: one per contest and region it campaigns in."""

    def hashtag(self, tag: str) -> tuple[Hashtag, ...]:
        """The campaigns that registered a hashtag."""

    def names(self, platform: str) -> frozenset[bytes]:
        """All ids and lower-case handles of a platform, as a scan of bytes looks for them."""

    def platforms(self) -> frozenset[str]:
        """The platforms that have registered accounts."""

    def contests(self) -> frozenset[str]:
        """The contests that have registered accounts or hashtags."""


class Registry:
    """A registry held in memory. Ids compare exactly; handles without `@` and in lower case."""

    def __init__(self, records: Iterable[Record] = (), hashtags: Iterable[Hashtag] = ()) -> None:
        """Index the rows by id, by handle and by platform."""
        self.records = tuple(records)
        self.hashtags = tuple(hashtags)
        self._ids: dict[tuple[str, str], list[Record]] = {}
        self._handles: dict[tuple[str, str], list[Record]] = {}
        self._tags: dict[str, list[Hashtag]] = {}
        for record in self.records:
            if record.account_id:
                self._ids.setdefault((record.platform, record.account_id), []).append(record)
            if record.handle:
                self._handles.setdefault((record.platform, plain_handle(record.handle)), []).append(record)
        for hashtag in self.hashtags:
            self._tags.setdefault(plain_tag(hashtag.tag), []).append(hashtag)
        self._names = {platform: self._tokens(platform) for platform in self.platforms()}

    @classmethod
    def load(cls, records: Iterable[Record], hashtags: Iterable[Hashtag] = ()) -> Registry:
        """A registry of these rows."""
        return cls(records, hashtags)

    def lookup(self, platform: str, id: str | None = None, handle: str | None = None) -> Record | None:
        """The account with this id; else the one with this handle, unless its id is known to be another.

        Handles change hands, so an id that is known and differs outweighs a handle that is the same.
        """
        if id and (found := self._ids.get((platform, id))):
            return found[0]
        for record in self._handles.get((platform, plain_handle(handle)), ()) if handle else ():
            if not id or record.account_id in ("", id):
                return record
        return None

    def rows(self, record: Record) -> tuple[Record, ...]:
        """Every row of the account that ``record`` names, that one first."""
        by_id = self._ids.get((record.platform, record.account_id), ()) if record.account_id else ()
        handles = {plain_handle(row.handle): None for row in (record, *by_id) if row.handle}
        rows = {record: None} | dict.fromkeys(by_id)
        for handle in handles:
            same = self._handles.get((record.platform, handle), ())
            rows |= dict.fromkeys(row for row in same if _compatible(row, record))
        return tuple(rows)

    def hashtag(self, tag: str) -> tuple[Hashtag, ...]:
        """The campaigns that registered a hashtag, written with or without `#`, in any case."""
        return tuple(self._tags.get(plain_tag(tag), ()))

    def names(self, platform: str) -> frozenset[bytes]:
        """All ids and lower-case handles of a platform, as a scan of bytes looks for them."""
        return self._names.get(platform, frozenset())

    def platforms(self) -> frozenset[str]:
        """The platforms that have registered accounts."""
        return frozenset(record.platform for record in self.records)

    def contests(self) -> frozenset[str]:
        """The contests that have registered accounts or hashtags."""
        rows: tuple[Record | Hashtag, ...] = (*self.records, *self.hashtags)
        return frozenset(row.contest for row in rows)

    def _tokens(self, platform: str) -> frozenset[bytes]:
        """Ids and handles of one platform."""
        keys = (*self._ids, *self._handles)
        return frozenset(name.encode() for owner, name in keys if owner == platform)


def _compatible(one: Record, other: Record) -> bool:
    """Whether two rows of one handle can be one account: no two ids that differ."""
    return one.account_id == other.account_id or not (one.account_id and other.account_id)


def plain_handle(handle: str) -> str:
    """A handle as it is compared: without its `@`, in lower case."""
    return handle.strip().removeprefix("@").lower()


def plain_tag(tag: str) -> str:
    """A hashtag as it is compared: without its `#`, in lower case."""
    return tag.strip().lstrip("#\uff03").lower()
