"""Participants are added once, and keep the number that was said last."""

from __future__ import annotations

from ext_api.store import Act, Store
from ext_api.store.standings import put_standings, standings


def put(store: Store, *given: tuple[str, str, str, str]) -> int:
    """One act."""
    with store.writing(Act("uji", "andi", "")) as journal:
        return put_standings(journal, given)


def test_participants_are_added_once(store: Store) -> None:
    """The same name in the same region is the same participant; a blank number takes none away."""
    assert put(store, ("demo", "Kota Contoh", "Budi", ""), ("demo", "KOTA  CONTOH", "Budi", "")) == 1
    assert put(store, ("demo", "kota contoh", "Budi", "2")) == 1
    assert put(store, ("demo", "Kota Contoh", "Budi", "")) == 0
    assert put(store, ("demo", "Kota Lain", "Budi", "")) == 1
    with store.reading() as connection:
        found = [(one.region, one.participant, one.number) for one in standings(connection).values()]
    assert found == [("KOTA  CONTOH", "Budi", "2"), ("Kota Lain", "Budi", "")]
