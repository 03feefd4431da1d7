"""Many proxies never come at once, and a server in trouble gets rest."""

from __future__ import annotations

import random

import pytest

from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Trouble
from proxy_addon.updates.schedule import Schedule

LIMITS = UpdateLimits()
MINUTE = 60.0


def middle(low: float, high: float) -> float:
    """A chance that isn't one."""
    return (low + high) / 2


def test_the_first_look_is_within_a_minute() -> None:
    """Anywhere in it."""
    firsts = [Schedule(LIMITS).first() for _ in range(200)]
    assert 0 <= min(firsts) < 10
    assert 50 < max(firsts) <= 60


def test_ordinary_looks_are_half_an_hour_apart() -> None:
    """A quarter more or less, by chance; also after data that was refused."""
    schedule = Schedule(LIMITS, random.Random(1).uniform)
    pauses = [schedule.next((), None) for _ in range(500)]
    pauses += [schedule.next((Trouble("signature"), Trouble("jump", "id")), None) for _ in range(500)]
    assert 22.5 * MINUTE <= min(pauses) < 24 * MINUTE
    assert 36 * MINUTE < max(pauses) <= 37.5 * MINUTE


@pytest.mark.parametrize("kind", ["unreachable", "slow", "locked", "disk"])
def test_after_silence_it_looks_again_soon(kind: str) -> None:
    """Then less and less often, until the ordinary pace is reached; a success begins anew."""
    schedule = Schedule(LIMITS, middle)
    pauses = [schedule.next((Trouble(kind),), None) / MINUTE for _ in range(7)]
    assert pauses == [2, 4, 8, 16, 30, 30, 30]
    schedule.next((), None)
    assert schedule.next((Trouble(kind),), None) / MINUTE == 2


def test_a_busy_server_gets_rest() -> None:
    """Twice as long each time, up to four hours."""
    schedule = Schedule(LIMITS, middle)
    assert [schedule.next((Trouble("busy"),), None) / MINUTE for _ in range(5)] == [30, 60, 120, 240, 240]


@pytest.mark.parametrize(
    ("asked", "least", "most"), [(0, 120, 120), (600, 600, 750), (10**9, 86_400, 108_000)]
)
def test_what_a_server_asks_for_is_heeded(asked: float, least: float, most: float) -> None:
    """Never less than it asked for, never at once with all others, and no longer than a day or so."""
    schedule = Schedule(LIMITS)
    pauses = [schedule.next((Trouble("busy"),), asked) for _ in range(100)]
    assert least <= min(pauses)
    assert max(pauses) <= most
