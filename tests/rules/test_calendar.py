"""Windows open and close to the second, by contest and region."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rules.calendar import Calendar
from tests.support.election import CLOSES, NOW, OPENS, window


def test_the_opening_moment_counts_and_the_closing_moment_does_not() -> None:
    """A window is half open, in whatever time zone one asks."""
    calendar = Calendar([window()])
    tick = timedelta(microseconds=1)
    asked = [OPENS - tick, OPENS, CLOSES - tick, CLOSES]
    wit = timezone(timedelta(hours=9))
    for zone in (UTC, wit):
        found = [
            calendar.window_for("kota", "Kota Contoh", now.astimezone(zone)) is not None for now in asked
        ]
        assert found == [False, True, True, False]


def test_a_region_with_windows_of_its_own_uses_only_those() -> None:
    """The contest's `*` is for all others, even while the region's own windows are closed."""
    later = window(region="Kota Ulang", opens=CLOSES, closes=CLOSES + timedelta(days=9))
    calendar = Calendar([window(), later])
    assert calendar.window_for("kota", "Kota Contoh", NOW) == window()
    assert calendar.window_for("kota", "Kota Ulang", NOW) is None
    assert calendar.window_for("kota", "kota  ULANG", CLOSES) == later


def test_an_account_of_every_region_follows_all_windows_of_its_contest() -> None:
    """A national party is warned of while any region of the re-run is open."""
    calendar = Calendar([window(region="Kota Ulang")])
    assert calendar.window_for("kota", "*", NOW) is not None
    assert calendar.window_for("kota", "Kota Lain", NOW) is None


def test_where_windows_overlap_the_milder_counts() -> None:
    """Between the first and the last time zone's midnight candidates don't count as set."""
    before = window(candidates_set=False, phase="pre-campaign")
    assert Calendar([window(), before]).window_for("kota", "A", NOW) == before


@pytest.mark.parametrize(("assume", "phase"), [(False, None), (True, "campaign")])
def test_an_unknown_contest_is_open_only_when_assumed(assume: bool, phase: str | None) -> None:
    """Assuming is for contests the calendar lacks; one it has keeps its own dates."""
    calendar = Calendar([window()], assume_open=assume)
    found = calendar.window_for("lain", "A", NOW)
    assert (found.phase if found else None) == phase
    assert found is None or found.candidates_set
    assert calendar.window_for("kota", "A", CLOSES) is None


def test_open_windows_are_those_of_the_moment() -> None:
    """Closed ones are not among them."""
    closed = window("lama", closes=NOW)
    calendar = Calendar([window(), closed])
    assert calendar.open_windows(NOW) == (window(),)
    assert calendar.open_windows(CLOSES) == ()


def test_narrowing_leaves_other_contests_closed() -> None:
    """A contest without a listed account opens nothing."""
    calendar = Calendar([window(), window("demo")]).narrowed({"kota"})
    assert calendar.contests == {"kota"}
    assert [one.contest for one in calendar.open_windows(NOW)] == ["kota"]
    assert Calendar([window()], assume_open=True).narrowed(()).assume_open


def test_it_knows_where_a_window_can_ever_open() -> None:
    """By contest and region."""
    calendar = Calendar([window(region="Kota Ulang")])
    assert calendar.knows("kota", "Kota Ulang")
    assert not calendar.knows("kota", "Kota Lain")
    assert not calendar.knows("lain", "Kota Ulang")


def test_compiled_data_becomes_windows_with_their_zone() -> None:
    """What the loader writes as text comes back as the same moments."""
    row = {
        "region": "*",
        "phase": "quiet",
        "opens": "2026-02-11T00:00:00+09:00",
        "closes": "2026-02-14T00:00:00+07:00",
        "candidates_set": True,
    }
    (one,) = Calendar.load({"kota": {"name": {}, "windows": [row]}}).windows
    assert one.opens == datetime(2026, 2, 10, 15, tzinfo=UTC)
    assert one.closes == datetime(2026, 2, 13, 17, tzinfo=UTC)
    assert (one.contest, one.region, one.phase, one.candidates_set) == ("kota", "*", "quiet", True)
