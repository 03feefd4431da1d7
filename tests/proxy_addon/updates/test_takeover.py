"""A newer engine takes over between two requests, however often, and nothing of the old one stays."""

from __future__ import annotations

import asyncio
import gc
import weakref
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.swap import swapping
from proxy_addon.assembly import Assembly
from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.live import LiveEngine
from proxy_addon.seam import Engine as Asked
from proxy_addon.settings import ProxySettings
from proxy_addon.updates.store import Held, HeldRules
from proxy_addon.updates.takeover import Takeover
from proxy_addon.updates.telling import Teller
from rules.authors import Behind
from rules.compile import ruleset
from rules.engine import Engine
from rules.model import Item
from tests.support.office import registry, rules

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def held(number: int) -> Held:
    """Rules that differ in their version."""
    return Held("x", HeldRules(str(number), NOW, rules() | {"version": str(number)}))


class Taking:
    """A takeover, the door it keeps, and what went wrong."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.order: list[str] = []
        engine = Engine(rules(), registry("budi"))
        parts = Assembly(ProxySettings(), rules(), registry("budi"), engine, ())
        self.live = LiveEngine(engine)
        faults = Faults(Counters(lambda: NOW, 1).add, self.said.append)
        self.takeover = Takeover(parts, self.live, Teller(ruleset(), "en"), faults, renew=self.renew)

    def renew(self, engine: Asked) -> None:
        """The learning process's turn."""
        self.order.append(
            "new in the learning process, " + ("new" if self.live.current is engine else "old") + " here"
        )

    @property
    def version(self) -> str:
        """The rules in use."""
        engine = self.live.current
        assert isinstance(engine, Engine)
        return engine.ruleset_version


async def test_the_learning_process_goes_first() -> None:
    """So that no lesson about a new account is missed; then the loop's own engine changes."""
    taking = Taking()
    taking.takeover.on(asyncio.get_running_loop())
    await asyncio.to_thread(taking.takeover.use, held(1))
    assert taking.order == ["new in the learning process, old here"]
    assert taking.version == "1"
    await asyncio.to_thread(taking.takeover.use, held(1))
    assert len(taking.order) == 1
    assert taking.said == []


async def test_what_was_learned_stays() -> None:
    """The author index goes on, for lessons of the old engine as of the new one."""
    taking = Taking()
    before = taking.live.current
    assert isinstance(before, Engine)
    before.authors.remember("kicau", Item("post", "1"), Behind((("", "budi", "author"),)))
    taking.takeover.on(asyncio.get_running_loop())
    await asyncio.to_thread(taking.takeover.use, held(1))
    after = taking.live.current
    assert isinstance(after, Engine)
    assert after is not before
    assert after.authors.recall("kicau", Item("post", "1"))


async def test_old_engines_are_let_go() -> None:
    """After many takeovers only the last engine is left."""
    taking = Taking()
    taking.takeover.on(asyncio.get_running_loop())
    old = weakref.WeakSet([taking.live.current])
    for number in range(5):
        await asyncio.to_thread(taking.takeover.use, held(number))
        old.add(taking.live.current)
    gc.collect()
    assert list(old) == [taking.live.current]


async def test_a_proxy_that_has_ended_is_left_alone() -> None:
    """Without a loop nothing is swapped, and nobody waits."""
    taking = Taking()
    await asyncio.to_thread(taking.takeover.use, held(1))
    assert taking.version != "1"


async def test_no_verdict_is_wrong_while_publications_come(tmp_path: Path) -> None:
    """Every tap gets the verdict of the set in use at its moment; nothing fails, no file stays open."""
    run = await swapping(tmp_path, 6)
    assert (run.publications, run.wrong, run.faults) == (6, 0, [])
    assert run.taps > 0
    assert run.open_files[-1] <= run.open_files[2]
