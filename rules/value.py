"""A value of a rule: where it is and how it is unwrapped.

In YAML a value is a field path, a mapping ``{from: path, via: [steps], take: first|all}``, or a list of
those, of which the first that has anything counts. ``{every: [values]}`` is all of its values together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rules.bounds import MAX_ID, MAX_STRING, MAX_VALUES
from rules.fieldpath import FieldPath
from rules.transform import Platform, Transform, scalar, spelled, transform

type Spec = str | Mapping[str, Any] | list[Any]


class _One:
    """One alternative: a path and its steps."""

    __slots__ = ("names", "path", "steps", "take")

    def __init__(self, spec: str | Mapping[str, Any], platform: Platform) -> None:
        plain: Mapping[str, Any] = {"from": spec} if isinstance(spec, str) else spec
        self.path = FieldPath(str(plain["from"]))
        via = spelled(plain.get("via", ()), platform)
        self.steps: list[Transform] = [transform(step, platform) for step in via]
        self.take = plain.get("take")
        inner = [FieldPath(step["get"]).names for step in via if isinstance(step, Mapping) and "get" in step]
        self.names = self.path.names.union(*inner)

    def raw(self, root: Any) -> list[Any]:
        values = self.path.values(root)
        for step in self.steps:
            if not values:
                break
            values = [out for value in values for out in step(value)][:MAX_VALUES]
        return values[:1] if self.take == "first" else values


class _Every:
    """Several values together, in order."""

    __slots__ = ("parts",)

    def __init__(self, specs: Iterable[Any], platform: Platform) -> None:
        self.parts = [Value(spec, platform) for spec in specs]

    def raw(self, root: Any) -> list[Any]:
        return [one for part in self.parts for one in part.raw(root)]


class Value:
    """A compiled value, evaluated against a root object: a request's view, or an object of a response."""

    __slots__ = ("alternatives",)

    def __init__(self, spec: Spec, platform: Platform) -> None:
        """Compile ``spec``. Raises ValueError where a path or a step is none."""
        specs = spec if isinstance(spec, list) else [spec]
        self.alternatives = [
            _Every(one["every"], platform)
            if isinstance(one, Mapping) and "every" in one
            else _One(one, platform)
            for one in specs
        ]

    @property
    def leaves(self) -> list[_One]:
        """Every single path with its steps, those inside ``every`` too."""
        return [
            leaf
            for one in self.alternatives
            for leaf in (
                [one] if isinstance(one, _One) else [inner for part in one.parts for inner in part.leaves]
            )
        ]

    def raw(self, root: Any) -> list[Any]:
        """The values as they are, objects included."""
        for one in self.alternatives:
            found = one.raw(root)
            if found:
                return found
        return []

    def texts(self, root: Any, limit: int = MAX_ID) -> list[str]:
        """The values as text, each once, in order, at most MAX_VALUES; longer than ``limit`` counts as none.

        A list counts as its elements, one level deep.
        """
        for one in self.alternatives:
            found = _scalars(one.raw(root), limit)
            if found:
                return found
        return []

    def first(self, root: Any) -> str | None:
        """The first value as text, or None."""
        return next(iter(self.texts(root)), None)

    def long_texts(self, root: Any) -> list[str]:
        """Like ``texts``, for what people write: up to MAX_STRING characters each."""
        return self.texts(root, MAX_STRING)

    def present(self, root: Any) -> bool:
        """Whether there is any value at all; an empty text, list or object counts as none."""
        return any(value not in ("", [], {}, b"") for value in self.raw(root))


def _scalars(values: list[Any], limit: int) -> list[str]:
    if not values:
        return []
    if len(values) == 1 and type(values[0]) is str:  # almost always
        return values if 0 < len(values[0]) <= limit else []
    flat = (inner for value in values for inner in (value if type(value) is list else (value,)))
    texts = (scalar(value) for value in flat)
    return list(dict.fromkeys(text for text in texts if text and len(text) <= limit))[:MAX_VALUES]
