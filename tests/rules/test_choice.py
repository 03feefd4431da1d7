"""Of several rules those are left that can apply, found by fields that all of them test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.choice import Choice
from rules.condition import Condition, all_hold, conditions
from rules.transform import Platform

PLATFORM = Platform((), {})
FIELDS = st.sampled_from(["a", "b"])
VALUES = st.sampled_from([1, 2, 3, "", None, [1, 2], [], "x" * 300])
TESTS = st.builds(
    lambda field, test, to: {"field": field, test: to},
    FIELDS,
    st.sampled_from(["equals", "not", "starts"]),
    st.integers(1, 3),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """As much of a rule as there needs to be."""

    name: str
    whens: tuple[Condition, ...]


def rule(name: str, *whens: Mapping[str, Any]) -> Rule:
    """A rule with these conditions."""
    return Rule(name, conditions(whens, PLATFORM))


def able(choice: Choice[Rule], *roots: Any) -> str:
    """The names of the rules that may apply to any of these."""
    return " ".join(one.name for one in choice.able(roots))


def test_two_fields_one_after_the_other() -> None:
    """Where all rules want a field to be this, or not to be that, it is read once and few rules are left."""
    choice = Choice(
        [
            rule("like", {"field": "verb", "equals": 5}, {"field": "undo", "not": 1}),
            rule("again", {"field": "verb", "one_of": [5, 6]}, {"field": "undo", "not": 1}),
            rule("vote", {"field": "verb", "not": [4, 5]}),
        ]
    )
    assert able(choice, {"verb": 5}) == "like again"
    assert able(choice, {"verb": 5, "undo": 1}) == ""
    assert able(choice, {"verb": 6, "undo": 1}) == "again vote"
    assert able(choice, {"verb": 4}) == ""
    assert able(choice, {}) == able(choice, {"verb": 9}) == "vote"
    assert able(choice, {"verb": [4, 5]}) == "like again"
    assert able(choice, {"verb": 5, "undo": 1}, {"verb": 7}) == "vote"
    assert able(choice) == ""


def test_nothing_in_common() -> None:
    """Where no field is tested by all, or the rules don't look at the same roots, all are left."""
    rules = [rule("a", {"field": "a", "equals": 1}), rule("b", {"field": "b", "equals": 1})]
    assert able(Choice(rules), {}) == "a b"
    assert able(Choice([rules[0], rules[0]], plain=True), {}) == "a a"


@given(
    st.lists(st.lists(TESTS, max_size=3), max_size=4),
    st.lists(st.dictionaries(FIELDS, VALUES, max_size=2), max_size=3),
)
def test_no_rule_that_applies_is_left_out(specs: list[list[dict[str, Any]]], roots: list[Any]) -> None:
    """Whatever rules and elements are, a rule whose conditions all hold of one is among those left."""
    rules = [rule(str(n), *whens) for n, whens in enumerate(specs)]
    left = Choice(rules).able(roots)
    assert left == [one for one in rules if one in left]
    for one in rules:
        assert one in left or not any(all_hold(one.whens, root) for root in roots)
