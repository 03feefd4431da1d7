"""Which kept row an entry means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ext_api.importing.entries import Entry, New, Rejected, Where
from ext_api.importing.matching import Known, differs
from ext_api.store.records import Kept
from rules.model import Record
from rules.profiles import Profile

RECORD = Record(
    "x", "budi", "42", "Budi", "Budi", "demo", "Kota Contoh", "kpu-registered", "F", date(2025, 1, 10), ""
)


def entry(handle: str = "", number: str = "", region: str = "Kota Contoh") -> Entry:
    """An entry for an account."""
    profile = Profile("x", handle, number)
    return Entry(
        Where("", 2), profile, "", "Budi", "", "demo", region, "kpu-registered", "F", date(2025, 1, 10), ""
    )


def kept(number: int, state: str = "live", **what: str) -> Kept:
    """A row that is kept."""
    return Kept(number, state, "andi", replace(RECORD, **what))  # type: ignore[arg-type]


def found(known: Known, one: Entry) -> int | str | None:
    """The number of the row, or why there is none."""
    result = known.find(one)
    return result.key if isinstance(result, Rejected) else result and result.id


def test_the_id_goes_first() -> None:
    """By id, whatever the handle; else by the handle in any case; never across regions."""
    known = Known([kept(1), kept(2, handle="sari", account_id="")])
    assert found(known, entry("lain", "42")) == 1
    assert found(known, entry("BUDI")) == 1
    assert found(known, entry("sari", "43")) == 2
    assert found(known, entry("budi", "43")) is None
    assert found(known, entry("budi", region="Kota Lain")) is None
    assert found(known, entry("budi", region=" kota  CONTOH")) == 1
    assert found(known, entry("sari", "42")) == "two_rows"


def test_removed_rows_stand_apart() -> None:
    """A removed row is no match, and is known as removed."""
    known = Known([kept(1, "removed")])
    removed = known.removed(entry("", "42"))
    assert (found(known, entry("budi")), removed and removed.id) == (None, 1)
    assert known.removed(entry("lain")) is None


def test_gone_is_what_the_list_speaks_of_and_has_not() -> None:
    """Rows of the same contest, region and class; rejected rows are none."""
    rows = [kept(1), kept(2, handle="a", account_id="1"), kept(3, handle="b", account_id="2", region="Lain")]
    rows += [
        kept(4, "rejected", handle="c", account_id="3"),
        kept(5, handle="d", source_class="agency-curated"),
    ]
    assert [row.id for row in Known(rows).gone([entry("budi")], {1})] == [2]


def test_collisions_are_seen_at_the_end() -> None:
    """Two new rows can't share a handle either."""
    one, two = (
        New(entry("baru", number), replace(RECORD, handle="baru", account_id=number), False)
        for number in "12"
    )
    assert [told.key for told in Known([]).collisions([one, two], [])] == ["handle_taken"]


def test_differences() -> None:
    """Field by field, as texts."""
    assert differs(RECORD, replace(RECORD, source_date=date(2025, 2, 1))) == {
        "source_date": ("2025-01-10", "2025-02-01")
    }
