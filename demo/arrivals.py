"""What truly arrived at the site: the log that tests judge by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Arrival:
    """One request as it arrived.

    It is logged when its head is there; ``complete`` turns true once ``body`` is all there.
    ``headers`` keep their order and, over HTTP/1.1, their case.
    """

    method: str
    host: str
    path_with_query: str
    http_version: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    at: float = field(default_factory=time.monotonic)
    complete: bool = False

    @property
    def path(self) -> str:
        """The path without its query."""
        return self.path_with_query.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without its question mark."""
        return self.path_with_query.partition("?")[2]

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def cookies(self) -> dict[str, str]:
        """The cookies by name."""
        fields = (part for key, value in self.headers if key.lower() == "cookie" for part in value.split(";"))
        return {name.strip(): value for name, _, value in (part.partition("=") for part in fields)}


class ArrivalLog:
    """A list of arrivals that any thread may read while the site's thread writes."""

    def __init__(self) -> None:
        """Start empty."""
        self._items: list[Arrival] = []
        self._changed = threading.Condition()

    def add(self, arrival: Arrival) -> None:
        """Append one arrival and wake whoever waits."""
        with self._changed:
            self._items.append(arrival)
            self._changed.notify_all()

    def finish(self, arrival: Arrival, body: bytes) -> None:
        """Note that the whole of an arrival's body is there."""
        with self._changed:
            arrival.body, arrival.complete = body, True
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget everything."""
        with self._changed:
            self._items.clear()

    def all(self) -> list[Arrival]:
        """A copy of the list as it is now."""
        with self._changed:
            return list(self._items)

    def of(self, path: str = "", *, method: str = "", host: str = "", body: bytes = b"") -> list[Arrival]:
        """The arrivals whose path and body contain these parts and whose method and host are these."""
        return [
            arrival
            for arrival in self.all()
            if path in arrival.path_with_query
            and body in arrival.body
            and method in ("", arrival.method)
            and host in ("", arrival.host)
        ]

    def wait(self, enough: Callable[[list[Arrival]], bool], seconds: float = 5.0) -> bool:
        """Block until ``enough`` is true of the list, or the time is over; say which."""
        with self._changed:
            return self._changed.wait_for(lambda: enough(list(self._items)), seconds)

    def __iter__(self) -> Iterator[Arrival]:
        """Walk over a copy of the list."""
        return iter(self.all())

    def __len__(self) -> int:
        """The number of arrivals so far."""
        return len(self.all())

    def __getitem__(self, index: int) -> Arrival:
        """The arrival at a place of the list."""
        return self.all()[index]
