"""Contests and windows in the database, brought to what a ruleset says."""

from __future__ import annotations

import copy
from typing import Any

from ext_api.store import Store
from rules.calendar import Calendar


def test_what_changes_is_counted_and_the_rest_stays(store: Store, compiled: dict[str, Any]) -> None:
    """A window that is moved, one that is dropped and one that is new are three changes."""
    contests = copy.deepcopy(compiled["contests"])
    windows = contests["pilkada-2024"]["windows"]
    windows[0]["opens"] = "2024-05-06T00:00:00+07:00"
    contests["demo"]["windows"].append({**windows[0], "region": "Kota Lain"})
    contests["pemilu-2024"]["windows"].pop()
    assert store.load_contests(contests, by="panitia", why="jadwal baru") == 3
    assert store.contests() == contests


def test_contests_that_are_not_given_stay(store: Store, compiled: dict[str, Any]) -> None:
    """An agency's own contest outlives an update of the shipped ones; a dropped window can come back."""
    demo = compiled["contests"]["demo"]
    own = {"pilkades": {**demo, "windows": demo["windows"][:1]}}
    assert store.load_contests(own, by="panitia", why="sendiri") == 2
    store.load_contests(compiled["contests"], by="panitia", why="")
    assert store.contests()["pilkades"] == own["pilkades"]
    assert store.load_contests({"pilkades": {**demo, "windows": []}}, by="panitia", why="") == 1
    assert store.load_contests(own, by="panitia", why="") == 1
    assert store.contests()["pilkades"] == own["pilkades"]


def test_the_rules_read_it(store: Store, compiled: dict[str, Any]) -> None:
    """What comes out makes the same calendar as the ruleset itself."""
    assert (
        Calendar.load(store.contests()).windows
        == Calendar.load(dict(sorted(compiled["contests"].items()))).windows
    )
