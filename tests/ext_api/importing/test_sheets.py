"""Cells as texts, and the names of columns."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from ext_api.importing.sheets import BadFile, letters, text_of

TEXTS = [
    (None, ""), ("a b", "a b"), (7, "7"), (7.0, "7"), (7.5, "7.5"), (True, "1"),
    (100090000000001, "100090000000001"), (100090000000001.0, "100090000000001"),
    (date(2025, 1, 10), "2025-01-10"), (datetime(2025, 1, 10, 8, tzinfo=UTC), "2025-01-10"),
    (math.nan, ""), (math.inf, ""),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_texts(value: object, text: str) -> None:
    """Whole numbers have no point, dates are ISO, what is no number is blank."""
    assert text_of(value) == text


@pytest.mark.parametrize("value", [10**15, 1.5e18, -(10**17)])
def test_numbers_beyond_fifteen_digits_show_it(value: float) -> None:
    """No digits are made up for a number that a spreadsheet can't keep."""
    assert "e+" in text_of(value)


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV"), (702, "AAA")])
def test_columns(column: int, name: str) -> None:
    """Columns are named as spreadsheets show them."""
    assert letters(column) == name


def test_a_bad_file_keeps_its_reason() -> None:
    """The key and what fills its text."""
    error = BadFile("large", limit=5)
    assert (error.key, error.values) == ("large", {"limit": 5})
