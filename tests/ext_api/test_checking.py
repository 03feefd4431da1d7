"""What is doubtful about a registry whose rows are all sound; in both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ext_api.checking import MOST, check
from ext_api.importing import Words
from ext_api.store import Act, Store, routes
from ext_api.store.standings import put_standings
from tests.support.lists import BUDI, RATNA, SARI, put


def keys(store: Store, compiled: dict[str, Any]) -> list[str]:
    """The keys of all doubts."""
    return sorted(doubt.key for doubt in check(store, compiled)[0])


def test_nothing_is_wrong(store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path) -> None:
    """A good registry has no doubts."""
    put(store, tmp_path, [BUDI, SARI, BUDI | {"platform": "tiktok"}], words)
    assert check(store, compiled) == ([], 3)


def test_one_account_in_a_region_and_everywhere(
    store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path
) -> None:
    """A row for all regions and one for a region name one account; two accounts with two ids don't."""
    put(store, tmp_path, [BUDI, BUDI | {"region": "*"}], words)
    assert keys(store, compiled) == ["check_duplicate"]
    other = [SARI | {"account_id": "1"}, SARI | {"account_id": "2", "region": "*", "handle": "lain"}]
    put(store, tmp_path, other, words)
    assert keys(store, compiled) == ["check_duplicate"]


def test_one_handle_of_two_participants(
    store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path
) -> None:
    """In one contest an account has one participant; in another contest it may have another."""
    put(store, tmp_path, [BUDI, BUDI | {"region": "Kota Lain", "participant": "Lain"}], words)
    put(store, tmp_path, [BUDI | {"contest": "pilkada-2024", "participant": "Dulu"}], words)
    assert keys(store, compiled) == ["check_two_owners"]


def test_participants_without_accounts(store: Store, compiled: dict[str, Any]) -> None:
    """A participant nobody listed an account for makes the list partial."""
    with store.writing(Act("uji", "andi", "")) as journal:
        put_standings(journal, [("demo", "Kota Contoh", "Budi", "1")])
    assert keys(store, compiled) == ["check_no_accounts"]


def test_a_participant_of_all_regions_has_accounts_anywhere(
    store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path
) -> None:
    """A party that stands everywhere isn't without accounts because they are in one region."""
    put(store, tmp_path, [BUDI], words)
    with store.writing(Act("uji", "andi", "")) as journal:
        put_standings(journal, [("demo", "*", BUDI["participant"], "")])
    assert keys(store, compiled) == []


def test_more_than_the_law_allows(
    store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path
) -> None:
    """Twenty per application are allowed; the twenty-first is told; an agency's own rows don't count."""
    put(store, tmp_path, [BUDI | {"handle": f"akun_{n}"} for n in range(MOST)], words)
    assert keys(store, compiled) == []
    put(store, tmp_path, [RATNA | {"participant": BUDI["participant"]}], words)
    assert keys(store, compiled) == ["check_pending"]
    put(store, tmp_path, [BUDI | {"handle": "satu_lagi"}], words)
    assert keys(store, compiled) == ["check_many", "check_pending"]


def test_names_that_cannot_be(store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path) -> None:
    """When forms change, rows that were sound are told, as are rows of a platform that is gone."""
    put(store, tmp_path, [BUDI, BUDI | {"platform": "tiktok"}], words)
    platforms = [dict(one) for one in compiled["platforms"] if one["platform"] != "tiktok"]
    for one in platforms:
        if one["platform"] == "x":
            one["forms"] = {"handle": {"chars": "0-9"}, "account_id": {"chars": "0-9"}}
    assert keys(store, {**compiled, "platforms": platforms}) == ["check_form", "check_form"]


def test_no_window(store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path) -> None:
    """Rows that would never warn: a region or a whole contest without windows."""
    store.load_contests({"pilkades": {**compiled["contests"]["demo"], "windows": []}}, by="a", why="")
    put(store, tmp_path, [BUDI | {"contest": "pilkada-ulang-2025"}], words)
    assert keys(store, compiled) == ["check_contest_empty", "check_no_window"]


def test_what_waits_is_told_but_not_wrong(
    store: Store, words: Words, compiled: dict[str, Any], tmp_path: Path
) -> None:
    """Reviews and removals that wait are no mistakes."""
    put(store, tmp_path, [BUDI, RATNA], words)
    with store.writing(Act("uji", "andi", "x")) as journal:
        routes.request_removal(journal, [1])
    doubts, count = check(store, compiled)
    assert count == 2
    assert [(doubt.key, doubt.values["count"], doubt.wrong) for doubt in doubts] == [
        ("check_pending", 1, False), ("check_removals", 1, False),
    ]  # fmt: skip
