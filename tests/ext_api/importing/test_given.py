"""What is said for a whole file is looked at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api.importing import Wish, Words, plan_or_apply
from ext_api.importing.telling import Telling
from ext_api.store import Store
from tests.support.lists import BUDI, HEADER, planned, text

FITTING = {
    "platform": "x",
    "contest": "demo",
    "region": "Kota Contoh",
    "source": "Formulir 1",
    "source_class": "kpu-registered",
    "source_date": "10 Januari 2025",
    "participant": "Budi Contoh - Sari Umpama",
}


def list_of(folder: Path, rows: int, *columns: str) -> Path:
    """A list with only some of its columns."""
    path = folder / "daftar.csv"
    path.write_text(text([{name: f"{BUDI[name]}{n}" for name in columns} for n in range(rows)], columns))
    return path


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("contest", "demo2024", "contest"),
        ("platform", "tiada", "platform"),
        ("source_class", "rahasia", "class"),
        ("source_date", "kemarin", "date"),
        ("source", "=A1", "formula"),
        ("region", "x" * 3000, "long"),
    ],
)
def test_a_slip_in_an_option_is_told_once(
    store: Store, words: Words, tmp_path: Path, column: str, value: str, key: str
) -> None:
    """Of the option by its name, and not of every row that it would have been for."""
    path = list_of(tmp_path, 50, "handle", "display_name")
    plan = planned(store, path, words, FITTING | {column: value})
    assert [one.key for one in plan.rejected] == [key]
    option = "--" + column.replace("_", "-")
    assert Telling.load("id").rejected(plan.rejected[0]).startswith(f"{option}: ")


def test_every_option_that_fits_is_taken(store: Store, words: Words, tmp_path: Path) -> None:
    """A list of nothing but names is whole with them."""
    plan = planned(store, list_of(tmp_path, 3, "handle", "display_name"), words, FITTING)
    assert (plan.rejected, len(plan.new)) == ([], 3)


def test_a_column_that_is_not_there_is_told_once(store: Store, words: Words, tmp_path: Path) -> None:
    """With the option that can stand in for it; what is blank in some rows is told of those."""
    rows = [BUDI, BUDI | {"handle": "budi_2", "region": ""}, BUDI | {"handle": "budi_3"}]
    header = [name for name in HEADER if name not in ("contest", "source_date")]
    path = tmp_path / "daftar.csv"
    path.write_text(text(({name: row[name] for name in header} for row in rows), header))
    plan = planned(store, path, words)
    telling = Telling.load("en")
    told = {telling.rejected(one) for one in plan.rejected}
    assert len(plan.rejected) == 3
    assert {"row 3, column F (region): region is empty"} < told
    assert any("--contest TEXT" in one for one in told)
    assert any("--source-date TEXT" in one for one in told)
    assert plan.changes == 0


@pytest.mark.parametrize("kind", ["participants", "hashtags"])
def test_so_is_that_of_other_lists(store: Store, words: Words, tmp_path: Path, kind: str) -> None:
    """Participants and hashtags have the same words for it."""
    path = tmp_path / "daftar.csv"
    path.write_text("hashtag,participant,contest,source\n" + "#a,Budi,demo,F 1\n" * 20)
    plan = plan_or_apply(store, path, words, Wish("andi"), kind)  # type: ignore[arg-type]
    assert [one.values["option"] for one in plan.rejected] == ["--region"]


def test_a_registry_without_contests_is_told_once(empty: Store, words: Words, tmp_path: Path) -> None:
    """With the command that brings them, instead of an unknown contest in every row."""
    path = tmp_path / "daftar.csv"
    path.write_text(text([BUDI, BUDI | {"handle": "budi_2"}]))
    plan = planned(empty, path, words)
    assert [one.key for one in plan.rejected] == ["no_contests"]
    assert "jari-api registry contests" in Telling.load("id").rejected(plan.rejected[0])
