"""Two people for every row that an agency adds, and for every row that leaves; in both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from ext_api.importing import Words
from ext_api.store import Act, Journal, Store, StoreError, routes
from ext_api.store.models import Removal, Review
from ext_api.store.records import kept_rows
from tests.support.lists import BUDI, RATNA, put


@pytest.fixture
def filled(store: Store, words: Words, tmp_path: Path) -> Store:
    """Row 1 is published, row 2 waits for a second person; both were entered by andi."""
    put(store, tmp_path, [BUDI, RATNA], words, by="andi")
    return store


def do(store: Store, by: str, step: Callable[[Journal], int], why: str = "alasan") -> int:
    """One act of one person."""
    with store.writing(Act("uji", by, why)) as journal:
        return step(journal)


def states(store: Store) -> list[str]:
    """The states of all rows."""
    with store.reading() as connection:
        return [row.state for row in kept_rows(connection)]


def approve(rows: Iterable[int] = (2,), approved: bool = True) -> Callable[[Journal], int]:
    """A review."""
    return lambda journal: routes.review(journal, rows, approved=approved)


def ask(rows: Iterable[int] = (1,)) -> Callable[[Journal], int]:
    """A wish to remove."""
    return lambda journal: routes.request_removal(journal, rows)


def decide(rows: Iterable[int] = (1,), granted: bool = True) -> Callable[[Journal], int]:
    """A decision on it."""
    return lambda journal: routes.decide_removal(journal, rows, granted=granted)


@pytest.mark.parametrize("by", ["andi", " ANDI "])
def test_nobody_reviews_what_they_entered(filled: Store, by: str) -> None:
    """The second person is another one, however the name is typed."""
    with pytest.raises(StoreError) as told:
        do(filled, by, approve())
    assert told.value.key == "same_reviewer"
    assert states(filled) == ["live", "pending"]


def test_a_second_person_approves_and_is_named(filled: Store) -> None:
    """After the review the row is published, and the row says who reviewed it."""
    assert do(filled, "rina", approve()) == 1
    assert [one.reviewer for one in filled.publishable().records] == ["", "rina"]


def test_a_second_person_rejects(filled: Store) -> None:
    """A rejected row is kept and never published; it can't be approved afterwards."""
    do(filled, "rina", approve(approved=False))
    assert states(filled) == ["live", "rejected"]
    assert told(filled, "rina", approve()) == "not_pending"


def told(store: Store, by: str, step: Callable[[Journal], int], why: str = "alasan") -> str:
    """By which key something is refused."""
    with pytest.raises(StoreError) as error:
        do(store, by, step, why)
    return error.value.key


REFUSED: dict[str, tuple[Callable[[Journal], int], str, str]] = {
    "not_pending": (approve([1]), "rina", "x"),
    "no_row": (approve([99]), "rina", "x"),
    "no_rows": (approve([]), "rina", "x"),
    "no_reason": (ask(), "rina", " "),
    "no_request": (decide(), "rina", "x"),
    "nobody": (ask(), " ", "x"),
    "text": (ask(), "rina", "dua\nbaris"),
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_refused(filled: Store, key: str) -> None:
    """Every wrong step is refused by its own reason, in words."""
    step, by, why = REFUSED[key]
    assert told(filled, by, step, why) == key


def test_one_wrong_row_and_none_is_reviewed(filled: Store) -> None:
    """Several rows are reviewed together or not at all."""
    assert told(filled, "rina", approve([1, 2])) == "not_pending"
    assert states(filled) == ["live", "pending"]


def test_a_row_leaves_when_another_person_agrees(filled: Store) -> None:
    """Asked for, it is still published; granted by another person, it isn't, and is kept."""
    assert do(filled, "andi", ask()) == 1
    assert do(filled, "andi", ask()) == 0
    assert len(filled.publishable().records) == 1
    assert told(filled, "andi", decide()) == "same_decider"
    assert do(filled, "rina", decide()) == 1
    assert filled.publishable().records == ()
    assert states(filled) == ["removed", "pending"]
    assert told(filled, "andi", ask()) == "removed"


def test_a_refused_removal_changes_nothing_and_is_kept(filled: Store) -> None:
    """The row stays published; who asked and who refused, and why, can be read."""
    do(filled, "andi", ask(), "salah orang")
    do(filled, "rina", decide(granted=False), "sudah dicek")
    assert len(filled.publishable().records) == 1
    rows = all_of(filled, Removal)
    assert [
        (row["by"], row["why"], row["granted"], row["decided_by"], row["decided_why"]) for row in rows
    ] == [("andi", "salah orang", False, "rina", "sudah dicek")]
    assert do(filled, "budi", ask()) == 1


def all_of(store: Store, table: Any) -> list[dict[str, Any]]:
    """All rows of a table."""
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(table.__table__.select()).mappings()]


def test_reviews_are_kept(filled: Store) -> None:
    """Every review is a row of its own that says who, what and why."""
    do(filled, "rina", approve(), "lihat profilnya")
    assert [(row["by"], row["approved"], row["why"]) for row in all_of(filled, Review)] == [
        ("rina", True, "lihat profilnya")
    ]


def test_reviews_made_before_are_noted_with_who_says_so(filled: Store) -> None:
    """A reviewer whom a list names is noted together with who brought the list."""
    with filled.writing(Act("import", "andi", "daftar")) as journal:
        routes.note_reviews(journal, [(2, "tim")])
    assert [(row["by"], row["why"]) for row in all_of(filled, Review)] == [("tim", "import: andi: daftar")]


def test_names_of_one_person() -> None:
    """Case and spaces make nobody another person."""
    assert routes.same_person("Rina  Contoh", " rina contoh")
    assert not routes.same_person("rina", "rani")
