"""What a plan becomes in the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ext_api.importing import Wish, Words, plan_or_apply
from ext_api.store import Store
from ext_api.store.models import AccountRow, Base, HashtagRow, Participant, Review, Source
from tests.support.lists import BUDI, RATNA, SARI, put, text


def rows(store: Store, table: type[Base]) -> list[dict[str, Any]]:
    """All rows of a table."""
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(table.__table__.select()).mappings()]


def test_sources_are_kept_once(store: Store, words: Words, tmp_path: Path) -> None:
    """Rows of one document share it; another date is another document."""
    put(store, tmp_path, [BUDI, SARI, RATNA, SARI | {"handle": "lain", "source_date": "2025-02-01"}], words)
    assert len(rows(store, Source)) == 3
    put(store, tmp_path, [BUDI | {"handle": "lagi"}], words)
    assert len(rows(store, Source)) == 3
    assert [row["source_id"] for row in rows(store, AccountRow)] == [1, 1, 2, 3, 1]


def test_participants_come_with_their_accounts(store: Store, words: Words, tmp_path: Path) -> None:
    """Whoever has an account is a participant."""
    put(store, tmp_path, [BUDI, SARI, RATNA], words)
    assert [row["participant"] for row in rows(store, Participant)] == [
        BUDI["participant"],
        RATNA["participant"],
    ]


def test_reviews_that_a_list_names_are_noted(store: Store, words: Words, tmp_path: Path) -> None:
    """Of new rows and of changed ones, by the reviewer whom the list names."""
    path = tmp_path / "a.csv"
    for reviewer in ("tim a", "tim b"):
        path.write_text(text([RATNA | {"reviewer": reviewer}]))
        plan_or_apply(store, path, words, Wish("andi", "daftar", write=True, reviewed=True))
    assert [(row["account"], row["by"]) for row in rows(store, Review)] == [(1, "tim a"), (1, "tim b")]
    assert rows(store, AccountRow)[0]["state"] == "live"


def test_who_changed_a_row_entered_it(store: Store, words: Words, tmp_path: Path) -> None:
    """The second person must be another one than who changed the row last."""
    put(store, tmp_path, [RATNA], words, by="andi")
    put(store, tmp_path, [RATNA | {"display_name": "Baru"}], words, by="rina")
    assert [(row["entered_by"], row["state"]) for row in rows(store, AccountRow)] == [("rina", "pending")]


def test_a_hashtag_changes_hands(store: Store, words: Words, tmp_path: Path) -> None:
    """The same hashtag in the same region has one owner."""
    path = tmp_path / "tagar.csv"
    for owner in ("Budi", "Sari"):
        path.write_text(f"hashtag,participant,contest,region,source\n#Maju,{owner},demo,*,F\n")
        plan_or_apply(store, path, words, Wish("andi", "x", write=True), "hashtags")
    assert [(row["tag"], row["written"], row["participant"]) for row in rows(store, HashtagRow)] == [
        ("maju", "#Maju", "Sari")
    ]
