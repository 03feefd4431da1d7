"""Conditions: what must hold of a value for a rule, a look-alike or a shape to apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rules.transform import Platform, scalar
from rules.value import Value


class Condition:
    """One ``when`` entry: a field and one test. ``not`` also holds where the field is not there."""

    __slots__ = ("_test", "_wanted", "field")

    def __init__(self, spec: Mapping[str, Any], platform: Platform) -> None:
        """Compile ``{field: …, equals|one_of|not|starts|present: …}``. Raises ValueError."""
        self.field = Value(spec["field"], platform)
        [(self._test, argument)] = [(k, v) for k, v in spec.items() if k != "field"]
        listed = argument if isinstance(argument, list) else [argument]
        self._wanted = argument if self._test == "present" else tuple(scalar(one) or "" for one in listed)

    def holds(self, root: Any) -> bool:
        """Whether the condition holds of ``root``."""
        if self._test == "present":
            return self.field.present(root) is self._wanted
        texts = self.field.texts(root)
        if self._test == "not":
            return not any(text in self._wanted for text in texts)
        if self._test == "starts":
            return any(text.startswith(self._wanted) for text in texts)
        return any(text in self._wanted for text in texts)


def conditions(specs: Sequence[Mapping[str, Any]], platform: Platform) -> tuple[Condition, ...]:
    """Compile a ``when`` list."""
    return tuple(Condition(spec, platform) for spec in specs)


def all_hold(whens: tuple[Condition, ...], root: Any) -> bool:
    """Whether every condition holds; an empty list always does."""
    return all(when.holds(root) for when in whens)
