"""What a list would do to a registry that has rows already, in SQLite and in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ext_api.importing import Plan, Wish, Words, plan_or_apply
from ext_api.store import Act, Store, routes
from ext_api.store.models import AccountRow, Batch
from ext_api.store.records import kept_rows
from tests.support.lists import BUDI, RATNA, SARI, put, text


def plan(store: Store, folder: Path, rows: list[dict[str, str]], words: Words, **wish: Any) -> Plan:
    """What a list of these rows would do."""
    path = folder / "daftar.csv"
    path.write_text(text(rows), "utf-8")
    return plan_or_apply(store, path, words, Wish(**{"by": "andi", "why": "uji", **wish}))


def counts(plan: Plan) -> tuple[int, ...]:
    """New, changed, gone, same, rejected."""
    return len(plan.new), len(plan.changed), len(plan.gone), plan.same, len(plan.rejected)


def keys(plan: Plan) -> list[str]:
    """The reasons of what was rejected."""
    return [one.key for one in plan.rejected]


def acts(store: Store) -> int:
    """How many acts the journal has."""
    with store.reading() as connection:
        return len(connection.execute(Batch.__table__.select()).all())


def test_a_dry_run_writes_nothing(store: Store, words: Words, tmp_path: Path) -> None:
    """Without being asked to write, a plan is all that comes of a list."""
    before = acts(store)
    assert counts(plan(store, tmp_path, [BUDI, SARI], words)) == (2, 0, 0, 0, 0)
    assert acts(store) == before
    assert store.publishable().records == ()


def test_a_list_twice_is_once(store: Store, words: Words, tmp_path: Path) -> None:
    """The same list again changes nothing, and leaves no trace in the journal."""
    rows = [BUDI, SARI, RATNA]
    assert counts(plan(store, tmp_path, rows, words, write=True)) == (3, 0, 0, 0, 0)
    before = acts(store)
    assert counts(plan(store, tmp_path, rows, words, write=True)) == (0, 0, 0, 3, 0)
    assert acts(store) == before


def test_one_bad_row_and_nothing_is_written(store: Store, words: Words, tmp_path: Path) -> None:
    """A half-broken list imports nothing, and tells every mistake."""
    rows = [
        BUDI,
        SARI | {"handle": "sari umpama"},
        SARI | {"contest": "tiada"},
        SARI | {"source_date": "kemarin"},
    ]
    before = acts(store)
    assert sorted(keys(plan(store, tmp_path, rows, words, write=True))) == ["contest", "date", "no_name"]
    assert (acts(store), store.publishable().records) == (before, ())


def test_a_change_shows_what_was_there(store: Store, words: Words, tmp_path: Path) -> None:
    """A changed field is told with both values, and is written."""
    put(store, tmp_path, [BUDI], words)
    changed = plan(store, tmp_path, [BUDI | {"display_name": "Budi Resmi"}], words, write=True).changed
    assert [dict(one.differences) for one in changed] == [{"display_name": ("Budi Contoh", "Budi Resmi")}]
    assert [one.display_name for one in store.publishable().records] == ["Budi Resmi"]


def test_an_id_that_becomes_known_joins_its_handle(store: Store, words: Words, tmp_path: Path) -> None:
    """A row known by its handle gets its id; blank cells and another case of the handle change nothing."""
    put(store, tmp_path, [BUDI], words)
    assert counts(plan(store, tmp_path, [BUDI | {"account_id": "42"}], words, write=True)) == (0, 1, 0, 0, 0)
    assert counts(plan(store, tmp_path, [BUDI | {"handle": "Budi_Contoh"}], words)) == (0, 0, 0, 1, 0)
    assert counts(plan(store, tmp_path, [BUDI | {"handle": "", "account_id": "42"}], words)) == (
        0,
        0,
        0,
        1,
        0,
    )


def test_an_id_outlives_its_handle(store: Store, words: Words, tmp_path: Path) -> None:
    """An account that changed its name is the same account, and its old name is free for another."""
    put(store, tmp_path, [BUDI | {"account_id": "42"}], words)
    rows = [BUDI | {"account_id": "42", "handle": "budi_baru"}, BUDI | {"account_id": "43"}]
    assert counts(plan(store, tmp_path, rows, words, write=True)) == (1, 1, 0, 0, 0)
    assert {(one.handle, one.account_id) for one in store.publishable().records} == {
        ("budi_baru", "42"), ("budi_contoh", "43"),
    }  # fmt: skip


def test_a_handle_that_another_account_keeps_is_rejected(store: Store, words: Words, tmp_path: Path) -> None:
    """Two accounts can't have one handle at once."""
    put(store, tmp_path, [BUDI | {"account_id": "42"}], words)
    assert keys(plan(store, tmp_path, [BUDI | {"account_id": "43"}], words)) == ["handle_taken"]


