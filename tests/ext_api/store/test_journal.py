"""Nothing changes without who, when and why, and what was there before; in both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ext_api.store import Act, Store
from ext_api.store.models import Base, Batch, Change, Participant, Source

ONE = {
    "contest": "demo",
    "region": "*",
    "region_key": "*",
    "participant": "Budi",
    "number": "1",
    "withdrawn": False,
}


def rows(store: Store, table: type[Base]) -> list[dict[str, Any]]:
    """All rows of a table."""
    with store.reading() as connection:
        return [
            dict(row)
            for row in connection.execute(
                table.__table__.select().order_by(table.__table__.columns.id)
            ).mappings()
        ]


def test_a_new_row_and_its_change(store: Store) -> None:
    """The journal has the row as it came, and later both values of what changed, and only of that."""
    before = len(rows(store, Change))
    with store.writing(Act("uji", " andi ", " sebab ", "daftar.csv", "ab")) as journal:
        assert journal.add(Participant, [ONE]) == [1]
    with store.writing(Act("uji", "rina", "")) as journal:
        assert journal.change(Participant, {1: {**ONE, "number": "2"}}) == 1
    first, second = rows(store, Change)[before:]
    assert (first["of"], first["row"], first["before"], first["after"]) == ("participants", 1, None, ONE)
    assert (second["before"], second["after"]) == ({"number": "1"}, {"number": "2"})
    acts = {act["id"]: act for act in rows(store, Batch)}
    told = acts[first["batch_id"]]
    assert (told["by"], told["why"], told["file"], told["sha256"]) == ("andi", "sebab", "daftar.csv", "ab")
    assert told["at"].tzinfo is UTC
    assert abs((datetime.now(UTC) - told["at"]).days) < 1


def test_an_act_that_changes_nothing_leaves_no_trace(store: Store) -> None:
    """Writing what is there already is no change and no act."""
    with store.writing(Act("uji", "andi", "")) as journal:
        journal.add(Participant, [ONE])
    before = (len(rows(store, Batch)), len(rows(store, Change)))
    with store.writing(Act("uji", "andi", "")) as journal:
        assert journal.change(Participant, {1: dict(ONE)}) == 0
        assert journal.add(Participant, []) == []
        assert journal.change(Participant, {77: {"number": "3"}}) == 0
    assert (len(rows(store, Batch)), len(rows(store, Change))) == before


def test_many_rows_in_one_act(store: Store) -> None:
    """More rows than one question may name are all changed and all noted, each with its own values."""
    with store.writing(Act("uji", "andi", "")) as journal:
        ids = journal.add(Participant, ({**ONE, "participant": f"P{n}"} for n in range(1201)))
    values = {number: {"number": str(number)} | ({"withdrawn": True} if number % 2 else {}) for number in ids}
    with store.writing(Act("uji", "andi", "")) as journal:
        assert journal.change(Participant, values) == 1201
    kept = rows(store, Participant)
    assert [row["number"] for row in kept] == [str(number) for number in ids]
    assert all(row["withdrawn"] == bool(row["id"] % 2) for row in kept)


def test_dates_are_kept_readable(store: Store) -> None:
    """A date is written into the journal as people write it."""
    with store.writing(Act("uji", "andi", "")) as journal:
        day = datetime(2025, 1, 10, tzinfo=UTC).date()
        journal.add(Source, [{"source": "Formulir", "source_class": "kpu-registered", "source_date": day}])
    assert rows(store, Change)[-1]["after"]["source_date"] == "2025-01-10"


@pytest.mark.parametrize("why", ["", "dengan 'kutip' dan \"petik\" 🙂"])
def test_reasons_are_kept_to_the_letter(store: Store, why: str) -> None:
    """A reason comes back as it was given."""
    with store.writing(Act("uji", "andi", why)) as journal:
        journal.add(Participant, [ONE])
    assert rows(store, Batch)[-1]["why"] == why
