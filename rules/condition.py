"""Conditions: what must hold of a value for a rule, a look-alike or a shape to apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rules.bounds import MAX_ID
from rules.transform import Platform, scalar
from rules.value import Value

type _Holds = Callable[[Any], bool]


class Condition:
    """One ``when`` entry: a field and one test. ``not`` also holds where the field is not there.

    ``text`` names the field for people.
    """

    __slots__ = ("field", "holds", "text", "unwanted", "wanted")

    holds: _Holds
    """Whether the condition holds of a root."""

    wanted: frozenset[str] | None
    """The texts of which the field must have one; None where that isn't what it asks."""

    unwanted: frozenset[str] | None
    """The texts of which the field may have none; None where that isn't what it asks."""

    def __init__(self, spec: Mapping[str, Any], platform: Platform) -> None:
        """Compile ``{field: …, equals|one_of|not|starts|present: …}``. Raises ValueError."""
        self.field = Value.of_spec(spec["field"], platform)
        [(test, argument)] = [(k, v) for k, v in spec.items() if k != "field"]
        self.text = ", ".join(leaf.path.text for leaf in self.field.leaves)
        self.wanted = self.unwanted = None
        if test == "present":
            self.holds = _present(self.field, wanted=argument)
            return
        texts = [scalar(one) or "" for one in (argument if isinstance(argument, list) else [argument])]
        # What no field can have is left out, so that a text needs no other look than whether it is in there.
        able = frozenset(text for text in texts if 0 < len(text) <= MAX_ID)
        if test == "starts":
            self.holds = _starts(self.field, tuple(texts))
        elif test == "not":
            self.unwanted = able
            self.holds = _is_none(self.field, able)
        else:
            self.wanted = able
            self.holds = _is_one(self.field, able)


def _present(field: Value, *, wanted: bool) -> _Holds:
    return lambda root: field.present(root) is wanted


def _is_one(field: Value, wanted: frozenset[str]) -> _Holds:
    none_of = wanted.isdisjoint
    plain = field.alternatives[0].plain if len(field.alternatives) == 1 else ()
    if not plain:
        return lambda root: not none_of(field.texts(root))

    def holds(root: Any) -> bool:
        for reach in plain:
            value = reach(root)
            if value is not None:
                return value in wanted if type(value) is str else not none_of(field.texts(root))
        return False

    return holds


def _is_none(field: Value, wanted: frozenset[str]) -> _Holds:
    none_of = wanted.isdisjoint
    return lambda root: none_of(field.texts(root))


def _starts(field: Value, beginnings: tuple[str, ...]) -> _Holds:
    def holds(root: Any) -> bool:
        for text in field.texts(root):  # noqa: SIM110 - a generator for ``any`` costs as much as the rest
            if text.startswith(beginnings):
                return True
        return False

    return holds


def conditions(specs: Sequence[Mapping[str, Any]], platform: Platform) -> tuple[Condition, ...]:
    """Compile a ``when`` list."""
    return tuple(Condition(spec, platform) for spec in specs)


def all_hold(whens: tuple[Condition, ...], root: Any) -> bool:
    """Whether every condition holds; an empty list always does."""
    for when in whens:  # noqa: SIM110 - a generator for ``all`` costs as much as the conditions
        if not when.holds(root):
            return False
    return True
