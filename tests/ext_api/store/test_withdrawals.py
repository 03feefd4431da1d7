"""Participants and hashtags leave the list by a step that can be taken back, in both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ext_api.importing import Wish, Words, plan_or_apply
from ext_api.store import Act, Store, StoreError, routes, withdrawals
from ext_api.store.models import Batch, Change
from ext_api.store.standings import standings
from ext_api.store.withdrawals import Kind
from tests.support.lists import BUDI, put

TAGS = (
    "hashtag,participant,contest,region,source\n#PilihBudi,Budi Contoh - Sari Umpama,demo,Kota Contoh,F 1\n"
)


@pytest.fixture
def filled(store: Store, words: Words, tmp_path: Path) -> Store:
    """One account, its participant and a hashtag."""
    put(store, tmp_path, [BUDI], words)
    tags(store, tmp_path, words)
    return store


def tags(store: Store, folder: Path, words: Words) -> int:
    """Save the list of hashtags; how many are new in it."""
    path = folder / "hashtags.csv"
    path.write_text(TAGS, "utf-8")
    wish = Wish("andi", "daftar", write=True)
    return len(plan_or_apply(store, path, words, wish, "hashtags").tags)


def step(store: Store, kind: Kind, row: int = 1, *, why: str = "surat 1", back: bool = False) -> int:
    """One act of one person."""
    with store.writing(Act("withdraw", "rina", why)) as journal:
        return withdrawals.withdraw(journal, kind, [row], back=back)


def live(store: Store) -> tuple[int, int]:
    """How many participants and hashtags are on the list."""
    with store.reading() as connection:
        return len(standings(connection)), len(store.publishable("id").hashtags)


def test_a_hashtag_leaves_and_comes_back(filled: Store, words: Words, tmp_path: Path) -> None:
    """It is in no publication until somebody restores it; an import doesn't bring it back."""
    assert live(filled) == (1, 1)
    assert step(filled, "hashtags") == 1
    assert step(filled, "hashtags") == 0
    assert tags(filled, tmp_path, words) == 0
    assert live(filled) == (1, 0)
    assert step(filled, "hashtags", back=True) == 1
    assert live(filled) == (1, 1)


def test_a_participant_leaves_after_the_accounts(filled: Store, words: Words, tmp_path: Path) -> None:
    """While an account is on the list its participant is; an import doesn't bring either back."""
    with pytest.raises(StoreError) as told:
        step(filled, "participants")
    assert told.value.key == "still_accounts"
    with filled.writing(Act("remove", "andi", "salah")) as journal:
        routes.request_removal(journal, [1])
    with filled.writing(Act("decide", "rina", "benar")) as journal:
        routes.decide_removal(journal, [1], granted=True)
    assert step(filled, "participants") == 1
    put(filled, tmp_path, [BUDI], words)
    assert live(filled)[0] == 0
    assert step(filled, "participants", back=True) == 1
    assert live(filled)[0] == 1


def test_the_journal_says_who_and_why(filled: Store) -> None:
    """A step is an act like any other, with what was there before."""
    step(filled, "hashtags", why="surat 2")
    with filled.reading() as connection:
        act = connection.execute(select(Batch.__table__).order_by(Batch.id.desc())).first()
        assert act is not None
        assert (act.what, act.by, act.why) == ("withdraw", "rina", "surat 2")
        change = connection.execute(select(Change.__table__).where(Change.batch_id == act.id)).one()
    assert (change.of, change.before, change.after) == (
        "hashtags",
        {"withdrawn": False},
        {"withdrawn": True},
    )


@pytest.mark.parametrize(("row", "why", "key"), [(1, " ", "no_reason"), (9, "surat", "no_row")])
def test_refused(filled: Store, row: int, why: str, key: str) -> None:
    """A step without a reason, or for a row nobody has, changes nothing."""
    with pytest.raises(StoreError) as told:
        step(filled, "hashtags", row, why=why)
    assert told.value.key == key
    assert live(filled) == (1, 1)
