"""The campaign accounts: which account of a platform is registered, and which hashtags are a campaign's.

`Accounts` is all that the engine asks of a registry. `Registry` answers from memory, `regfile.MappedRegistry`
from a file, `Union` from several.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final, Protocol

from rules.model import Record

_ORDER: Final = (
    "contest",
    "region",
    "participant",
    "platform",
    "account_id",
    "handle",
    "tag",
    "display_name",
    "source_class",
    "source",
    "source_date",
    "reviewer",
)
"""The columns by which rows of one name are ordered."""


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A campaign's hashtag, without `#` and in lower case, and whose it is."""

    tag: str
    participant: str
    contest: str
    region: str
    source: str


class Accounts(Protocol):
    """What the engine needs to know of the registered accounts. Rows of one name have one order anywhere."""

    def with_id(self, platform: str, id: str) -> tuple[Record, ...]:
        """The rows with this id, in order."""

    def with_handle(self, platform: str, handle: str) -> tuple[Record, ...]:
        """The rows with this handle, which is a plain one, in order."""

    def lookup(self, platform: str, id: str | None = None, handle: str | None = None) -> Record | None:
        """The account with this id, else the one with this handle."""

    def rows(self, record: Record) -> tuple[Record, ...]:
        """Every row of the account that ``record`` names: one per contest and region it campaigns in."""

    def hashtag(self, tag: str) -> tuple[Hashtag, ...]:
        """The campaigns that registered a hashtag."""

    def knows(self, platform: str, tokens: Set[bytes]) -> bool:
        """Whether any token that a scan of bytes found may be an id or a lower-case handle of a platform.

        No name is missed. Where names are told by keys, one of another's key passes: whoever then looks it up
        has whole names compared.
        """

    def platforms(self) -> frozenset[str]:
        """The platforms that have registered accounts."""

    def contests(self) -> frozenset[str]:
        """The contests that have registered accounts or hashtags."""


class Lookup(ABC):
    """How names lead to an account, wherever its rows come from."""

    @abstractmethod
    def with_id(self, platform: str, id: str) -> tuple[Record, ...]:
        """See Accounts."""

    @abstractmethod
    def with_handle(self, platform: str, handle: str) -> tuple[Record, ...]:
        """See Accounts."""

    def lookup(self, platform: str, id: str | None = None, handle: str | None = None) -> Record | None:
        """The account with this id; else the one with this handle, unless its id is known to be another.

        Handles change hands, so an id that is known and differs outweighs a handle that is the same.
        """
        if id and (found := self.with_id(platform, id)):
            return found[0]
        for record in self.with_handle(platform, plain_handle(handle)) if handle else ():
            if not id or record.account_id in ("", id):
                return record
        return None

    def rows(self, record: Record) -> tuple[Record, ...]:
        """Every row of the account that ``record`` names, that one first."""
        by_id = self.with_id(record.platform, record.account_id) if record.account_id else ()
        handles = {plain_handle(row.handle): None for row in (record, *by_id) if row.handle}
        rows = {record: None} | dict.fromkeys(by_id)
        for handle in handles:
            same = self.with_handle(record.platform, handle)
            rows |= dict.fromkeys(row for row in same if _compatible(row, record))
        return tuple(rows)


