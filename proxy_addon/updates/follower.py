"""Follows a publisher while the proxy runs: a thread that looks, and says what is wrong when that changes."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from proxy_addon.assembly import Assembly, updates_folder
from proxy_addon.faults import Faults
from proxy_addon.updates.fetching import HttpFetcher
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.look import Found, Look
from proxy_addon.updates.schedule import Schedule
from proxy_addon.updates.status import Status
from proxy_addon.updates.store import Store
from proxy_addon.updates.takeover import Takeover
from proxy_addon.updates.telling import Teller
from proxy_addon.updates.trust import anchor

log = logging.getLogger("jari_netral")


class Follower:
    """A mitmproxy addon beside ours. ``clock`` counts seconds, ``now`` tells the date."""

    name = "jari-netral-updates"

    def __init__(
        self,
        parts: Assembly,
        takeover: Takeover,
        teller: Teller,
        faults: Faults,
        *,
        limits: UpdateLimits | None = None,
        schedule: Schedule | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] = log.warning,
    ) -> None:
        assert parts.settings.updates is not None
        self._settings = parts.settings.updates
        self._takeover = takeover
        self._teller = teller
        self._faults = faults
        self._limits = limits or UpdateLimits()
        self._schedule = schedule or Schedule(self._limits)
        self._now, self._clock, self._say = now, clock, say
        self._stop = threading.Event()
        self._store = Store(updates_folder(parts.settings), self._limits)
        self._mark = self._store.mark()
        self._status = replace(Status.read(self._store.folder), troubles=parts.torn)
        self._said: object = None
        self._look = Look(
            self._settings,
            self._store,
            HttpFetcher(self._limits, stopped=self._stop.is_set, now=now),
            now=now,
            limits=self._limits,
            stopped=self._stop.is_set,
        )
        self._thread = threading.Thread(target=self._run, name="jari-updates", daemon=True)

    async def running(self) -> None:
        """The proxy is up: begin to follow."""
        self._takeover.on(asyncio.get_running_loop())
        self._thread.start()

    def done(self) -> None:
        """The proxy ends: look no more. A look under way gives up at its next piece of data."""
        self._stop.set()

    def look(self) -> Found:
        """Look once, and use what is newer."""
        found = self._look.once()
        if self._stop.is_set():
            return found
        self._takeover.use(found.held)
        self._mark = self._store.mark()
        self._status = self._status.after(found, self._now())
        self._remember()
        return found

    def notice(self) -> None:
        """Use what another process has stored: an office's second proxy, or `jari-proxy update`."""
        mark = self._store.mark()
        if mark == self._mark:
            return
        self._mark = mark
        held, torn = self._store.load(anchor(self._settings), self._settings.parts)
        if not torn:
            self._takeover.use(held)
            self._status = Status.read(self._store.folder)
            self._remember()

    def tell(self) -> None:
        """Say what is wrong, or that nothing is any more, when that has changed."""
        status, now = self._status, self._now()
        until = status.until()
        kinds = frozenset((trouble.kind, trouble.about) for trouble in status.troubles)
        state = (kinds, status.outside, until is not None and until <= now)
        if state == self._said:
            return
        first, self._said = self._said is None, state
        line = self._teller.wrong(status, self._takeover.held, now)
        if line:
            self._say(line)
        elif not first:
            log.info(self._teller("well_again"))

    def _run(self) -> None:
        """Look when it is time, and notice what another process has stored in between."""
        due = self._clock() + self._schedule.first()
        pause = 0.0
        while not self._stop.wait(pause):
            with self._faults:
                if self._settings.url and self._clock() >= due:
                    due = self._clock() + self._limits.interval  # in case the look itself breaks
                    found = self.look()
                    due = self._clock() + self._schedule.next(found.troubles, found.retry_after)
                self.notice()
                self.tell()
            pause = min(max(due - self._clock(), 0.0), self._limits.watch)
            if not self._settings.url:
                pause = self._limits.watch

    def _remember(self) -> None:
        """Keep the status where `jari-proxy status` finds it."""
        self._status = replace(self._status, outside=self._takeover.outside)
        with suppress(OSError):  # a full disk is told anyway
            self._status.save(self._store.folder)
