"""One import, from file to registry."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from ext_api.importing import Wish, Words, load_folder, plan_or_apply
from ext_api.store import Store
from ext_api.store.models import Batch
from rules.compile import SHIPPED
from rules.findings import BadData
from tests.support.lists import BUDI, text

DEMO = SHIPPED / "campaigns" / "demo"


def test_a_campaign_s_folder(store: Store, words: Words) -> None:
    """Accounts, participants with their numbers, and hashtags; a second time nothing changes."""
    plan = load_folder(store, DEMO, by="andi", why="contoh", reviewed=True, words=words)
    assert (len(plan.new), len(plan.standings), len(plan.tags)) == (30, 5, 2)
    assert len(store.publishable().records) == 30
    assert store.publishable().hashtag("#PILIHRATNACONTOH")
    assert load_folder(store, DEMO, by="andi", why="lagi", words=words).changes == 0


def test_mistakes_of_a_folder_name_the_file(
    store: Store, words: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the folder is written, and each mistake is told with file, row and column, in the person's
    language.
    """
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    shutil.copytree(DEMO, tmp_path / "demo")
    with (tmp_path / "demo" / "hashtags.csv").open("a") as file:
        file.write("#a b,Partai Jeruk,demo,*,x\n")
    with pytest.raises(BadData, match=":4: lembar hashtags.csv, kolom tagar: tagar hanya berisi huruf"):
        load_folder(store, tmp_path / "demo", by="andi", why="x", words=words)
    plan = plan_or_apply(store, tmp_path / "demo", words, Wish("andi"))
    assert [(one.where.sheet, one.where.row) for one in plan.rejected] == [("hashtags.csv", 4)]
    assert store.publishable().records == ()


def test_a_folder_without_accounts_is_told(store: Store, words: Words, tmp_path: Path) -> None:
    """An empty folder imports nothing and says so."""
    assert [one.key for one in plan_or_apply(store, tmp_path, words, Wish("a")).rejected] == ["unreadable"]


def test_the_journal_knows_the_file(store: Store, words: Words, tmp_path: Path) -> None:
    """By its name and its bytes."""
    path = tmp_path / "daftar.csv"
    path.write_text(text([BUDI]))
    plan_or_apply(store, path, words, Wish("andi", "daftar", write=True))
    with store.reading() as connection:
        act = connection.execute(Batch.__table__.select().order_by(Batch.id.desc())).first()
    assert act is not None
    assert (act.file, act.sha256) == (str(path), hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("kind", ["participants", "hashtags"])
def test_other_kinds_alone(store: Store, words: Words, kind: str) -> None:
    """A file of only participants or hashtags."""
    plan = plan_or_apply(store, DEMO / f"{kind}.csv", words, Wish("andi", "x", write=True), kind)  # type: ignore[arg-type]
    assert plan.changes == {"participants": 5, "hashtags": 2}[kind]
