"""What the first tables promise beyond their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api.importing import Words
from ext_api.store import Act, Store, StoreError
from ext_api.store.migrations.versions import r0001_registry
from ext_api.store.models import Base
from tests.support.lists import BUDI, RATNA, put


def test_every_table_is_kept_one_way_or_the_other() -> None:
    """Each table is append-only or never loses a row."""
    kept = {*r0001_registry._APPEND_ONLY, *r0001_registry._KEPT}
    assert kept == set(Base.metadata.tables)


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_no_row_is_lost(store: Store, words: Words, tmp_path: Path, table: str) -> None:
    """The database refuses to delete from any table, and to change the journal."""
    put(store, tmp_path, [BUDI, RATNA], words)
    store.note_publication(part="id", sequence=1, state="a", keys=1, accounts=1, by="rina")
    with store.writing(Act("uji", "rina", "x")) as journal:
        from ext_api.store import parts, routes

        routes.review(journal, [2], approved=True)
        routes.request_removal(journal, [1])
        parts.give(journal, "id/jatim", ["Kota"])
        journal.connection.exec_driver_sql(
            "INSERT INTO hashtags VALUES (1, 'a', '#A', 'Budi', 'demo', '*', '*', 'x', false)"
        )
    statements = [f"DELETE FROM {table}"]  # noqa: S608 - a name of ours
    if table in r0001_registry._APPEND_ONLY:
        statements.append(f"UPDATE {table} SET id = id")  # noqa: S608 - a name of ours
    for statement in statements:
        with pytest.raises(StoreError, match="kept as they are"), store.writing(Act("x", "y", "")) as journal:
            journal.connection.exec_driver_sql(statement)


def test_there_is_no_way_back() -> None:
    """A step back would throw the registry away, so there is none."""
    with pytest.raises(NotImplementedError):
        r0001_registry.downgrade()
