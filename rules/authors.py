"""The author index: which registered accounts stand behind a post, learned from responses.

Only posts of registered accounts are kept, bounded and expiring: it never records what people read.
The interface is small so that several workers can share one store later.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Set
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from rules.bounds import MAX_ALIASES, MAX_AUTHOR_AGE, MAX_AUTHORS
from rules.model import Item


@dataclass(frozen=True, slots=True)
class Behind:
    """What is known of one item: (account id or "", handle or "", role) triples, and registered hashtags."""

    accounts: tuple[tuple[str, str, str], ...]
    hashtags: tuple[str, ...] = ()


class AuthorIndex(Protocol):
    """Where posts of registered accounts are remembered."""

    def remember(self, platform: str, item: Item, behind: Behind) -> None:
        """Note what is behind an item; newer knowledge of the same item adds to the older."""

    def recall(self, platform: str, item: Item) -> Behind | None:
        """What is behind an item, None where it was never learned or is forgotten."""

    def alias(self, platform: str, name: str, of: str) -> None:
        """Note that ``name`` is another name of the registered account named ``of`` (``id:…`` or ``@…``)."""

    def alias_of(self, platform: str, name: str) -> str | None:
        """The registered name that ``name`` is another name of, or None."""


class MemoryIndex:
    """The author index of one process; safe to share between a loop and a worker."""

    def __init__(
        self,
        *,
        size: int = MAX_AUTHORS,
        age: float = MAX_AUTHOR_AGE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep at most ``size`` items, each for ``age`` seconds of ``clock``."""
        self._size, self._age, self._clock = size, age, clock
        self._items: OrderedDict[tuple[str, str, str], tuple[float, Behind]] = OrderedDict()
        self._aliases: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many items are remembered."""
        return len(self._items)

    def remember(self, platform: str, item: Item, behind: Behind) -> None:
        """See AuthorIndex."""
        key = (platform, item.of, item.id)
        with self._lock:
            known = self._items.pop(key, None)
            if known:
                accounts = tuple(dict.fromkeys((*known[1].accounts, *behind.accounts)))
                behind = Behind(accounts, tuple(dict.fromkeys((*known[1].hashtags, *behind.hashtags))))
            self._items[key] = (self._clock(), behind)
            while len(self._items) > self._size:
                self._items.popitem(last=False)

    def recall(self, platform: str, item: Item) -> Behind | None:
        """See AuthorIndex."""
        key = (platform, item.of, item.id)
        with self._lock:
            known = self._items.get(key)
            if known is None:
                return None
            if self._clock() - known[0] > self._age:
                del self._items[key]
                return None
            return known[1]

    def alias(self, platform: str, name: str, of: str) -> None:
        """See AuthorIndex."""
        with self._lock:
            self._aliases[(platform, name)] = of
            self._aliases.move_to_end((platform, name))
            while len(self._aliases) > MAX_ALIASES:
                self._aliases.popitem(last=False)

    def alias_of(self, platform: str, name: str) -> str | None:
        """See AuthorIndex."""
        with self._lock:
            return self._aliases.get((platform, name))


class SecondNames:
    """Second names of registered accounts, by platform: responses are searched for them, too.

    Of each platform the newest MAX_ALIASES are known. Safe to share between a loop and a worker.
    """

    def __init__(self) -> None:
        """None are known."""
        self._of: dict[str, dict[bytes, None]] = {}  # the oldest first
        self._lock = Lock()

    def add(self, platform: str, name: bytes) -> None:
        """Search for ``name`` from now on."""
        with self._lock:
            known = self._of.setdefault(platform, {})
            known.pop(name, None)
            known[name] = None
            if len(known) > MAX_ALIASES:
                del known[next(iter(known))]

    def have_any(self, platform: str, names: Set[bytes]) -> bool:
        """Whether one of ``names`` is known."""
        with self._lock:
            return not self._of.get(platform, {}).keys().isdisjoint(names)
