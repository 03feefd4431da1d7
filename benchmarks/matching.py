"""What it costs to classify a request: from its head, and as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from statistics import median

from benchmarks.figures import Figure, Table, below, cost
from benchmarks.samples import Sample, engine, requests
from rules.engine import Engine

NO_ACTION, ACTION = 10.0, 100.0
"""Microseconds."""


def table() -> Table:
    """Every request of the vectors, with the shipped platforms and with 60."""
    samples = list(requests())
    shipped = engine()
    many = 60 - len(shipped.sites.all)
    figures = [*_all(shipped, samples), *_all(engine(many), samples)]
    platforms = sorted({one.platform for one in samples})
    for platform in platforms:
        figures += _all(shipped, [one for one in samples if one.platform == platform], platform)
    return Table(
        "Classifying a request",
        "Microseconds of one thread, for the requests of `tests/vectors`; the spread is up to the dearest request. "
        "The head decides first; only where it leaves doubt the whole request is looked at, and both are counted.",
        figures,
    )


def _all(engine: Engine, samples: list[Sample], platform: str = "") -> Iterator[Figure]:
    now = datetime.now(UTC)
    where = platform or f"{len(engine.sites.all)} platforms"
    for action, goal in ((False, NO_ACTION), (True, ACTION)):
        chosen = [one for one in samples if one.action is action]
        costs = sorted((1e6 * cost(partial(_classify, engine, one, now), 0.01), one.name) for one in chosen)
        if costs:
            name = f"{where}, {'an action' if action else 'no action'} ({len(costs)})"
            dearest, which = costs[-1]
            spread = f"... {dearest:.0f} ({which})"
            yield below(name, median(c for c, _ in costs), goal, "us", spread)


def _classify(engine: Engine, sample: Sample, now: datetime) -> None:
    request = sample.request
    if engine.interest(request.method, request.url, request.headers):
        engine.judge(request, now)
