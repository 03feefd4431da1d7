"""What the registry file costs: how large it is, what a lookup takes, how long a day's changes need."""

from __future__ import annotations

import gc
import os
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import batched
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.figures import Figure, Table, below, cost
from proxy_addon.steady import settle
from rules import regfile
from rules.model import Record
from rules.regfile.build import ends_of, joined
from rules.regfile.layout import Head
from rules.regfile.rows import key_of, line_of, names_of, shared_of
from rules.regfile.sieve import add_names, sieve_bits
from rules.regfile.store import Index, Records, prefix_of, write_state
from rules.registry import Registry

MILLION: Final = 1_000_000
LARGE: Final = 5 * MILLION
PLATFORMS: Final = ("one", "second", "thethird", "x", "anotherone", "sixth")
_WORD: Final = 0xFFFFFFFF
EACH: Final = 12
"""Accounts of one participant."""


def table(folder: Path, rounds: int) -> Table:
    """A million accounts with all that happens to them in a day, then lookups among five million."""
    figures = [*_of_a_million(folder, rounds), *_lookups(_large(folder / "large"), LARGE)]
    return Table(
        "The registry file",
        "Made-up accounts, each with an id and a handle, twelve to a participant; a day adds 0.5 %, takes "
        "0.2 % off. Lookups: microseconds of one thread, each for another account, so that nothing is in the "
        "processor's caches. *Hit*: its key is there, all 64 bits of it; this is what a response's names are "
        "asked. *Record*: the same, then its row read, its whole name compared, and the row with what it "
        "shares made a `Record`; this happens for registered accounts alone. Memory: what 150,000 lookups "
        "add to what a process has to itself. Files were read before and lie in the system's memory.",
        figures,
    )


