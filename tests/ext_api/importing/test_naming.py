"""Which accounts a row names when several of its cells speak of them."""

from __future__ import annotations

import pytest

from ext_api.importing import Words
from ext_api.importing.header import Column
from ext_api.importing.naming import Named, named
from ext_api.importing.sheets import Line

COLUMNS = (
    Column(0, "platform", "", "Platform"),
    Column(1, "handle", "", "Nama Akun"),
    Column(2, "link", "", "Tautan"),
    Column(3, "account_id", "", "ID"),
    Column(4, "handle", "instagram", "Instagram"),
    Column(5, "account_id", "instagram", "ID Instagram"),
)


def read(words: Words, *cells: str) -> Named:
    """The accounts of one row."""
    return named(Line(2, list(cells)), COLUMNS, words, cells[0] if cells else "")


def accounts(one: Named) -> list[tuple[str, str, str]]:
    """Platform, handle and id of each."""
    return [(profile.platform, profile.handle, profile.account_id) for profile in one.profiles]


ROWS = {
    "a handle and an id": (("x", "@budi", "", "42"), [("x", "budi", "42")]),
    "a link and an id": (("x", "", "x.com/budi", "42"), [("x", "budi", "42")]),
    "a handle and its link": (("x", "@Budi", "https://x.com/budi"), [("x", "budi", "")]),
    "a link that has the id": (("fb", "@b.c", "fb.com/profile.php?id=1042"), [("facebook", "b.c", "1042")]),
    "a title beside a link": (("x", "Budi Contoh Resmi", "x.com/budi"), [("x", "budi", "")]),
    "a title of one word beside a link": (("x", "BudiResmi", "x.com/budi"), [("x", "budi", "")]),
    "several handles": (("x", "@budi; @sari"), [("x", "budi", ""), ("x", "sari", "")]),
    "the same handle twice": (("x", "@budi, @BUDI"), [("x", "BUDI", "")]),
    "two platforms": (("x", "@budi", "", "", "@sari", "7"), [("instagram", "sari", "7"), ("x", "budi", "")]),
    "only ids": (("x", "", "", "42\n43"), [("x", "", "42"), ("x", "", "43")]),
    "a short row": (("x", "@budi"), [("x", "budi", "")]),
    "nothing": ((), []),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str, words: Words) -> None:
    """Cells that name one account are one; others are as many as they name."""
    cells, expected = ROWS[name]
    found = read(words, *cells)
    assert (accounts(found), found.faults) == (expected, [])


FAULTS = {
    "a handle and another's link": (("x", "@sari", "x.com/budi"), ["two_names"]),
    "two links and one handle": (("x", "@budi", "x.com/budi, x.com/sari"), ["two_names"]),
    "two ids and one handle": (("x", "@budi", "", "42, 43"), ["two_names"]),
    "a link with another id": (("fb", "", "fb.com/100000000000042", "100000000000043"), ["two_names"]),
    "an unknown platform, told once": (("Friendster", "@a, @b", "", "7"), ["platform"]),
    "no platform": (("", "@budi"), ["no_platform"]),
    "a rounded id beside a link": (("x", "", "x.com/budi", "1.5E+18"), ["rounded"]),
    "a broken link": (("x", "@budi", "https://x.com/budi/status/1"), ["no_account"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str, words: Words) -> None:
    """Where cells contradict one another, or name nothing, no guess is made."""
    cells, expected = FAULTS[name]
    assert [fault.key for fault in read(words, *cells).faults] == expected


def test_a_title_is_kept(words: Words) -> None:
    """The name beside the link is what the account shows."""
    assert read(words, "x", "Budi Contoh Resmi", "x.com/budi").title == "Budi Contoh Resmi"
