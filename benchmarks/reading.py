"""What reading responses costs: the event loop, which only hands them on, and the process that learns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from benchmarks.client import Ask, Connection
from benchmarks.feeds import feeds
from benchmarks.figures import Figure, Table, below, cost
from benchmarks.proxies import Proxy, origin, own
from benchmarks.samples import engine, recordings
from rules.engine import Engine
from rules.model import Response

LOOP: Final = 1.5
"""Milliseconds of the event loop for each megabyte."""


def table(folder: Path, rounds: int) -> Table:
    """The event loop first, then what the learning process does."""
    with ExitStack() as stack:
        port, ca = origin(folder, stack)
        proxy = own("ours", port, ca, folder / "ours")
        stack.callback(proxy.stop)
        figures = [one for host, feed in feeds() for one in _in_the_proxy(proxy, host, feed, rounds)]
    figures += _elsewhere()
    return Table(
        "Reading responses",
        "Milliseconds a megabyte. In the proxy: processor time for a feed that is read and names nobody "
        "registered, less that for the same bytes under a content type that is not read. *Look*: the "
        "documents are read, and what stands under the keys of names is looked up; such a feed gets no "
        "more. *Learn*: they are read and walked, as of those that do name somebody. Both happen in a "
        "process of their own.",
        figures,
    )


def _in_the_proxy(proxy: Proxy, host: str, feed: Response, rounds: int) -> Iterator[Figure]:
    """Read and unread in turn; the difference for the event loop's thread, and for all threads together."""
    connection = Connection(proxy.port, host, proxy.trusted)

    def spent(path: str) -> dict[str, float]:
        """Milliseconds a megabyte, by thread."""
        before = proxy.by_thread()
        connection.ask(Ask(host, path).wire)
        time.sleep(0.1)  # for the threads that hand it on
        after = proxy.by_thread()
        return {n: 1e9 * (after[n] - before.get(n, 0.0)) / len(feed.body) for n in after}

    spent("/feed")
    plain = spent("/bytes")
    loop = max(plain, key=lambda number: plain[number])
    pairs = [(spent("/feed"), spent("/bytes")) for _ in range(3 * rounds)]
    connection.close()
    passing = median(unread[loop] for _, unread in pairs)
    what = f"{host}, {len(feed.body) / 1e6:.1f} MB"
    own = [read[loop] - unread[loop] for read, unread in pairs]
    yield _difference(f"event loop: {what} (passing it on costs {passing:.1f})", own, LOOP)
    all_threads = [sum(read.values()) - sum(unread.values()) for read, unread in pairs]
    yield _difference(f"all threads of the proxy: {what}", all_threads, None)


def _difference(what: str, values: list[float], goal: float | None) -> Figure:
    low, _, high = quantiles(values, n=4)
    return below(what, median(values), goal, "ms/MB", f"{low:.2f} ... {high:.2f}")


def _elsewhere() -> Iterator[Figure]:
    shipped = engine()
    for name, feed in feeds():
        yield from _costs(shipped, f"demo, {name}", feed)
    for name, feed in recordings():
        yield from _costs(shipped, f"recorded, {name}", feed)


def _costs(engine: Engine, name: str, feed: Response) -> Iterator[Figure]:
    def each(run: Callable[[], object]) -> float:
        return 1e9 * cost(run, 0.2) / len(feed.body)

    what = f"{name}, {len(feed.body) / 1e6:.2f} MB"
    yield below(f"look: {what}", each(lambda: engine.study(feed)), None, "ms/MB")
    yield below(f"learn: {what}", each(lambda: engine.sites.learn(feed)), None, "ms/MB")
