"""Counters keep totals per day and hide small ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from proxy_addon.counters import Counters


def test_small_numbers_are_hidden() -> None:
    """Below ten nobody learns how many; from ten on the number is told."""
    counters = Counters(lambda: datetime(2026, 1, 2, tzinfo=UTC), days=3)
    for _ in range(9):
        counters.add("cancel")
    for _ in range(10):
        counters.add("proceed")
    assert counters.shown() == {"2026-01-02": {"cancel": "<10", "proceed": "10"}}


def test_old_days_are_forgotten() -> None:
    """Only so many days are kept."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    days = iter(now + timedelta(days=n) for n in range(5))
    counters = Counters(lambda: next(days), days=2)
    for _ in range(5):
        counters.add("cancel")
    assert list(counters.shown()) == ["2026-01-04", "2026-01-05"]
    assert repr(counters) == "<Counters 2 days>"
