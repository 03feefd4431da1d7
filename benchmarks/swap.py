"""Publications while taps go on: does every tap get the verdict of its moment, and does memory stay flat?

Each publication exchanges one of two accounts. It is built, handed over and swapped in by the proxy's own
update client; a learning process changes with it. Taps are judged all the time, on the event loop.
"""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, Table, below, percentile
from benchmarks.samples import ruleset
from proxy_addon.assembly import Assembly
from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.limits import Limits
from proxy_addon.live import LiveEngine
from proxy_addon.reading import Reader
from proxy_addon.settings import ProxySettings, UpdateSettings
from proxy_addon.updates.store import Held, HeldPart, HeldRules
from proxy_addon.updates.takeover import Takeover
from proxy_addon.updates.telling import Teller
from rules import regfile
from rules.engine import Engine
from rules.model import Level, Record, Request
from rules.registry import Registry

ACCOUNTS: Final = 2_000
"""Registered all the time, beside the one that changes."""

PACE: Final = 0.001
"""Seconds between two rounds of taps: the rest of the time is for whoever publishes."""


@dataclass
class Run:
    """What happened while it went on."""

    publications: int = 0
    taps: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)
    swaps: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    open_files: list[int] = field(default_factory=list)


def table(folder: Path, publications: int) -> Table:
    """The figures of a run of so many publications."""
    run = asyncio.run(swapping(folder, publications))
    opened = run.open_files[-1] - run.open_files[10]
    grown = (statistics.median(run.memory[-10:]) - statistics.median(run.memory[10:20])) / 1e6
    figures = [
        Figure("publications swapped in", f"{run.publications:,}"),
        Figure("taps judged meanwhile", f"{run.taps:,}"),
        Figure("taps with a wrong verdict", f"{run.wrong}", "", "none", run.wrong == 0),
        Figure("faults", f"{len(run.faults)}", "", "none", not run.faults),
        below("memory grown after the first tenth of them", grown, 10, "MB"),
        below("files open at the end, more than after the first tenth", opened, 0, "files"),
        below("the event loop held by one swap", percentile(run.swaps, 99) * 1e3, 5, "ms"),
    ]  # fmt: skip
    note = (
        f"{ACCOUNTS:,} accounts, a learning process; each publication is another set of rules and accounts."
    )
    return Table("Swap under load", note, figures)


async def swapping(folder: Path, publications: int) -> Run:
    """So many publications, one after the other, while taps go on."""
    run = Run()
    sets = list(_sets(folder))
    parts = Assembly(_settings(folder), ruleset(), Registry(), Engine(ruleset(), Registry()), ())
    parts = parts.updated(sets[0])
    live = _Timed(parts.engine, run.swaps)
    counters = Counters(lambda: datetime.now(UTC), 2)
    faults = Faults(counters.add, run.faults.append)
    reader = Reader(live, faults, counters, Limits())
    await asyncio.to_thread(reader.warm)
    takeover = Takeover(parts, live, Teller(ruleset(), "en"), faults, renew=reader.renew)
    takeover.on(asyncio.get_running_loop())
    try:
        await _all_of_it(run, takeover, live, sets, publications)
    finally:
        reader.close()
    return run


async def _all_of_it(
    run: Run, takeover: Takeover, live: LiveEngine, sets: list[Held], publications: int
) -> None:
    """Publish in a thread, judge here."""
    done = threading.Event()

    def publish() -> None:
        for number in range(1, publications + 1):
            takeover.use(sets[number % len(sets)])
            run.publications += 1
            if number % max(publications // 100, 1) == 0:
                gc.collect()
                run.memory.append(_resident())
                run.open_files.append(len(os.listdir("/proc/self/fd")))
        done.set()

    thread = threading.Thread(target=publish)
    thread.start()
    while not done.is_set():
        _tap(run, live, sets)
        await asyncio.sleep(PACE)
    thread.join()


def _tap(run: Run, live: LiveEngine, sets: list[Held]) -> None:
    """One tap on every account that may be registered; just that of the set in use is warned of."""
    now = datetime.now(UTC)
    engine: Any = live.current
    for number in range(len(sets)):
        verdict = live.judge(_follow(f"changing{number}"), now)
        expected = Level.WARN if engine.ruleset_version == f"set{number}" else Level.PASS
        run.wrong += verdict is None or verdict.level is not expected
        run.taps += 1
        if verdict and verdict.level is Level.WARN:
            live.warning(verdict, now)


def _follow(handle: str) -> Request:
    """A tap on "follow"."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    url = "https://api.x.com/1.1/friendships/create.json"
    return Request("POST", url, headers, f"screen_name={handle}".encode())


class _Timed(LiveEngine):
    """Notes how long each swap held the loop."""

    def __init__(self, engine: Engine, seconds: list[float]) -> None:
        super().__init__(engine)
        self._seconds = seconds

    def swap(self, engine: Any) -> None:
        """See LiveEngine."""
        start = time.perf_counter()
        super().swap(engine)
        self._seconds.append(time.perf_counter() - start)


def _sets(folder: Path) -> Iterator[Held]:
    """Two sets, each with one account of its own."""
    for number in range(2):
        names = [*(f"akun{n}" for n in range(ACCOUNTS)), f"changing{number}"]
        state = regfile.build(folder / f"state{number}", Registry([_record(name) for name in names]))
        now = datetime.now(UTC)
        rules = HeldRules(f"{number}", now, {**ruleset(), "version": f"set{number}"})
        yield Held("", rules, {"id": HeldPart(state, number, now)})


def _record(handle: str) -> Record:
    day = date(2026, 1, 1)
    return Record("x", handle, "", handle, "A", "demo", "Kota Contoh", "kpu-registered", "KPU", day, "")


def _settings(folder: Path) -> ProxySettings:
    return ProxySettings(data=folder / "data", updates=UpdateSettings(root_sha256="0" * 64))


def _resident() -> int:
    """Bytes of memory of this process and of its learning process that are no mapped files."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return sum(_anonymous(number) for number in (*children, str(os.getpid())))


def _anonymous(process: str) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Anonymous:"))