def _of_a_million(folder: Path, rounds: int) -> Iterator[Figure]:
    old, built = _built(folder / "old", range(MILLION))
    packed, packing = _timed(lambda: regfile.pack(old))
    _, unpacking = _timed(lambda: regfile.unpack(*packed, folder / "unpacked"))
    _, checking = _timed(lambda: regfile.read_state(folder / "old"))
    shutil.rmtree(folder / "unpacked")
    rest = _random(range(MILLION), MILLION - MILLION // 500)
    new, _ = _built(folder / "new", [*rest, *range(MILLION, MILLION + MILLION // 200)], old.folder)
    changes, comparing = _timed(lambda: regfile.delta(old, new))
    _, counting = _timed(lambda: regfile.changes(old, new))
    files = sum(path.stat().st_size for path in old.folder.iterdir())
    yield below("1 M accounts: keys, as they travel", len(packed[0]) / 1e6, 16.0, "MB")
    yield below("1 M accounts: records, as they travel", len(packed[1]) / 1e6, None, "MB")
    yield below("1 M accounts: all files on the disk", files / 1e6, None, "MB")
    yield below("1 M accounts: keys of a day's delta", len(changes[0]) / 1e3, 100.0, "kB")
    yield below("1 M accounts: records of a day's delta", len(changes[1]) / 1e3, None, "kB")
    yield _applying(old, changes, folder / "applied", rounds)
    opening = [_timed(lambda: regfile.MappedRegistry(old.folder))[1] for _ in range(10 * rounds)]
    spread = f"{1e3 * min(opening):.2f} ... {1e3 * max(opening):.2f}"
    yield below("1 M accounts: opening", 1e3 * median(opening), 1.0, "ms", spread)
    yield from _lookups(old, MILLION)
    yield below("1 M accounts: reading through and checking, at a start", 1e3 * checking, None, "ms")
    yield below("1 M accounts: counting a day's changes", 1e3 * counting, None, "ms")
    yield below("1 M accounts: unpacking", unpacking, None, "s")
    yield below("1 M accounts: building, in the publisher", built, None, "s")
    yield below("1 M accounts: packing, in the publisher", packing, None, "s")
    yield below("1 M accounts: a day's delta, in the publisher", comparing, None, "s")


def _built(folder: Path, numbers: Iterable[int], previous: Path | None = None) -> tuple[regfile.State, float]:
    """The state of these accounts, and the seconds it took."""
    registry = Registry([account(number) for number in numbers])
    return _timed(lambda: regfile.build(folder, registry, previous))


def _applying(old: regfile.State, changes: tuple[bytes, bytes], folder: Path, rounds: int) -> Figure:
    """Each time into a new folder, as it is done; what was written before is on the disk, as a day later, and
    nothing followed the old state yet. What else is in memory is no garbage, as it is in the proxy.
    """
    settle()
    times, rows = [], old.folder / regfile.ROWS_FILE
    size = rows.stat().st_size
    for _ in range(rounds):
        os.sync()
        times.append(1e3 * _timed(lambda: regfile.apply(old, *changes, folder))[1])
        shutil.rmtree(folder)
        os.truncate(rows, size)
    spread = f"{min(times):.0f} ... {max(times):.0f}"
    return below("1 M accounts: applying a day's delta", median(times), 100.0, "ms", spread)


def _lookups(state: regfile.State, count: int) -> Iterator[Figure]:
    what = f"{count / 1e6:g} M accounts"
    names = [_names(n) for n in _random(range(count), min(count, 50_000))]
    ids = [(platform, account_id) for platform, account_id, _ in names]
    handles = [(platform, handle) for platform, _, handle in names]
    missing = [(platform, f"{handle}z") for platform, handle in handles]
    known = [(platform, {account_id.encode()}) for platform, account_id in ids]
    unknown = [(platform, {name.encode()}) for platform, name in missing]
    gc.collect()
    before = _private()
    mapped = regfile.MappedRegistry(state.folder)
    for questions in (ids, handles, missing):
        for question in questions:
            mapped.lookup(*question)
    more = max(0.0, _private() - before)
    by_handle = partial(_by_handle, mapped)
    yield below(f"{what}: miss, by id", _each(mapped.lookup, missing), 1.0, "us")
    yield below(f"{what}: miss, by handle", _each(by_handle, missing), 1.0, "us")
    yield below(f"{what}: hit, by id", _each(mapped.knows, known), 2.0, "us")
    yield below(f"{what}: record, by id", _each(mapped.lookup, ids), None, "us")
    yield below(f"{what}: record, by handle", _each(by_handle, handles), None, "us")
    yield below(
        f"{what}: a name in a response that is not registered", _each(mapped.knows, unknown), None, "us"
    )
    yield below(f"{what}: memory of its own", more, 1.0, "MB", f"beside {before:.0f} MB of everything else")
    mapped.close()


def _by_handle(registry: regfile.MappedRegistry, platform: str, handle: str) -> Record | None:
    return registry.lookup(platform, None, handle)


def _each(ask: Callable[..., Any], questions: list[tuple[Any, ...]]) -> float:
    """Microseconds for one of many questions, without those for asking."""

    def through(one: Callable[..., Any]) -> None:
        for question in questions:
            one(*question)

    asked = min(cost(lambda: through(ask), 0.1) for _ in range(2))
    return 1e6 * (asked - cost(lambda: through(_nothing), 0.1)) / len(questions)


def _random[One](some: Sequence[One], count: int) -> list[One]:
    return Random(1).sample(some, count)  # noqa: S311 - nothing secret


def _nothing(*_: object) -> None:
    """As long as a call takes."""


def _timed[Result](run: Callable[[], Result]) -> tuple[Result, float]:
    start = perf_counter()
    result = run()
    return result, perf_counter() - start


def _private() -> float:
    """Megabytes of memory that are no file's: what another process can't share."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["RssAnon"].split()[0]) / 1e3


def _names(number: int) -> tuple[str, str, str]:
    """Platform, id and handle of an account."""
    digest = sha256(b"%d" % number).digest()
    account_id = str(10**16 + int.from_bytes(digest[:7]))
    return PLATFORMS[number % len(PLATFORMS)], account_id, f"calon{number:x}_{digest[7]}"


def account(number: int) -> Record:
    """A made-up account."""
    platform, account_id, handle = _names(number)
    whose = number // EACH
    return Record(
        platform=platform,
        handle=handle,
        account_id=account_id,
        display_name=f"Pasangan Calon {whose} Resmi",
        participant=f"Pasangan Calon {whose}",
        contest=f"pilkada-{whose % 545}",
        region=f"Kabupaten {whose % 545}",
        source_class="kpu-registered",
        source=f"Daftar akun resmi, KPU Kabupaten {whose % 545}",
        source_date=date(2026, 10, 1 + whose % 20),
        reviewer="",
    )


def _large(folder: Path) -> regfile.State:
    """A state of five million accounts, put together here: as records they would not fit into memory."""
    shared = [line_of(shared_of(account(EACH * n))) for n in range(-(-LARGE // EACH))]
    sieve = bytearray(1 << (sieve_bits(2 * LARGE) - 3))
    pairs: list[int] = []
    text: list[bytes] = []
    ends = array("I", [0])
    for some in batched(range(LARGE), 10_000):
        rows = [[n // EACH, *_names(n), f"Pasangan Calon {n // EACH} Resmi"] for n in some]
        names = [(n, name) for n, row in zip(some, rows, strict=True) for name in names_of(row)]
        pairs += (key_of(*name) << 32 | n for n, name in names)
        add_names(sieve, (name for _, name in names))
        lines = [line_of(tuple(row)) for row in rows]
        text.append(joined(lines))
        ends.extend(ends_of(lines, ends[-1])[1:])
    pairs.sort()
    keys, numbers = array("Q", (pair >> 32 for pair in pairs)), array("I", (pair & _WORD for pair in pairs))
    del pairs
    head = Head(len(shared), LARGE, LARGE, PLATFORMS, ())
    records = Records(head, [joined(shared)], text, ends_of(shared), ends)
    index = Index(prefix_of(keys), [keys], [numbers], sieve, len(keys))
    return write_state(folder, records, lambda: index)
