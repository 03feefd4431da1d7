"""What the journal shows of a change."""

from __future__ import annotations

import pytest

from ext_api.registry.history import DERIVED, shown_change
from ext_api.say import Say
from ext_api.store.models import (
    AccountRow,
    Contest,
    HashtagRow,
    Participant,
    PartRegion,
    Removal,
    Source,
    WindowRow,
)

KEPT = (AccountRow, Contest, HashtagRow, Participant, PartRegion, Removal, Source, WindowRow)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_table_and_column_has_its_name(language: str) -> None:
    """Whatever the journal may hold is told in the person's language."""
    say = Say("registry", language)
    for table in KEPT:
        assert say(f"of_{table.__tablename__}")
        names = [one.name for one in table.__table__.columns if one.name not in DERIVED]
        assert [name for name in names if not say(f"field_{name}")] == []


def test_a_row_that_came_shows_what_it_says() -> None:
    """In the order of the table, without what is blank and without what only a computer compares."""
    after = {
        "handle": "budi", "handle_key": "budi", "account_id": "", "platform": "x", "region": "Kota Contoh",
        "region_key": "kota contoh", "state": "pending",
    }  # fmt: skip
    assert shown_change(Say("registry", "id"), "accounts", 7, None, after) == (
        "  + akun 7: platform: x; nama akun: budi; wilayah: Kota Contoh; keadaan: menunggu"
    )


def test_a_row_that_changed_shows_what_differs() -> None:
    """Before and after, field by field."""
    before, after = {"account_id": "", "state": "pending"}, {"account_id": "42", "state": "live"}
    assert shown_change(Say("registry", "id"), "accounts", 7, before, after) == (
        "  ~ akun 7: ID akun: (kosong) → 42; keadaan: menunggu → terbit"
    )


def test_yes_and_no_are_words() -> None:
    """A participant who left, and what nobody decided yet."""
    say = Say("registry", "en")
    told = shown_change(say, "participants", 3, {"withdrawn": False}, {"withdrawn": True})
    assert told == "  ~ participant 3: withdrawn: no → yes"
    told = shown_change(say, "removals", 3, {"granted": None}, {"granted": True})
    assert told == "  ~ removal 3: granted: (nothing) → yes"


def test_what_an_older_version_wrote_is_shown_too() -> None:
    """A table or column that has no name here keeps its own."""
    assert shown_change(Say("registry", "en"), "old", 1, None, {"x": 1}) == "  + old 1: x: 1"
