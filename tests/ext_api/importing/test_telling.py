"""A plan in words, before anybody says yes."""

from __future__ import annotations

from pathlib import Path

from ext_api.importing import Words, plan_or_apply
from ext_api.importing.entries import Rejected, Where
from ext_api.importing.importing import Wish
from ext_api.importing.plan import Plan
from ext_api.importing.telling import FEW, Telling
from ext_api.store import Store
from tests.support.lists import BUDI, RATNA, SARI, put, text

TELLING = Telling.load("en")


def test_a_plan_tells_everything(store: Store, words: Words, tmp_path: Path) -> None:
    """New, changed with both values, gone, rejected with its place, what stays and what waits."""
    put(store, tmp_path, [BUDI, SARI], words)
    rows = [SARI | {"display_name": "Sari Resmi"}, RATNA, RATNA | {"handle": "a b"}]
    path = tmp_path / "baru.csv"
    path.write_text(text(rows))
    plan = plan_or_apply(store, path, words, Wish("andi"))
    assert list(TELLING.plan(plan, "baru.csv")) == [
        "baru.csv: 3 rows read", "",
        "NEW (1)", "  x @relawan_ratna 77 | Ratna Contoh - Joko Umpama | demo, Kota Contoh", "",
        "CHANGED (1)", "  x @sari_umpama | Budi Contoh - Sari Umpama | demo, Kota Contoh",
        "      display name: Sari Umpama → Sari Resmi", "",
        "NO LONGER IN THIS FILE (1)", "  x @budi_contoh | Budi Contoh - Sari Umpama | demo, Kota Contoh", "",
        "PARTICIPANTS NEW OR CHANGED (1)", "  Ratna Contoh - Joko Umpama | demo, Kota Contoh", "",
        "REJECTED (1)", "  row 4, column B (handle): no such name can be on x: a b",
        "Unchanged: 0. Written twice: 0.", "1 rows wait for a second reviewer: jari-api registry review",
    ]  # fmt: skip


def test_long_lists_are_cut_but_rejections_are_not(store: Store, words: Words, tmp_path: Path) -> None:
    """The first few of a kind are shown, all if asked; every mistake is always told."""
    path = tmp_path / "a.csv"
    good = [BUDI | {"handle": f"akun_{n}"} for n in range(FEW + 5)]
    path.write_text(text(good + [BUDI | {"handle": f"a {n}"} for n in range(FEW + 5)]))
    plan = plan_or_apply(store, path, words, Wish("andi"))
    short, whole = list(TELLING.plan(plan, "a")), list(TELLING.plan(plan, "a", everything=True))
    assert "  ... and 5 more; --all shows every one" in short
    assert len(whole) - len(short) == 4
    assert sum("no such name" in line for line in short) == FEW + 5


def test_outcomes() -> None:
    """What became of a plan is one sentence."""
    good, bad = Plan(), Plan(rejected=[Rejected(Where("", 0), "", "broken")])
    assert TELLING.outcome(bad, "a", written=True, gone=False).startswith("Nothing was saved")
    assert TELLING.outcome(good, "a", written=True, gone=True) == "There was nothing to save."


def test_places() -> None:
    """Sheet, row and column as far as they are known."""
    whole = Rejected(Where("Lembar 2", 7, "E"), "Tau\ntan", "missing", {"what": "region"})
    assert TELLING.rejected(whole) == "sheet Lembar 2, row 7, column E (Tau tan): region is empty"
    assert TELLING.rejected(Rejected(Where("", 0), "", "encrypted")) == "the file is locked with a password"
    twice = {"value": "@a", "row": 3, "sheet": "A", "participant": "Budi"}
    assert "row 3 (sheet A) already" in TELLING.reason(Rejected(Where("", 4), "", "twice", dict(twice)))
