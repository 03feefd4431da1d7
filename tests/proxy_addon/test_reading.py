"""Responses are learned from in a process of its own; only what concerns registered accounts comes back."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.limits import Limits
from proxy_addon.page.tee import Copy
from proxy_addon.reading import Reader
from rules.model import Request, Response
from tests.support.small_engine import HOST, SmallEngine
from tests.support.waiting import until

SEEN = Response(Request("GET", f"https://{HOST}/feed"), 200, "application/json", b"")


class Desk:
    """A reader, and what it said and counted."""

    def __init__(self, limits: Limits | None = None, failing: frozenset[str] = frozenset()) -> None:
        self.said: list[str] = []
        self.engine = SmallEngine(failing=set(failing))
        self.counters = Counters(lambda: datetime(2026, 1, 1, tzinfo=UTC), 1)
        faults = Faults(self.counters.add, self.said.append)
        self.reader = Reader(self.engine, faults, self.counters, limits or Limits())

    def read(self, body: bytes, coding: str = "") -> None:
        """One response has passed."""
        copy = Copy(coding)
        copy.add(body)
        self.reader.read(copy, SEEN)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A fresh one."""
    made = Desk()
    yield made
    made.reader.close()


async def test_what_names_an_account_is_learned(desk: Desk) -> None:
    """Decoded and studied elsewhere, kept here; everything else leaves nothing."""
    desk.read(b"warga")
    desk.read(gzip.compress(b"calon"), "gzip")
    await until(lambda: desk.engine.learned)
    assert desk.engine.learned == ["calon"]
    assert desk.said == []


async def test_short_bodies_are_looked_at_here(desk: Desk) -> None:
    """What is short and names nobody needs no other process; what is long is for the other one to look at."""
    desk.read(b"warga")
    desk.read(gzip.compress(b"warga"), "gzip")
    assert desk.reader._pool is None
    desk.read(b"warga" * 10_000)
    assert desk.reader._pool is not None


async def test_the_process_can_be_ready_before(desk: Desk) -> None:
    """Warmed up, it is another process than ours."""
    desk.reader.warm()
    assert desk.reader.learner != os.getpid()
    assert desk.said == []


@pytest.mark.parametrize("failing", ["study", "absorb"])
async def test_a_fault_is_noted(failing: str) -> None:
    """A response that breaks us, there or here, is said without its content."""
    desk = Desk(failing=frozenset({failing}))
    desk.read(b"calon")
    await until(lambda: desk.said)
    assert "secret" not in desk.said[0]
    desk.reader.close()


async def test_a_dead_process_is_replaced(desk: Desk) -> None:
    """When the learning process dies, the next response starts another."""
    desk.reader.warm()
    learner = desk.reader.learner
    assert learner
    os.kill(learner, signal.SIGKILL)
    while not desk.engine.learned:
        desk.read(b"calon")
        await asyncio.sleep(0.05)
    assert desk.said
    assert desk.reader.learner != learner


async def test_too_much_at_once_is_dropped() -> None:
    """The queue is bounded; what does not fit is counted and not learned from."""
    desk = Desk(replace(Limits(), learn_jobs=2))
    for _ in range(5):
        desk.read(b"calon")
    await until(lambda: len(desk.engine.learned) == 2)
    await asyncio.sleep(0.02)
    assert len(desk.engine.learned) == 2
    assert desk.counters.shown()["2026-01-01"]["unread"] == "<10"
    desk.reader.close()


async def test_after_the_end_nothing_is_learned(desk: Desk) -> None:
    """A closed reader takes no more, and harms nobody."""
    desk.reader.close()
    desk.read(b"calon")
    await asyncio.sleep(0)
    assert desk.engine.learned == []
    assert desk.said == []


async def test_a_newer_engine_reads_on(desk: Desk) -> None:
    """The process stays the same; what it reads from then on, it reads with the newer engine."""
    await asyncio.to_thread(desk.reader.warm)
    learner = desk.reader.learner
    await asyncio.to_thread(desk.reader.renew, SmallEngine(failing={"study"}))
    desk.read(b"calon")
    await until(lambda: desk.said)
    assert desk.engine.learned == []
    await asyncio.to_thread(desk.reader.renew, SmallEngine())
    desk.read(b"calon")
    await until(lambda: desk.engine.learned)
    assert desk.reader.learner == learner


async def test_lessons_under_way_are_kept(desk: Desk) -> None:
    """What the older engine still reads while a newer one comes is learned all the same."""
    await asyncio.to_thread(desk.reader.warm)
    for _ in range(5):
        desk.read(b"calon")
    await asyncio.to_thread(desk.reader.renew, SmallEngine())
    await until(lambda: len(desk.engine.learned) == 5)
    assert desk.said == []


async def test_a_process_that_cannot_change_is_replaced(desk: Desk) -> None:
    """A dead one, or one that can't make the newer engine, gives way to another that has it."""
    await asyncio.to_thread(desk.reader.warm)
    learner = desk.reader.learner
    assert learner
    os.kill(learner, signal.SIGKILL)
    await asyncio.to_thread(desk.reader.renew, SmallEngine())
    assert desk.reader.learner not in (None, learner)
    desk.read(b"calon")
    await until(lambda: desk.engine.learned)


async def test_before_its_start_there_is_nothing_to_renew(desk: Desk) -> None:
    """The process that starts later begins with the engine in use then."""
    await asyncio.to_thread(desk.reader.renew, SmallEngine())
    assert desk.reader._pool is None
