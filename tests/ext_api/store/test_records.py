"""Rows as the rules know them."""

from __future__ import annotations

from pathlib import Path

from ext_api.importing import Words
from ext_api.store import Store
from ext_api.store.models import AccountRow
from ext_api.store.records import account_values, hashtags, kept_rows, region_key
from tests.support.lists import BUDI, SARI, put


def test_regions_compare_like_the_calendar_s() -> None:
    """Case and runs of spaces don't matter."""
    assert region_key("  KOTA\tContoh  ") == "kota contoh"


def test_rows_come_as_they_were_entered(store: Store, words: Words, tmp_path: Path) -> None:
    """In the order of the list, with who entered them, filtered by any condition."""
    put(store, tmp_path, [SARI, BUDI], words, by="andi")
    with store.reading() as connection:
        rows = list(kept_rows(connection))
        assert [(row.id, row.entered_by, row.record.handle) for row in rows] == [
            (1, "andi", "sari_umpama"), (2, "andi", "budi_contoh"),
        ]  # fmt: skip
        assert [row.id for row in kept_rows(connection, AccountRow.handle_key == "budi_contoh")] == [2]
        assert list(hashtags(connection)) == []
        values = account_values(rows[0].record, 5)
    assert (values["handle_key"], values["region_key"], values["source_id"]) == (
        "sari_umpama",
        "kota contoh",
        5,
    )
