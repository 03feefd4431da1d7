"""When the rules speak: the windows of contests and regions, asked at a moment. Pure; `contests` reads files.

A region that has windows of its own uses only those; every other region uses the contest's `*`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rules.model import Window

EVERYWHERE: Final = "*"
"""The region that stands for every region without windows of its own."""


class Calendar:
    """All windows. With ``assume_open`` a contest it has never heard of counts as in campaign, always."""

    def __init__(self, windows: Iterable[Window], *, assume_open: bool = False) -> None:
        """Index the windows by contest and region."""
        self.windows = tuple(windows)
        self.assume_open = assume_open
        self._regions: dict[str, dict[str, list[Window]]] = {}
        for window in self.windows:
            regions = self._regions.setdefault(window.contest, {})
            regions.setdefault(_fold(window.region), []).append(window)

    @classmethod
    def load(cls, contests: Mapping[str, Any], *, assume_open: bool = False) -> Calendar:
        """The calendar of compiled contests, as `contests.load_contests` gives them."""
        return cls(
            (_window(contest, row) for contest, data in contests.items() for row in data["windows"]),
            assume_open=assume_open,
        )

    @property
    def contests(self) -> frozenset[str]:
        """The contests that have windows."""
        return frozenset(self._regions)

    def narrowed(self, contests: Collection[str]) -> Calendar:
        """The same calendar with the windows of ``contests`` only: no account listed, nothing opens."""
        kept = (window for window in self.windows if window.contest in contests)
        return Calendar(kept, assume_open=self.assume_open)

    def knows(self, contest: str, region: str) -> bool:
        """Whether some window can ever open for this contest and region."""
        return bool(self._candidates(contest, region))

    def open_windows(self, now: datetime) -> tuple[Window, ...]:
        """Every window open at ``now``, which carries a time zone."""
        return tuple(window for window in self.windows if _is_open(window, now))

    def window_for(self, contest: str, region: str, now: datetime) -> Window | None:
        """The open window of a contest in a region, None if there is none.

        Where two overlap (a nation of three time zones changes its phase over two hours), the milder counts.
        """
        if self.assume_open and contest not in self._regions:
            return _always(contest, region)
        candidates = [window for window in self._candidates(contest, region) if _is_open(window, now)]
        return min(candidates, key=lambda window: (window.candidates_set, window.opens), default=None)

    def _candidates(self, contest: str, region: str) -> list[Window]:
        """The windows that apply to a region; an account of every region follows all of its contest."""
        regions = self._regions.get(contest, {})
        if region == EVERYWHERE:
            return [window for windows in regions.values() for window in windows]
        return regions.get(_fold(region)) or regions.get(EVERYWHERE, [])


def _is_open(window: Window, now: datetime) -> bool:
    """Whether ``now`` lies within the window; its closing moment no longer does."""
    return window.opens <= now < window.closes


def _fold(region: str) -> str:
    """A region's name as it is compared: case and runs of spaces don't matter."""
    return " ".join(region.lower().split())


def _window(contest: str, row: Mapping[str, Any]) -> Window:
    """One compiled row as a window."""
    opens, closes = (datetime.fromisoformat(row[key]) for key in ("opens", "closes"))
    return Window(contest, row["region"], row["phase"], opens, closes, row["candidates_set"])


def _always(contest: str, region: str) -> Window:
    """A window that never closes, for a contest nobody has put into the calendar."""
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return Window(contest, region, "campaign", first, last, candidates_set=True)
