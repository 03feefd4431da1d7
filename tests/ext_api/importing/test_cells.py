"""What people write into cells: many names, dates, and what may not be there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext_api.importing import Words
from ext_api.importing.bounds import MAX_NAMES, MAX_TEXT
from ext_api.importing.cells import day_of, labelled, names_in, plain, rounded, wrong_text

NAMES = {
    "@a, @b;@c\n@d | @e": ["@a", "@b", "@c", "@d", "@e"],
    "1. @a\n2) @b\n(3) @c\n- @d": ["@a", "@b", "@c", "@d"],
    "https://x.com/a https://x.com/b": ["https://x.com/a", "https://x.com/b"],
    "@a @b": ["@a", "@b"],
    "IG: @a": ["IG: @a"],
    " - ": [],
    "tidak ada": [],
    "@a, -, nihil": ["@a"],
    "": [],
    "a_panjang\u2028sekali": ["a_panjang\u2028sekali"],
    "@a\u2028@b": ["@a", "@b"],
}


@pytest.mark.parametrize("cell", NAMES)
def test_names_in_a_cell(cell: str, words: Words) -> None:
    """Every account of a cell by itself; bullets, numbers and dashes are none."""
    assert names_in(cell, words.headers) == NAMES[cell]


def test_cells_are_bounded(words: Words) -> None:
    """Beyond the bounds a cell is one text that can't be a name, or one name too many."""
    assert names_in("@a," * MAX_TEXT, words.headers) == ["@a," * MAX_TEXT]
    assert len(names_in("@a," * 1000, words.headers)) == MAX_NAMES + 1


@given(st.text(max_size=200))
def test_any_cell_can_be_read(words: Words, cell: str) -> None:
    """No text of a cell breaks anything, and no name is blank."""
    assert all(name.strip() for name in names_in(cell, words.headers))
    labelled(cell, words.profiles)
    day_of(cell, words.months)
    assert wrong_text(cell) in ("", "long", "control", "formula")
    assert plain(plain(cell)) == plain(cell)


DAYS = {
    "2025-01-31": date(2025, 1, 31), "2025-01-31 08:00:00": date(2025, 1, 31), "31/1/2025": date(2025, 1, 31),
    "31-01-2025": date(2025, 1, 31), "31 Januari 2025": date(2025, 1, 31), "1 Agt 2025": None,
    "1 agustus 2025": date(2025, 8, 1), "1 August 2025": date(2025, 8, 1), "3 Mei 2025": date(2025, 5, 3),
    "5-Des-2025": date(2025, 12, 5), "30/2/2025": None, "2025": None, "": None, "1/13/2025": None,
}  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_days(text: str, words: Words) -> None:
    """Dates as people write them: the day before the month, months in words of both languages."""
    assert day_of(text, words.months) == DAYS[text]


LABELS = {
    "IG: @a": ("instagram", "@a"), "@a (Tik Tok)": ("tiktok", "@a"), "https://x.com/a": (None, "https://x.com/a"),
    "warna: @a": (None, "warna: @a"), "@a (resmi)": (None, "@a (resmi)"), "X:@a": ("x", "@a"),
}  # fmt: skip


@pytest.mark.parametrize("text", LABELS)
def test_labels(text: str, words: Words) -> None:
    """A platform before or behind a name is taken; other words there are left alone."""
    assert labelled(text, words.profiles) == LABELS[text]


def test_rounded_numbers() -> None:
    """What a spreadsheet makes of a long number is recognised, with point or comma."""
    assert all(map(rounded, ("1.5E+18", "1,50009e+18", "2e+15")))
    assert not any(map(rounded, ("1500", "1.5", "e+18", "a1.5e+18")))


REASONS = {
    "Budi": "",
    "": "",
    "=1+1": "formula",
    "+62": "formula",
    "@SUM(1)": "formula",
    "-": "formula",
    "a\u202eb": "control",
    "a\x00b": "control",
    "b" * 500: "",
    "b" * 501: "long",
}


@pytest.mark.parametrize(("text", "reason"), REASONS.items(), ids=[text[:10] for text in REASONS])
def test_texts(text: str, reason: str) -> None:
    """Texts that would be formulas in somebody's spreadsheet, that nobody can see, or that have no end."""
    assert wrong_text(text) == reason
