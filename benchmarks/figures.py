"""A figure: what was measured, its goal, and how it is written into docs/performance.md."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns, thread_time_ns


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``value`` and ``spread`` as shown; ``met`` is None where nothing is asked."""

    what: str
    value: str
    spread: str = ""
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind, under a heading, with a sentence on how to read them."""

    heading: str
    note: str
    figures: Sequence[Figure]

    def markdown(self) -> str:
        """The table as Markdown."""
        rows = [f"| {one.what} | {one.value} | {one.spread} | {_verdict(one)} |" for one in self.figures]
        return "\n".join(
            [
                f"### {self.heading}",
                "",
                self.note,
                "",
                "| | median | spread | goal |",
                "|---|---|---|---|",
                *rows,
            ]
        )


def _verdict(one: Figure) -> str:
    return f"{one.goal} {'met' if one.met else '**missed**'}" if one.met is not None else one.goal


def ratio(what: str, values: Sequence[float], *, least: float = -math.inf, most: float = math.inf) -> Figure:
    """Ratios of paired rounds: their median, the middle half of them, and whether the median is in bounds."""
    middle = statistics.median(values)
    low, _, high = statistics.quantiles(values, n=4)
    bounds = [f">= {least:.2f}"] * (least > -math.inf) + [f"<= {most:.2f}"] * (most < math.inf)
    met = least <= round(middle, 2) <= most if bounds else None
    return Figure(what, f"{middle:.2f}", f"{low:.2f} ... {high:.2f}", ", ".join(bounds), met)


def below(what: str, value: float, most: float | None, unit: str, spread: str = "") -> Figure:
    """A figure that is the better the smaller it is."""
    goal = "" if most is None else f"<= {most:g} {unit}"
    return Figure(what, f"{value:.3g} {unit}", spread, goal, None if most is None else value <= most)


def cost(run: Callable[[], object], seconds: float = 0.05) -> float:
    """The seconds one ``run`` costs: the cheapest of several batches, in time of this thread's own."""
    once = max(_batch(run, 1), 1e-7)
    size = max(1, min(10_000, int(seconds / 5 / once)))
    return min(_batch(run, size) for _ in range(7)) / size


def _batch(run: Callable[[], object], size: int) -> float:
    # The clock of this thread does not count what other programs of the machine do meanwhile.
    clock = thread_time_ns if size > 1 else perf_counter_ns
    start = clock()
    for _ in range(size):
        run()
    return (clock() - start) / 1e9


def percentile(values: Iterable[float], percent: int) -> float:
    """The value that so many percent of all are not above."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def write(page: Path, part: str, text: str) -> None:
    """Put ``text`` in the place of what an earlier run of this part found."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, _, rest = page.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
