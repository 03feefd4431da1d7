"""Dates as the data files write them: `2026-01-31`, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

JAKARTA: Final = timezone(timedelta(hours=7))
"""The zone in which national rules come into force."""


def iso_date(text: str) -> date | None:
    """The date that ``text`` writes as YYYY-MM-DD; None for every other form, real or not."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def national_day(now: datetime) -> date:
    """The day it is in Jakarta at ``now``, which carries a time zone."""
    return now.astimezone(JAKARTA).date()
