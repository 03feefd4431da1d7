"""How often what happened: totals per day, never of whom or what, and hidden while they are small."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

HIDDEN_BELOW: Final = 10
"""A small number could be traced to a person who was there that day."""


class Counters:
    """Totals by name and day, in memory; the oldest days go first."""

    def __init__(self, clock: Callable[[], datetime], days: int) -> None:
        self._clock = clock
        self._keep = days
        self._days: OrderedDict[date, Counter[str]] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Counters {len(self._days)} days>"

    def add(self, name: str) -> None:
        """Count one ``name`` today."""
        today = self._clock().date()
        if today not in self._days:
            self._days[today] = Counter()
            while len(self._days) > self._keep:
                self._days.popitem(last=False)
        self._days[today][name] += 1

    def shown(self) -> dict[str, dict[str, str]]:
        """What may be told: by ISO date and name, with small numbers only as "<10"."""
        return {
            day.isoformat(): {name: _shown(count) for name, count in sorted(counts.items())}
            for day, counts in self._days.items()
        }


def _shown(count: int) -> str:
    """A count as it may be told."""
    return str(count) if count >= HIDDEN_BELOW else f"<{HIDDEN_BELOW}"
