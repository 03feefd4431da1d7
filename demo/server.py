"""The demo site as one object: starts and stops in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from hypercorn.asyncio import serve
from hypercorn.config import Config

from demo.app import Application
from demo.arrivals import ArrivalLog
from demo.faces import by_host
from demo.tls import fingerprint, open_authority, server_context
from demo.world import Changes, World

GRACE = 1.0
FAREWELL = 0.2
KEEP_ALIVE = 75.0


class DemoSite:
    """The site on one port of this machine, for all its hosts.

    ``folder`` keeps the throw-away authority; ``ca_path`` is what a client has to trust, or ``spki`` if it is
    a Chromium. ``port`` 0 takes a free one. ``log`` says what arrived.
    """

    def __init__(self, folder: Path, port: int = 0, h2: bool = True) -> None:
        """Prepare the site; nothing listens before ``start``."""
        self.log = ArrivalLog()
        self.port = port
        self._h2 = h2
        self._world = World()
        self._faces = by_host()
        authority = open_authority(folder)
        self.ca_path, self.spki = authority.path, authority.spki
        self._leaves = {host: authority.leaf(host) for host in self._faces}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._is_up = False

    @property
    def hosts(self) -> tuple[str, ...]:
        """All names this site answers for."""
        return tuple(self._faces)

    def certificate_of(self, host: str) -> str:
        """The SHA-256 (hex) of the certificate that the site itself shows for a host."""
        return fingerprint(self._leaves[host])

    def start(self) -> Self:
        """Listen; on return clients can connect."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(listener,), name="demo-site", daemon=True)
        self._thread.start()
        self._ready.wait()
        if not self._is_up:
            raise RuntimeError("the demo site could not start")
        return self

    def stop(self) -> None:
        """Close the port and all connections."""
        if self._thread and self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None
            self._ready.clear()

    def set(self, **changes: Unpack[Changes]) -> None:
        """Alter the site's behaviour; see ``demo.world.Options`` and ``demo.world.World.set``."""
        self._world.set(**changes)

    def clear(self) -> None:
        """Forget all arrivals, viewers and orders."""
        self.log.clear()
        self._world.reset()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _run(self, listener: socket.socket) -> None:
        try:
            with asyncio.Runner(loop_factory=_SiteLoop) as runner:
                runner.run(self._serve(listener))
        finally:
            self._ready.set()  # nobody waits for a site that could not start

    async def _serve(self, listener: socket.socket) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(_report)
        app = Application(self._faces, self.log, self._world, self._stop)
        config = _SiteConfig(server_context(self._leaves, ["h2", "http/1.1"] if self._h2 else ["http/1.1"]))
        config.bind = [f"fd://{listener.detach()}"]
        self._is_up = True
        self._ready.set()
        serving = asyncio.create_task(serve(app, config, shutdown_trigger=self._stop.wait))
        await self._stop.wait()
        await asyncio.wait([serving], timeout=GRACE)


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say what went wrong, unless it is a client that left."""
    if not isinstance(context.get("exception"), (OSError, asyncio.CancelledError)):
        loop.default_exception_handler(context)


class _SiteLoop(asyncio.SelectorEventLoop):
    """A loop whose servers don't wait half a minute for clients that never say goodbye."""

    async def create_server(self, *arguments: Any, **options: Any) -> asyncio.Server:
        """Create a server with a short farewell."""
        return await super().create_server(*arguments, **options, ssl_shutdown_timeout=FAREWELL)


class _SiteConfig(Config):
    """Hypercorn's settings with a TLS context that knows all hosts."""

    def __init__(self, context: ssl.SSLContext) -> None:
        """Serve with this context."""
        super().__init__()
        self._context = context
        self.h11_pass_raw_headers = True
        self.include_server_header = False
        self.include_date_header = False
        self.graceful_timeout = GRACE
        self.keep_alive_timeout = KEEP_ALIVE
        self.errorlog = logging.getLogger("demo")

    @property
    def ssl_enabled(self) -> bool:
        """Always true."""
        return True

    def create_ssl_context(self) -> ssl.SSLContext:
        """The context of all hosts."""
        return self._context
