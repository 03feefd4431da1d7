"""Getting files: over HTTP without a trace of who asks, or from a copied folder.

A request carries no cookie, no query, no condition and nothing that tells one client from another. An
answer is bounded in size by ngclient and in time here, from its first byte to its last.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass
from weakref import WeakSet

import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TimedOut

from proxy_addon.updates.limits import UpdateLimits

USER_AGENT: Final = "tuf-client"
"""The same from every client of every version."""

HEADERS: Final = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
CHUNK: Final = 65_536


class Refused(DownloadHTTPError):
    """The server answered with an error; ``retry_after`` are the seconds it asks us to stay away."""

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"answered {status}", status)
        self.retry_after = retry_after


class Stopped(DownloadError):
    """The proxy ends; what was under way is given up."""


class HttpFetcher(FetcherInterface):
    """Fetches over HTTP. ``skew``: by how many seconds this machine's clock is ahead of the server's."""

    def __init__(
        self,
        limits: UpdateLimits,
        *,
        stopped: Callable[[], bool] = lambda: False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._limits = limits
        self._stopped = stopped
        self._now = now
        # Held until closed: of one that is given up the connection would end when it pleases the interpreter.
        self._responses: set[urllib3.BaseHTTPResponse] = set()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._managers: dict[str, urllib3.PoolManager] = {}
        self.skew: float | None = None

    def close(self) -> None:
        """Keep no connection open until the next look."""
        while self._responses:
            self._responses.pop().close()
        for manager in self._managers.values():
            manager.clear()
        self._managers.clear()

    def _fetch(self, url: str) -> Iterator[bytes]:
        """Start a request. Raises SlowRetrievalError, Refused and whatever urllib3 does; see the base."""
        begun = time.monotonic()
        gave_up = Event()
        watchdog = Timer(self._limits.patience * 2, self._hang_up, [gave_up])
        watchdog.daemon = True
        watchdog.start()
        try:
            response = self._manager(url).request("GET", url, redirect=False, preload_content=False)
        except HTTPError as error:
            # Nobody there counts as a timeout, too, by urllib3's tree of errors.
            silent = isinstance(error, TimedOut) and not isinstance(error, NewConnectionError)
            if gave_up.is_set() or silent:
                raise SlowRetrievalError from error
            raise
        finally:
            watchdog.cancel()
        if gave_up.is_set():  # what was there of a head may pass for a whole one
            response.close()
            raise SlowRetrievalError
        self._compare_clocks(response.headers.get("date", ""))
        if response.status != 200:
            response.close()
            raise Refused(response.status, self._wait(response.headers.get("retry-after", "")))
        self._responses.add(response)
        return self._chunks(response, begun)

    def _chunks(self, response: urllib3.BaseHTTPResponse, begun: float) -> Iterator[bytes]:
        """The body as it arrives; given up when it comes too slowly to be worth waiting for."""
        received = 0
        try:
            # read1, since read would wait for a whole chunk, however slowly it trickles in.
            while chunk := response.read1(CHUNK):
                received += len(chunk)
                if time.monotonic() - begun > self._limits.patience + received / self._limits.slowest:
                    raise SlowRetrievalError
                if self._stopped():
                    raise Stopped("the proxy ends")
                yield chunk
            response.release_conn()
        except TimedOut as error:
            raise SlowRetrievalError from error
        except HTTPError as error:
            raise DownloadError("broken off") from error
        finally:
            response.close()  # a connection that was not read to its end ends with it
            self._responses.discard(response)

    def _manager(self, url: str) -> urllib3.PoolManager:
        """What holds the connections on the way to ``url``: direct, or by the proxy of the environment."""
        parts = urlsplit(url)
        way = "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")
        if way not in self._managers:
            options: dict[str, Any] = {
                "headers": HEADERS,
                "retries": False,
                "timeout": urllib3.Timeout(self._limits.patience),
            }
            manager = urllib3.ProxyManager(way, **options) if way else urllib3.PoolManager(**options)
            manager.pool_classes_by_scheme = _pools(self._sockets.add)
            self._managers[way] = manager
        return self._managers[way]

    def _hang_up(self, gave_up: Event) -> None:
        """End a server that never ends the head of its answer: a gap of its own it never makes."""
        gave_up.set()
        for one in list(self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _wait(self, text: str) -> float | None:
        """The seconds of a Retry-After, which is a number or a date."""
        if text.strip().isdecimal():
            return float(text[:12])
        when = _date(text)
        return max((when - self._now()).total_seconds(), 0.0) if when else None

    def _compare_clocks(self, text: str) -> None:
        """How far this machine's clock is ahead of the server's; only ever used to explain a failure."""
        when = _date(text)
        if when:
            self.skew = (self._now() - when).total_seconds()


def _date(text: str) -> datetime | None:
    """A date of HTTP."""
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _pools(opened: Callable[[socket.socket], None]) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's pools, but with connections whose sockets ``opened`` hears of."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            opened(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            opened(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class FolderFetcher(FetcherInterface):
    """Reads a copied repository: ``base`` in a URL stands for ``folder``."""

    base: Final = "file:///copy"
    skew: None = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def close(self) -> None:
        """Nothing is open."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        """The file behind a URL; Refused where the copy lacks it."""
        path = (self._folder / unquote(url.removeprefix(self.base)).lstrip("/")).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise Refused(404)
        return _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
