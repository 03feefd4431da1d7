"""Merged cells: what a sheet shows once over several rows or columns is said of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ext_api.importing.bounds import MAX_MERGED
from ext_api.importing.sheets import BadFile, Line


@dataclass(frozen=True, slots=True)
class Range:
    """A merged range; rows from 1, columns from 0, both ends included."""

    top: int
    bottom: int
    left: int
    right: int


def spread(lines: Iterable[Line], ranges: Iterable[Range]) -> Iterator[Line]:
    """The lines with every merged range filled from its first cell. Raises BadFile."""
    waiting = sorted(ranges, key=lambda one: -one.top)
    open_: list[tuple[Range, str]] = []
    covered = 0
    for line in lines:
        open_ = [pair for pair in open_ if pair[0].bottom >= line.number]
        while waiting and waiting[-1].top <= line.number:
            one = waiting.pop()
            if one.top == line.number and one.left < len(line.cells):
                open_.append((one, line.cells[one.left]))
        cells = line.cells
        for one, text in open_:
            covered += one.right - one.left + 1
            if covered > MAX_MERGED:
                raise BadFile("merged_much", limit=MAX_MERGED)
            cells = cells + [""] * (one.right + 1 - len(cells))
            cells[one.left : one.right + 1] = [text] * (one.right + 1 - one.left)
        yield Line(line.number, cells)
