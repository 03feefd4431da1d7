"""The short memory of "proceed": who said yes need not say it twice.

A grant is for one session, the accounts an action touches and its kind, and lasts minutes. A one-shot grant
is for one action: it lets the second tap through where the first could not be released.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Protocol

from rules.model import Account, Action, Kind, Verdict


class Grants(Protocol):
    """What the proxy asks of a memory of grants; asynchronous, so that several workers may share one."""

    async def remember(self, session: str, subjects: Iterable[str], kind: Kind) -> None:
        """Grant ``kind`` for every one of ``subjects``."""

    async def remembered(self, session: str, subjects: Iterable[str], kind: Kind) -> bool:
        """Whether ``kind`` is granted for all of ``subjects``; never for none."""

    async def once(self, session: str, act: str) -> None:
        """Grant one action a single time."""

    async def spend(self, session: str, act: str) -> bool:
        """Use up a single grant; false if there is none."""


def subjects(verdict: Verdict) -> tuple[str, ...]:
    """What a grant is for: the registered accounts touched, or else the hashtags, or the reason itself."""
    accounts = tuple(sorted({hit.record.key for hit in verdict.hits}))
    tags = tuple(sorted({f"#{tag}" for tag in verdict.hashtags}))
    return accounts or tags or (f"{verdict.action.platform}:{verdict.reason}",)


def act_of(action: Action) -> str:
    """One name for the same tap made again: sites sign, number and time their requests anew each time."""
    items = sorted(f"{item.of}={item.id}" for item in action.items)
    accounts = sorted(map(_named, action.accounts))
    parts = [action.platform, action.kind, *items, *accounts]
    if not items and not accounts:
        parts.append(action.rule)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _named(account: Account) -> str:
    """An account by its id, or else by its handle."""
    return account.id or f"@{account.handle}"


class MemoryGrants:
    """Grants in this process's memory: bounded, forgotten after ``minutes``, gone with the process.

    ``minutes`` = 0 remembers no account; one-shot grants still last ``once_seconds``.
    """

    def __init__(
        self,
        minutes: float,
        *,
        size: int,
        once_seconds: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = minutes * 60
        self._once_seconds = once_seconds
        self._size = size
        self._clock = clock
        self._until: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    def __repr__(self) -> str:
        return f"<MemoryGrants {len(self._until)}>"

    async def remember(self, session: str, subjects: Iterable[str], kind: Kind) -> None:
        """Grant ``kind`` for every one of ``subjects``."""
        if self._seconds:
            for subject in subjects:
                self._put((session, kind, subject), self._seconds)

    async def remembered(self, session: str, subjects: Iterable[str], kind: Kind) -> bool:
        """Whether ``kind`` is granted for all of ``subjects``; never for none."""
        keys = [(session, kind, subject) for subject in subjects]
        return bool(keys) and all(map(self._valid, keys))

    async def once(self, session: str, act: str) -> None:
        """Grant one action a single time."""
        self._put((session, "once", act), self._once_seconds)

    async def spend(self, session: str, act: str) -> bool:
        """Use up a single grant; false if there is none."""
        key = (session, "once", act)
        valid = self._valid(key)
        self._until.pop(key, None)
        return valid

    def _put(self, key: tuple[str, str, str], seconds: float) -> None:
        """Remember one key; the oldest go when there are too many."""
        self._until[key] = self._clock() + seconds
        self._until.move_to_end(key)
        while len(self._until) > self._size:
            self._until.popitem(last=False)

    def _valid(self, key: tuple[str, str, str]) -> bool:
        """Whether a key is remembered and has not run out."""
        until = self._until.get(key)
        if until is None or until > self._clock():
            return until is not None
        del self._until[key]
        return False
