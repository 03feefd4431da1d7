"""A registry as its publisher sees it, in SQLite and in PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ext_api.importing import Words
from ext_api.store import Act, Store, StoreError, open_store, parts, routes, upgrade_store
from ext_api.store.models import AccountRow
from ext_api.store.records import kept_rows
from tests.support.lists import BUDI, RATNA, SARI, put


def handles(store: Store, part: str = "id") -> list[str]:
    """The handles that may be published of a part."""
    return [record.handle for record in store.publishable(part).records]


def test_registered_rows_are_published_and_curated_ones_wait(
    store: Store, words: Words, tmp_path: Path
) -> None:
    """A row of the election office goes out at once, an agency's own waits for a second person."""
    put(store, tmp_path, [BUDI, RATNA], words)
    assert handles(store) == ["budi_contoh"]
    with store.writing(Act("review", "rina", "")) as journal:
        routes.review(journal, [2], approved=True)
    assert handles(store) == ["budi_contoh", "relawan_ratna"]


def test_what_is_published_is_what_was_entered(store: Store, words: Words, tmp_path: Path) -> None:
    """A record comes back with every field as the list had it."""
    put(store, tmp_path, [SARI], words)
    record = store.publishable().records[0]
    given = {name: str(getattr(record, name)) for name in SARI}
    assert given == SARI


def test_a_part_has_exactly_its_regions(store: Store, words: Words, tmp_path: Path) -> None:
    """A region that a part owns is no longer the country's; what is everywhere stays."""
    rows = [BUDI, SARI | {"region": "Kota  Lain"}, BUDI | {"handle": "partai", "region": "*"}]
    put(store, tmp_path, rows, words)
    with store.writing(Act("parts", "andi", "")) as journal:
        assert parts.give(journal, "id/jatim", ["kota lain"]) == 1
    assert store.parts() == ("id", "id/jatim")
    assert handles(store) == ["budi_contoh", "partai"]
    assert handles(store, "id/jatim") == ["sari_umpama"]


def test_an_unknown_part_is_refused(store: Store) -> None:
    """Nobody publishes a part without regions by accident."""
    with pytest.raises(StoreError):
        store.publishable("id/antah")


def test_contests_come_back_as_the_ruleset_has_them(store: Store, compiled: dict[str, Any]) -> None:
    """Contests and windows make the way through the database unchanged, and a second time nothing changes."""
    assert store.contests() == compiled["contests"]
    assert store.load_contests(compiled["contests"], by="panitia", why="lagi") == 0


def test_publications_are_noted_newest_first(store: Store) -> None:
    """Every publication says what, who, when and why."""
    for number in (1, 2):
        store.note_publication(
            part="id", sequence=number, state=f"{number:064}", keys=3, accounts=2, by="rina", why="harian"
        )
    store.note_publication(part="id/jatim", sequence=1, state="a", keys=1, accounts=1, by="rina")
    assert [one.sequence for one in store.publications("id")] == [2, 1]
    newest = store.publications()[0]
    assert (newest.part, newest.by, newest.at.utcoffset()) == ("id/jatim", "rina", newest.at - newest.at)


def test_a_block_that_raises_writes_nothing(store: Store, words: Words, tmp_path: Path) -> None:
    """An act is all or nothing."""
    put(store, tmp_path, [BUDI], words)

    def fail() -> None:
        with store.writing(Act("remove", "andi", "keliru")) as journal:
            routes.request_removal(journal, [1])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.reading() as connection:
        assert routes.open_requests(connection) == []


def test_writers_wait_for_each_other(store: Store, url: str, words: Words, tmp_path: Path) -> None:
    """Two people who enter rows at the same moment both succeed, with different numbers."""
    failed: list[BaseException] = []

    def enter(number: int) -> Callable[[], None]:
        def run() -> None:
            folder = tmp_path / str(number)
            folder.mkdir()
            try:
                with open_store(url) as own:
                    put(own, folder, [BUDI | {"handle": f"akun_{number}"}], words, by=f"orang {number}")
            except BaseException as error:  # told below
                failed.append(error)

        return run

    people = [threading.Thread(target=enter(number)) for number in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert failed == []
    with store.reading() as connection:
        assert sorted(row.id for row in kept_rows(connection)) == [1, 2, 3, 4]


def test_a_reader_sees_one_moment(store: Store, words: Words, tmp_path: Path) -> None:
    """What is written meanwhile doesn't show in a reading that began before."""
    put(store, tmp_path, [BUDI], words)
    with store.reading() as connection:
        before = len(list(kept_rows(connection)))
        put(store, tmp_path, [BUDI, SARI], words)
        assert len(list(kept_rows(connection))) == before == 1
    assert len(handles(store)) == 2


def test_nobody_deletes_rows(store: Store, words: Words, tmp_path: Path) -> None:
    """The database itself refuses to lose an account or to rewrite the journal."""
    put(store, tmp_path, [BUDI], words)
    for statement in ("DELETE FROM accounts", "DELETE FROM changes", "UPDATE batches SET by = 'lain'"):
        with pytest.raises(StoreError, match="kept as they are"):
            run(store, statement)
    assert handles(store) == ["budi_contoh"]


def run(store: Store, statement: str) -> None:
    """A statement past our own code."""
    with store.writing(Act("x", "y", "")) as journal:
        journal.connection.exec_driver_sql(statement)


def test_refusals_name_no_values(store: Store, words: Words, tmp_path: Path) -> None:
    """What the database complains about is told in one line, without the statement and its values."""
    put(store, tmp_path, [BUDI], words)
    with store.reading() as connection:
        row = dict(connection.execute(AccountRow.__table__.select()).mappings().one())

    def again() -> None:
        with store.writing(Act("x", "y", "")) as journal:
            journal.add(AccountRow, [{key: value for key, value in row.items() if key != "id"}])

    with pytest.raises(StoreError) as told:
        again()
    assert "\n" not in str(told.value)
    assert "INSERT" not in str(told.value)


def test_upgrade_is_idempotent(url: str) -> None:
    """Bringing the tables to this version twice is once."""
    assert upgrade_store(url) == upgrade_store(url)
