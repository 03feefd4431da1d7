"""What the site remembers and how it is told to behave."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from typing import TypedDict, Unpack
from urllib.parse import parse_qsl

NUMBERS: dict[str, type[int] | type[float]] = {
    "slow": float,
    "burst": int,
    "hints": int,
    "kept": int,
    "pages_kept": int,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How pages and feeds look; a page's own query (``?csp=none&slow=1``) goes before what the site was told.

    ``csp``: none, meta, strict, loose, hosts, hosts-nonce. ``enc``: zstd, br, gzip, identity. ``size``:
    least size of a feed, as ``5mb`` or ``200kb``. ``shape``: ``legacy`` or ``core``. ``slow``: seconds
    between the first part of a page and its rest. ``burst``: so many more posts of the candidate in the
    feed. ``hints``: 103 first. ``kept``: for so many seconds browsers may keep scripts and styles; not for so
    long that they outlive a new version of the demo. ``pages_kept``: the same of pages; most sites forbid it.
    """

    csp: str = ""
    enc: str = ""
    size: str = ""
    shape: str = ""
    slow: float = 0.0
    burst: int = 0
    hints: int = 0
    kept: int = 300
    pages_kept: int = 0

    def read(self, query: str) -> Options:
        """These options with those a query names; what is not a number where one is due does not count."""
        given = dict(parse_qsl(query))
        changes: dict[str, str | float | int] = {}
        for option in fields(self):
            if option.name in given:
                try:
                    changes[option.name] = NUMBERS.get(option.name, str)(given[option.name])
                except ValueError:
                    continue
        return replace(self, **changes)  # type: ignore[arg-type]

    def least_bytes(self) -> int:
        """The least size of a feed in bytes."""
        units = {"kb": 1_000, "mb": 1_000_000}
        number, unit = self.size[:-2], self.size[-2:].lower()
        return int(number) * units[unit] if number.isdecimal() and unit in units else 0


class Changes(TypedDict, total=False):
    """What a test may alter: every field of Options, and how the next actions go."""

    csp: str
    enc: str
    size: str
    shape: str
    slow: float
    burst: int
    hints: int
    kept: int
    pages_kept: int
    fail_next: int
    fail_status: int
    action_delay: float


@dataclass(slots=True)
class Viewer:
    """What one browser's person has done: marks such as likes, and written comments."""

    number: int
    marks: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    written: int = 0

    def has(self, kind: str, identity: str) -> bool:
        """Whether this mark is set."""
        return identity in self.marks[kind]

    def mark(self, kind: str, identity: str, on: bool = True) -> None:
        """Set or remove a mark."""
        (self.marks[kind].add if on else self.marks[kind].discard)(identity)

    def write(self) -> int:
        """The number of the next thing this person writes."""
        self.written += 1
        return self.written


class World:
    """The state of the site: its viewers, its options, and the failures it was told to make."""

    def __init__(self) -> None:
        """Start with nobody there and everything going well."""
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget all viewers and all orders."""
        with self._lock:
            self.options = Options()
            self.fail_status = 500
            self.action_delay = 0.0
            self._fail_next = 0
            self._viewers: dict[tuple[str, str], Viewer] = {}

    def set(self, **changes: Unpack[Changes]) -> None:
        """Alter the behaviour.

        The next ``fail_next`` actions fail with ``fail_status``; actions take ``action_delay`` seconds.
        """
        with self._lock:
            self._fail_next = changes.pop("fail_next", self._fail_next)
            self.fail_status = changes.pop("fail_status", self.fail_status)
            self.action_delay = changes.pop("action_delay", self.action_delay)
            self.options = replace(self.options, **changes)  # type: ignore[misc]  # the rest are its fields

    def viewer(self, face: str, session: str) -> Viewer:
        """The viewer of a session on a face; without a session a new one."""
        with self._lock:
            known = [viewer.number for (name, _), viewer in self._viewers.items() if name == face]
            number = int(session) if session.isdecimal() else max(known, default=0) + 1
            return self._viewers.setdefault((face, str(number)), Viewer(number))

    def fails(self) -> int:
        """The status with which the present action is to fail, or 0."""
        with self._lock:
            if not self._fail_next:
                return 0
            self._fail_next -= 1
            return self.fail_status
