"""The registry as a campaign's folder, read by the rules themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ext_api.exporting import export
from ext_api.importing import Wish, Words, load_folder, plan_or_apply
from ext_api.store import Act, Store, parts, routes
from rules.compile import SHIPPED, registry
from tests.support.lists import BUDI, RATNA, SARI, put


def test_the_rules_read_what_was_exported(
    store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path
) -> None:
    """The same records and hashtags come back, without a finding."""
    load_folder(store, SHIPPED / "campaigns" / "demo", by="andi", why="contoh", reviewed=True, words=words)
    counts = export(store, tmp_path / "keluar")
    found, findings = registry([tmp_path / "keluar"], compiled)
    assert findings == []
    assert found.records == store.publishable().records
    assert found.hashtags == store.publishable().hashtags
    assert list(counts.values()) == [len(found.records), 5, len(found.hashtags)]


def test_importing_it_again_changes_nothing(store: Store, words: Words, tmp_path: Path) -> None:
    """Also with commas, quotes, rows that wait and names in any alphabet."""
    odd = BUDI | {"display_name": 'Budi "Bud", 愛', "participant": "Budi; Sari", "reviewer": "x"}
    put(store, tmp_path, [odd, RATNA], words)
    export(store, tmp_path / "keluar")
    again = plan_or_apply(store, tmp_path / "keluar", words, Wish("andi", "lagi", write=True))
    assert (again.same, again.changes, again.rejected) == (2, 0, [])


def test_only_what_is_on_the_list(store: Store, words: Words, tmp_path: Path) -> None:
    """Rejected and removed rows are left out; a contest or a part can be asked for."""
    put(
        store, tmp_path, [BUDI, RATNA, SARI, SARI | {"contest": "pilpres-2024", "region": "Kota Lain"}], words
    )
    with store.writing(Act("uji", "rina", "x")) as journal:
        routes.review(journal, [2], approved=False)
        routes.request_removal(journal, [1])
        parts.give(journal, "id/jatim", ["Kota Lain"])
    with store.writing(Act("uji", "budi", "x")) as journal:
        routes.decide_removal(journal, [1], granted=True)
    assert export(store, tmp_path / "a")[tmp_path / "a" / "accounts.csv"] == 2
    assert export(store, tmp_path / "b", contest="demo")[tmp_path / "b" / "accounts.csv"] == 1
    assert export(store, tmp_path / "c", part="id/jatim")[tmp_path / "c" / "accounts.csv"] == 1
    assert export(store, tmp_path / "d", part="id")[tmp_path / "d" / "accounts.csv"] == 1