class Registry(Lookup):
    """A registry held in memory. Ids compare exactly; handles without `@` and in lower case."""

    def __init__(self, records: Iterable[Record] = (), hashtags: Iterable[Hashtag] = ()) -> None:
        """Index the rows by id, by handle and by platform."""
        self.records = tuple(records)
        self.hashtags = tuple(hashtags)
        self._ids = _index((row.platform, row.account_id, row) for row in self.records)
        self._handles = _index((row.platform, plain_handle(row.handle), row) for row in self.records)
        self._tags = _index(("", plain_tag(row.tag), row) for row in self.hashtags)
        self._platforms = frozenset(record.platform for record in self.records)
        self._names = {platform: self._tokens(platform) for platform in self._platforms}

    @classmethod
    def load(cls, records: Iterable[Record], hashtags: Iterable[Hashtag] = ()) -> Registry:
        """A registry of these rows."""
        return cls(records, hashtags)

    def with_id(self, platform: str, id: str) -> tuple[Record, ...]:
        """See Lookup."""
        return self._ids.get((platform, id), ())

    def with_handle(self, platform: str, handle: str) -> tuple[Record, ...]:
        """See Lookup."""
        return self._handles.get((platform, handle), ())

    def hashtag(self, tag: str) -> tuple[Hashtag, ...]:
        """The campaigns that registered a hashtag, written with or without `#`, in any case."""
        return self._tags.get(("", plain_tag(tag)), ())

    def knows(self, platform: str, tokens: Set[bytes]) -> bool:
        """See Accounts."""
        return not self._names.get(platform, frozenset()).isdisjoint(tokens)

    def platforms(self) -> frozenset[str]:
        """The platforms that have registered accounts."""
        return self._platforms

    def contests(self) -> frozenset[str]:
        """The contests that have registered accounts or hashtags."""
        rows: tuple[Record | Hashtag, ...] = (*self.records, *self.hashtags)
        return frozenset(row.contest for row in rows)

    def _tokens(self, platform: str) -> frozenset[bytes]:
        """Ids and handles of one platform."""
        keys = (*self._ids, *self._handles)
        return frozenset(name.encode() for owner, name in keys if owner == platform)


class Union(Lookup):
    """Several registries as one: the same answers as from one registry with all their rows."""

    def __init__(self, parts: Sequence[Accounts]) -> None:
        """Of these parts."""
        self.parts = tuple(parts)
        self._platforms = frozenset(name for part in self.parts for name in part.platforms())
        self._contests = frozenset(name for part in self.parts for name in part.contests())

    def with_id(self, platform: str, id: str) -> tuple[Record, ...]:
        """See Accounts."""
        return in_order([row for part in self.parts for row in part.with_id(platform, id)])

    def with_handle(self, platform: str, handle: str) -> tuple[Record, ...]:
        """See Accounts."""
        return in_order([row for part in self.parts for row in part.with_handle(platform, handle)])

    def hashtag(self, tag: str) -> tuple[Hashtag, ...]:
        """See Accounts."""
        return in_order([row for part in self.parts for row in part.hashtag(tag)])

    def knows(self, platform: str, tokens: Set[bytes]) -> bool:
        """See Accounts."""
        return any(part.knows(platform, tokens) for part in self.parts)

    def platforms(self) -> frozenset[str]:
        """See Accounts."""
        return self._platforms

    def contests(self) -> frozenset[str]:
        """See Accounts."""
        return self._contests


def in_order[Row: (Record, Hashtag)](rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows each once, in an order that doesn't depend on where they came from: by all their fields."""
    return tuple(rows) if len(rows) < 2 else tuple(sorted(dict.fromkeys(rows), key=_all_fields))


def _all_fields(row: Record | Hashtag) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in _ORDER if hasattr(row, name))


def _index[Row: (Record, Hashtag)](
    rows: Iterable[tuple[str, str, Row]],
) -> dict[tuple[str, str], tuple[Row, ...]]:
    """Rows by platform and name."""
    found: dict[tuple[str, str], list[Row]] = {}
    for platform, name, row in rows:
        if name:
            found.setdefault((platform, name), []).append(row)
    return {name: in_order(same) for name, same in found.items()}


def _compatible(one: Record, other: Record) -> bool:
    """Whether two rows of one handle can be one account: no two ids that differ."""
    return one.account_id == other.account_id or not (one.account_id and other.account_id)


def plain_handle(handle: str) -> str:
    """A handle as it is compared: without its `@`, in lower case."""
    return handle.strip().removeprefix("@").lower()


def plain_tag(tag: str) -> str:
    """A hashtag as it is compared: without its `#`, in lower case."""
    return tag.strip().lstrip("#\uff03").lower()
