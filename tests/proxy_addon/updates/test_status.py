"""What the last look found is kept for people and for the next start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy_addon.updates.look import Found
from proxy_addon.updates.problems import Trouble
from proxy_addon.updates.status import NAME, Status
from proxy_addon.updates.store import Held

NOW = datetime(2026, 5, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
FULL = Status(NOW, NOW, {"rules": NOW + WEEK}, (Trouble("jump", "id", (("keys", "7"),)),), ("a.example",))


def test_it_is_read_as_it_was_saved(tmp_path: Path) -> None:
    """With everything, and with nothing."""
    for status in (FULL, Status()):
        status.save(tmp_path)
        assert Status.read(tmp_path) == status


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"looked": 1}', b'{"looked": "yesterday"}'])
def test_what_is_torn_counts_as_none(tmp_path: Path, raw: bytes) -> None:
    """It is only told, and nothing depends on it."""
    (tmp_path / NAME).write_bytes(raw)
    assert Status.read(tmp_path) == Status()
    assert Status.read(tmp_path / "nowhere") == Status()


def test_a_success_moves_the_dates() -> None:
    """A failure keeps those it knows nothing newer of."""
    later = NOW + timedelta(hours=1)
    after = FULL.after(Found(Held("x"), (), {"rules": later + WEEK}), later)
    assert (after.looked, after.succeeded, after.troubles) == (later, later, ())
    assert after.good_until == {"rules": later + WEEK}
    failed = after.after(Found(Held("x"), (Trouble("unreachable"),)), later + WEEK)
    assert (failed.looked, failed.succeeded) == (later + WEEK, later)
    assert failed.good_until == after.good_until


def test_the_earliest_date_is_that_of_all() -> None:
    """Nobody knows before the first look."""
    assert Status().until() is None
    both = Status(good_until={"rules": NOW, "id": NOW - WEEK})
    assert (both.until(), both.until("rules")) == (NOW - WEEK, NOW)
