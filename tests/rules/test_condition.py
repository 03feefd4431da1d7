"""Conditions hold of the values they name."""

from __future__ import annotations

import pytest

from rules.condition import all_hold, conditions
from rules.transform import Platform

ROOT = {"verb": "5", "undo": 0, "flag": True, "text": "Halo", "many": ["a", "b"], "empty": ""}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"field": "verb", "equals": 5}, True),
        ({"field": "verb", "equals": "5"}, True),
        ({"field": "verb", "equals": "4"}, False),
        ({"field": "undo", "equals": 0}, True),
        ({"field": "flag", "equals": True}, True),
        ({"field": "missing", "equals": "x"}, False),
        ({"field": "many[]", "one_of": ["b", "c"]}, True),
        ({"field": "many[]", "one_of": ["c"]}, False),
        ({"field": "many[]", "not": "a"}, False),
        ({"field": "many[]", "not": ["c", "d"]}, True),
        ({"field": "missing", "not": "0"}, True),
        ({"field": "text", "starts": "Ha"}, True),
        ({"field": "text", "starts": "ha"}, False),
        ({"field": "missing", "starts": ""}, False),
        ({"field": "text", "present": True}, True),
        ({"field": "empty", "present": True}, False),
        ({"field": "missing", "present": False}, True),
    ],
)
def test_holds(condition: dict[str, object], holds: bool) -> None:
    """Each test of the language holds exactly where the manual says."""
    assert all_hold(conditions([condition], Platform((), {})), ROOT) is holds


def test_all_must_hold() -> None:
    """One condition that fails is enough; none at all always holds."""
    platform = Platform((), {})
    yes, no = {"field": "verb", "equals": "5"}, {"field": "verb", "equals": "6"}
    assert all_hold(conditions([yes, yes], platform), ROOT)
    assert not all_hold(conditions([yes, no], platform), ROOT)
    assert all_hold((), ROOT)
