"""The time as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime

BEFORE, AFTER = datetime(2024, 12, 30, tzinfo=UTC), datetime(2037, 1, 2, tzinfo=UTC)
"""Moments outside the window of the demo campaign."""


class Clock:
    """What time it is: ``now`` if it was set, else the real time."""

    def __init__(self) -> None:
        self.now: datetime | None = None

    def __call__(self) -> datetime:
        """The time."""
        return self.now or datetime.now(UTC)
