"""A newer engine takes over between two requests: built off the event loop, handed to it in one step."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Final

from proxy_addon.assembly import Assembly
from proxy_addon.faults import Faults
from proxy_addon.live import LiveEngine
from proxy_addon.seam import Engine
from proxy_addon.updates.store import Held
from proxy_addon.updates.telling import Teller

log = logging.getLogger("jari_netral")

LOOK_UP: Final = 0.1
"""Seconds between two looks whether the proxy ends, while the loop is busy."""


class Takeover:
    """Keeps ``live`` in step with what is held. ``renew`` prepares the learning process, off the loop."""

    def __init__(
        self,
        parts: Assembly,
        live: LiveEngine,
        teller: Teller,
        faults: Faults,
        *,
        renew: Callable[[Engine], None] = lambda _: None,
        stopped: threading.Event | None = None,
    ) -> None:
        self._parts = parts
        self._live = live
        self._teller = teller
        self._faults = faults
        self._renew = renew
        self._stopped = stopped or threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def held(self) -> Held:
        """What is in use."""
        return self._parts.held or Held("")

    @property
    def outside(self) -> tuple[str, ...]:
        """The sites of the rules in use that the CA may not speak for."""
        return self._live.outside

    def on(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop on which requests are answered."""
        self._loop = loop

    def use(self, held: Held) -> None:
        """Build an engine of what is held and let it take over, if that is anything new. Not on the loop.

        The learning process goes first: between the two a lesson of it may be about an account that is only
        about to be registered, which harms nobody; the other way round it would be missed.
        """
        before = self._parts.held
        if before is not None and held.name == before.name:
            return
        parts = self._parts.updated(held)
        self._renew(parts.engine)
        self._on_loop(lambda: self._live.swap(parts.engine))
        self._parts = parts
        for line in self._teller.taken(before, held):
            log.info(line)

    def _on_loop(self, act: Callable[[], None]) -> None:
        """Do something between two requests, and wait until it is done or the proxy ends."""
        if self._loop is None or self._loop.is_closed():
            return
        done = threading.Event()

        def run() -> None:
            with self._faults:
                act()
            done.set()

        self._loop.call_soon_threadsafe(run)
        while not done.wait(LOOK_UP) and not self._stopped.is_set():
            pass
