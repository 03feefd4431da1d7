"""What it costs to classify a request: from its head, and as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from statistics import median

from benchmarks.figures import Figure, Table, below, cost
from benchmarks.samples import Sample, engine, requests
from rules.engine import Engine

PLATFORMS = 60
GOALS = {"no action, by its head": 10.0, "no action, read to its end": 10.0, "action": 100.0}
"""Microseconds. What looks like a tap until its body is read is an undo, mostly."""


def table() -> Table:
    """Every request of the vectors, with the shipped platforms and with sixty, then for each platform."""
    samples = list(requests())
    shipped = engine()
    figures: list[Figure] = [_yardstick()]
    for one in (shipped, engine(PLATFORMS - len(shipped.sites.all))):
        figures += _figures(one, samples, f"{len(one.sites.all)} platforms")
    for platform in sorted({one.platform for one in samples}):
        figures += _figures(shipped, [one for one in samples if one.platform == platform], platform)
    return Table(
        "Classifying a request",
        "Microseconds of one thread, for the requests of `tests/vectors`; the spread goes up to the dearest. "
        "The head decides, as far as it can; where it leaves doubt the whole request is looked at. Of what "
        "is read to its end this second look is measured, of an action both. The loop of additions is there "
        "to tell a slow machine from a slow engine.",
        [*figures, _yardstick()],
    )


def _yardstick() -> Figure:
    """What the machine needs for something that never changes, at this moment."""
    return below("for comparison: 1,000 additions in a loop", 1e6 * cost(_additions), None, "us")


def _additions() -> int:
    total = 0
    for number in range(1_000):
        total += number
    return total


def _figures(engine: Engine, samples: list[Sample], where: str) -> Iterator[Figure]:
    now = datetime.now(UTC)
    groups: dict[str, list[tuple[float, str]]] = {name: [] for name in GOALS}
    for one in samples:
        group = _group(engine, one)
        head = group != "no action, read to its end"
        groups[group].append((1e6 * cost(_classify(engine, one, now, head=head), 0.01), one.name))
    for name, costs in groups.items():
        if costs:
            dearest, which = max(costs)
            what = f"{where}: {name} ({len(costs)})"
            middle = median(each for each, _ in costs)
            yield below(what, middle, GOALS[name], "us", f"... {dearest:.0f} ({which})")


def _group(engine: Engine, one: Sample) -> str:
    if one.action:
        return "action"
    doubt = engine.interest(one.request.method, one.request.url, one.request.headers)
    return "no action, read to its end" if doubt else "no action, by its head"


def _classify(engine: Engine, sample: Sample, now: datetime, *, head: bool) -> Callable[[], None]:
    """Classifies the request, with ``head`` first by that alone.

    Each time by another URL, as Python remembers the parts of the last ones.
    """
    requests = cycle([replace(sample.request, url=f"{sample.request.url}#{n}") for n in range(256)])

    def once() -> None:
        request = next(requests)
        if not head or engine.interest(request.method, request.url, request.headers):
            engine.judge(request, now)

    return once
