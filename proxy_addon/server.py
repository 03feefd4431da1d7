"""The running proxy: mitmproxy's core with the few addons needed, in a thread of its own.

    with ProxyServer(engine, data_dir=folder) as proxy:
        print(proxy.port)

mitmproxy keeps its options in module variables, so one process runs one proxy at a time.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from collections.abc import Callable, MutableMapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.master import Master
from mitmproxy.options import Options

from proxy_addon import ca, quiet, streams
from proxy_addon.faults import Faults
from proxy_addon.tls import ConstrainedTls, CoveredOnly
from rules.bounds import MAX_REQUEST_BODY

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0

type Resolve = MutableMapping[str, tuple[str, int]]
"""Where to connect instead, by host: like curl's --resolve, but a host stands for its subdomains too."""

_one_at_a_time = threading.Lock()


class Engine(Protocol):
    """What the server itself needs of ``rules.engine.Engine``."""

    @property
    def hosts(self) -> frozenset[str]:
        """The covered domains."""

    def covers(self, host: str, now: datetime) -> bool:
        """Whether ``host`` is to be decrypted at ``now``."""


class CannotListen(OSError):
    """The proxy's address can't be used; ``taken`` when another program has the port."""

    def __init__(self, host: str, port: int, error: OSError | None) -> None:
        self.host, self.port = host, port
        self.taken = error is not None and error.errno == errno.EADDRINUSE
        super().__init__(f"cannot listen on {host}:{port}: {'in use' if self.taken else 'not possible'}")


class ProxyServer:
    """One proxy; ``start`` and ``stop``, or ``with``. After the start ``port`` is the one in use.

    ``addons`` are mitmproxy addons behind ours; ``upstream_ca`` is a PEM file trusted instead of public CAs;
    ``faults`` hears of failures of the TLS decision; ``clock`` tells whether a window is open.

    Raises CannotListen, ca.CaError, and RuntimeError when this process already runs a proxy.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        data_dir: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        resolve: Resolve | None = None,
        upstream_ca: Path | None = None,
        addons: Sequence[object] = (),
        faults: Faults | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.engine = engine
        self.host, self.port = host, port
        self.ca, self.ca_change = ca.ensure(data_dir / "ca", engine.hosts, datetime.now(UTC))
        self.faults = faults or Faults(lambda _: None)
        self._clock = clock
        self.resolve: Resolve = resolve if resolve is not None else {}
        self._upstream_ca, self._addons = upstream_ca, addons
        self._thread = threading.Thread(target=self._run, name="jari-proxy", daemon=True)
        self._ready = threading.Event()
        self._master: Master | None = None
        self._error: BaseException | None = None

    def start(self) -> Self:
        """Listen; returns once clients can connect."""
        if not _one_at_a_time.acquire(blocking=False):
            raise RuntimeError("this process already runs a proxy")
        self._thread.start()
        self._ready.wait(START_SECONDS)
        if self._error is not None:
            self._thread.join(STOP_SECONDS)
            raise self._error
        return self

    def shutdown(self) -> None:
        """Begin to end; for signal handlers. Every connection is closed, and what is held is never sent."""
        if self._master is not None and self._thread.is_alive():
            self._master.shutdown()

    def stop(self) -> None:
        """End, and return when nobody listens any more."""
        self.shutdown()
        self._thread.join(STOP_SECONDS)

    def join(self) -> None:
        """Wait until the proxy has ended, by ``shutdown`` or by itself."""
        while self._thread.is_alive():
            self._thread.join(1)  # a signal that comes just before a wait ends it only when the wait ends

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def _run(self) -> None:
        try:
            with quiet.silenced(), asyncio.Runner(loop_factory=lambda: _Loop(self.resolve)) as runner:
                runner.run(self._serve())
        except BaseException as error:
            self._error = error
        finally:
            _one_at_a_time.release()
            self._ready.set()

    async def _serve(self) -> None:
        streams.make_room()
        master = Master(self._options())
        proxyserver = Proxyserver()
        master.addons.add(
            proxyserver,
            CoveredOnly(self.engine.covers, self.faults.note, self._clock),
            ConstrainedTls(self.ca.folder),
            *self._addons,
            _Listening(self, proxyserver),
        )
        # Known only to addons, so not settable in _options.
        master.options.update(
            connection_strategy="eager",
            listen_host=self.host,
            listen_port=self.port,
            # What no rule reads is not kept in memory either.
            stream_large_bodies=str(MAX_REQUEST_BODY),
        )
        self._master = master
        await master.run()
        if self._error is not None:
            raise self._error

    def _options(self) -> Options:
        return Options(
            mode=["regular"],
            # Our own folder, so that nothing of a mitmproxy installed here is read or written.
            confdir=str(self.ca.folder),
            # With the upstream's names a leaf would break the CA's name constraints.
            upstream_cert=False,
            ssl_verify_upstream_trusted_ca=str(self._upstream_ca) if self._upstream_ca else None,
        )

    def _started(self, listening: Sequence[tuple[str, int]], error: OSError | None) -> None:
        if listening:
            self.port = listening[0][1]
        else:
            self._error = CannotListen(self.host, self.port, error)
            assert self._master is not None
            self._master.shutdown()
        self._ready.set()


class _Listening:
    """Tells the server that mitmproxy listens, or why it does not; and closes the port at the end."""

    def __init__(self, server: ProxyServer, proxyserver: Proxyserver) -> None:
        self._server, self._proxyserver = server, proxyserver

    def running(self) -> None:
        """Called when mitmproxy is up, as far as it comes up."""
        (instance,) = self._proxyserver.servers
        error = instance.last_exception
        addresses = [(a[0], a[1]) for a in self._proxyserver.listen_addrs()]
        self._server._started(addresses, error if isinstance(error, OSError) else None)

    async def done(self) -> None:
        """Listen no longer: mitmproxy leaves that to the end of the process."""
        if self._proxyserver.listen_addrs():
            await self._proxyserver.servers.update([])


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that looks names up in ``resolve`` first; mitmproxy still sees the real name and port."""

    def __init__(self, resolve: Resolve) -> None:
        super().__init__()
        self._resolve = resolve
        self.set_exception_handler(_without_content)

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        """The addresses of ``host``, at another port too where ``resolve`` says so."""
        labels = host.split(".") if isinstance(host, str) else []
        for n in range(len(labels)):
            if place := self._resolve.get(".".join(labels[n:])):
                # Named as TCP, or asyncio would leave Nagle's algorithm on: 40 ms for every body.
                return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place)]
        return await super().getaddrinfo(host, port, family=family, type=type, proto=proto, flags=flags)


def _without_content(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An error of a task that nobody awaited: handed to the silenced logger, which keeps its kind alone."""
    error = context.get("exception")
    logging.getLogger("asyncio").error("task", exc_info=error if isinstance(error, BaseException) else None)