def test_a_row_that_means_two_is_rejected(store: Store, words: Words, tmp_path: Path) -> None:
    """Where id and handle are of two rows, a person has to remove one of them."""
    put(store, tmp_path, [BUDI, BUDI | {"handle": "", "account_id": "42"}], words)
    assert keys(plan(store, tmp_path, [BUDI | {"account_id": "42"}], words)) == ["two_rows"]


def test_two_rows_of_a_list_for_one_account_are_rejected(store: Store, words: Words, tmp_path: Path) -> None:
    """One row by handle and one by id can't both change the account they mean."""
    put(store, tmp_path, [BUDI | {"account_id": "42"}], words)
    rows = [BUDI, BUDI | {"handle": "", "account_id": "42"}]
    assert keys(plan(store, tmp_path, rows, words)) == ["same_row"]


def test_a_repeated_row_is_counted_and_another_owner_is_rejected(
    store: Store, words: Words, tmp_path: Path
) -> None:
    """The very same row again is harmless; the same account for another participant is not."""
    found = plan(store, tmp_path, [BUDI, BUDI, BUDI | {"participant": "Lain"}], words)
    assert (found.twice, keys(found)) == (1, ["twice"])


def test_gone_is_shown_and_removed_only_when_asked(store: Store, words: Words, tmp_path: Path) -> None:
    """What a new list lacks is shown; removal is asked for, and the row stays until another person agrees."""
    put(store, tmp_path, [BUDI, SARI, RATNA, SARI | {"region": "Kota Lain"}], words)
    shown = plan(store, tmp_path, [BUDI], words, write=True)
    assert [one.record.handle for one in shown.gone] == ["sari_umpama"]
    with store.reading() as connection:
        assert routes.open_requests(connection) == []
    plan(store, tmp_path, [BUDI], words, write=True, remove_gone=True)
    with store.reading() as connection:
        assert [(one.account, one.by) for one in routes.open_requests(connection)] == [(2, "andi")]
    assert len(store.publishable().records) == 3


def test_what_was_removed_stays_away_until_it_is_asked_back(
    store: Store, words: Words, tmp_path: Path
) -> None:
    """A list doesn't bring back what people took off the registry, unless they say so."""
    put(store, tmp_path, [BUDI], words)
    with store.writing(Act("remove", "andi", "bukan akunnya")) as journal:
        routes.request_removal(journal, [1])
    with store.writing(Act("decide", "rina", "benar")) as journal:
        routes.decide_removal(journal, [1], granted=True)
    held = plan(store, tmp_path, [BUDI], words, write=True)
    assert (counts(held), len(held.held)) == ((0, 0, 0, 0, 0), 1)
    assert counts(plan(store, tmp_path, [BUDI], words, write=True, restore=True)) == (1, 0, 0, 0, 0)
    with store.reading() as connection:
        assert [(one.id, one.state) for one in kept_rows(connection)] == [(1, "removed"), (2, "live")]


@pytest.mark.parametrize(("by", "published"), [("andi", 1), ("Tim  Pemeriksa", 0)])
def test_a_reviewer_in_the_list_counts_if_asked_and_somebody_else(
    store: Store, words: Words, tmp_path: Path, by: str, published: int
) -> None:
    """The list's reviewer is a second person only where that is said, and not where it is who imports."""
    rows = [RATNA | {"reviewer": "tim pemeriksa"}]
    plan(store, tmp_path, rows, words, write=True, by=by)
    assert store.publishable().records == ()
    plan(store, tmp_path, rows, words, write=True, by=by, reviewed=True)
    assert len(store.publishable().records) == published


def test_a_changed_curated_row_waits_again(store: Store, words: Words, tmp_path: Path) -> None:
    """What a second person approved is what is published; after a change another one must look."""
    put(store, tmp_path, [RATNA], words)
    with store.writing(Act("review", "rina", "")) as journal:
        routes.review(journal, [1], approved=True)
    assert counts(plan(store, tmp_path, [RATNA], words, write=True)) == (0, 0, 0, 1, 0)
    assert len(store.publishable().records) == 1
    plan(store, tmp_path, [RATNA | {"handle": "ratna_baru"}], words, write=True)
    assert store.publishable().records == ()
    with store.reading() as connection:
        states = [row.state for row in kept_rows(connection, AccountRow.id == 1)]
    assert states == ["pending"]
