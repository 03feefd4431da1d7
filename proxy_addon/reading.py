"""Learning from responses in a process of its own: the event loop only hands the bytes over.

The process has an engine like ours, decodes, looks and parses, and gives back what concerns registered
accounts; nothing else ever leaves it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.limits import Limits
from proxy_addon.page.tee import Copy
from proxy_addon.seam import Engine
from rules.engine import Engine as RulesEngine
from rules.learn import Lesson
from rules.model import Response

_engine: Engine | None = None
"""The engine of the learning process; in ours it stays None."""


class Reader:
    """One process that learns, and a bounded queue before it; what comes too fast is not learned from."""

    def __init__(self, engine: Engine, faults: Faults, counters: Counters, limits: Limits) -> None:
        self._engine = engine
        self._faults = faults
        self._counters = counters
        self._limits = limits
        self._pool: Executor | None = None
        self._jobs = 0
        self._closed = False
        self.learner: int | None = None
        """The process's number, once it has been warmed up."""

    def warm(self) -> None:
        """Start the process now, not at the first response. Takes a moment: call it off the loop."""
        with self._faults:
            self.learner = self._running().submit(os.getpid).result(self._limits.learner_start)

    def renew(self, engine: Engine) -> None:
        """Give the process a newer engine: what it reads from now on, it reads with that one.

        Lessons under way come from the old one, and are welcome. Takes a moment: call it off the loop,
        before the loop's own engine changes, so that nothing new goes unlearned.
        """
        if self._pool is None or self._closed:
            return
        try:
            self._pool.submit(_become, engine).result(self._limits.learner_start)
        except (Exception, CancelledError):
            with self._faults:
                self._replace(engine)

    def _replace(self, engine: Engine) -> None:
        """A process that can't change its engine ends when its work is done; another takes over."""
        old, self._pool = self._pool, _process(engine)
        self.learner = self._pool.submit(os.getpid).result(self._limits.learner_start)
        if old:
            old.shutdown(wait=False)

    def read(self, copy: Copy, response: Response) -> None:
        """Learn from the body in ``copy``, which belongs to ``response``. Never raises, never waits."""
        with self._faults:
            if self._closed or self._is_idle_talk(copy, response):
                return
            if self._jobs >= self._limits.learn_jobs:
                self._counters.add("unread")
                return
            job = asyncio.get_running_loop().run_in_executor(self._running(), _study, copy, response)
            self._jobs += 1
            job.add_done_callback(self._done)

    def _is_idle_talk(self, copy: Copy, response: Response) -> bool:
        """Whether a response is short and names nobody registered: then it needs no other process."""
        body = copy.within(self._limits.short_body)
        return body is not None and not self._engine.concerns(replace(response, body=body))

    def close(self) -> None:
        """Learn no more."""
        self._closed = True
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _running(self) -> Executor:
        """The process, started if there is none."""
        if self._pool is None:
            self._pool = _process(self._engine)
        return self._pool

    def _done(self, job: asyncio.Future[Lesson]) -> None:
        """Keep what was learned; a failure is a fault like any other, and a dead process is replaced."""
        self._jobs -= 1
        if job.cancelled():
            return
        error = job.exception()
        if error is None:
            with self._faults:
                self._engine.absorb(job.result())
        elif isinstance(error, Exception) and not self._closed:
            self._faults.note(error)
            if isinstance(error, BrokenProcessPool):
                self._pool = self.learner = None


def _process(engine: Engine) -> Executor:
    """A process that learns with ``engine``; it starts with its first job."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(engine,))


def _begin(engine: Engine) -> None:
    """Become the learning process. Ctrl-C is for the proxy, which ends us in its own time."""
    global _engine  # noqa: PLW0603 - the one thing a process has to itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _engine = engine


def _become(engine: Engine) -> None:
    """Go on with a newer engine, which keeps what the older one learned of other names."""
    global _engine  # noqa: PLW0603 - see _begin
    if isinstance(engine, RulesEngine) and isinstance(_engine, RulesEngine):
        engine = engine.succeeding(_engine)
    _engine = engine


def _end_with_parent() -> None:
    """A proxy that was killed must not leave us behind: the queue between us would wait forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _study(copy: Copy, response: Response) -> Lesson:
    """Decode and look; parse only what may name a registered account."""
    body = copy()
    if not body or _engine is None:
        return Lesson()
    return _engine.study(Response(response.request, response.status, response.content_type, body))
