"""Dates are read in one form only, and national days are Jakarta's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import iso_date, national_day


@given(st.dates())
def test_every_date_survives_writing_and_reading(day: date) -> None:
    """What isoformat writes is what is read."""
    assert iso_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30", "2026-1-02", "20260102", "2026-W01-1", "02-01-2026", "2026-01-02T", "٢٠٢٦-٠١-٠٢"],
)
def test_other_forms_are_no_dates(text: str) -> None:
    """Neither other forms nor days that don't exist are read."""
    assert iso_date(text) is None


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises."""
    day = iso_date(text)
    assert day is None or day.isoformat() == text


def test_the_national_day_changes_at_midnight_in_jakarta() -> None:
    """17:00 UTC is midnight there."""
    assert national_day(datetime(2026, 1, 1, 16, 59, tzinfo=UTC)) == date(2026, 1, 1)
    assert national_day(datetime(2026, 1, 1, 17, 0, tzinfo=UTC)) == date(2026, 1, 2)
