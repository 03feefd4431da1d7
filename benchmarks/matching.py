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
GOALS = {"no action, by its head": 10.0, "no action, read to its end": None, "action": 100.0}
"""Microseconds. What looks like a tap until its body is read (an undo, say) costs what a tap costs."""


def table() -> Table:
    """Every request of the vectors, with the shipped platforms and with sixty, then for each platform."""
    samples = list(requests())
    shipped = engine()
    figures: list[Figure] = []
    for one in (shipped, engine(PLATFORMS - len(shipped.sites.all))):
        figures += _figures(one, samples, f"{len(one.sites.all)} platforms")
    for platform in sorted({one.platform for one in samples}):
        figures += _figures(shipped, [one for one in samples if one.platform == platform], platform)
    return Table(
        "Classifying a request",
        "Microseconds of one thread, for the requests of `tests/vectors`; the spread goes up to the dearest. "
        "The head decides; only where it leaves doubt the whole request is looked at, and both are counted.",
        figures,
    )


def _figures(engine: Engine, samples: list[Sample], where: str) -> Iterator[Figure]:
    now = datetime.now(UTC)
    groups: dict[str, list[tuple[float, str]]] = {name: [] for name in GOALS}
    for one in samples:
        groups[_group(engine, one)].append((1e6 * cost(_classify(engine, one, now), 0.01), one.name))
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


def _classify(engine: Engine, sample: Sample, now: datetime) -> Callable[[], None]:
    """Classifies the request; each time by another URL, as Python remembers the parts of the last ones."""
    requests = cycle([replace(sample.request, url=f"{sample.request.url}#{n}") for n in range(256)])

    def once() -> None:
        request = next(requests)
        if engine.interest(request.method, request.url, request.headers):
            engine.judge(request, now)

    return once
