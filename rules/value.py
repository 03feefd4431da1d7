"""A value of a rule: where it is and how it is unwrapped.

In YAML a value is a field path, a mapping ``{from: path, via: [steps], take: first|all}``, or a list of
those, of which the first that has anything counts. ``{every: [values]}`` is all of its values together,
``{compose: [values], with: text}`` one text of the first of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules.bounds import MAX_ID, MAX_STRING, MAX_VALUES
from rules.fieldpath import FieldPath, Find, Reach, Root
from rules.fused import fused
from rules.transform import Platform, Transform, scalar, spelled, transform

type Spec = str | Mapping[str, Any] | list[Any]


class _One:
    """One alternative: a path and its steps."""

    __slots__ = ("_before", "_take", "common", "key", "path", "plain", "raw", "steps", "via")

    raw: Find
    """The values as they are. A request keeps those that several ask for."""

    def __init__(self, spec: str | Mapping[str, Any], platform: Platform, key: str) -> None:
        self.key = key
        plain: Mapping[str, Any] = {"from": spec} if isinstance(spec, str) else spec
        self.path = FieldPath(str(plain["from"]))
        self.via = via = spelled(plain.get("via", ()), platform)
        self.steps: list[Transform] = [transform(step, platform) for step in via]
        self._take = plain.get("take")
        self.plain = () if self.steps else self.path.plain
        self.common = False
        self._before: _One | None = None
        if len(via) > 1 and isinstance(via[-1], Mapping):  # others go the same way, and part here
            self._before = _one({"from": plain["from"], "via": via[:-1]}, platform)
        self.raw = self._first_raw

    def _first_raw(self, root: Any) -> list[Any]:
        """What ``raw`` is until it is asked the first time: all rules are compiled by then."""
        self._find_way()
        return self.raw(root)

    def _find_way(self) -> None:
        """The shortest way to its values: from the last on the way that others ask for, too."""
        before = self._before
        while before is not None and not before.common:
            before = before._before  # noqa: SLF001 - of the same class
        if before is None:
            steps = fused(self.steps)
            if steps and len(self.path.plain) == 1:
                find = _through(_of_one(self.path.plain[0], steps[0]), steps[1:])
            else:
                find = _through(self.path.values, steps)
        else:
            before._find_way()  # noqa: SLF001
            find = _through(before.raw, fused(self.steps[len(before.steps) :]))
        if self.common and self.steps:
            find = _kept(self.key, find)
        self.raw = _first_only(find) if self._take == "first" else find


def _through(find: Find, steps: Sequence[Transform]) -> Find:
    """What is found, after some steps."""
    if not steps:
        return find
    [*early, last] = steps
    if early:
        find = _through(find, early)

    def through(root: Any) -> list[Any]:
        found = find(root)
        # One value is what there is nearly always.
        values = last(found[0]) if len(found) == 1 else [out for one in found for out in last(one)]
        if len(values) > MAX_VALUES:
            values = values[:MAX_VALUES]
        return values if type(values) is list else list(values)

    return through


def _of_one(reach: Reach, step: Transform) -> Find:
    """What a step makes of the one value at a path of plain keys."""

    def found(root: Any) -> list[Any]:
        value = reach(root)
        if value is None:
            return []
        values = step(value)
        if len(values) > MAX_VALUES:
            values = values[:MAX_VALUES]
        return values if type(values) is list else list(values)

    return found


def _kept(key: str, find: Find) -> Find:
    """What is found, once in a request."""

    def kept(root: Any) -> list[Any]:
        if not isinstance(root, Root):
            return find(root)
        values: list[Any] | None = root.get(key)
        if values is None:
            values = root[key] = find(root)
        return values

    return kept


def _first_only(find: Find) -> Find:
    return lambda root: find(root)[:1]


def _one(spec: str | Mapping[str, Any], platform: Platform) -> _One:
    """The compiled alternative; the same for the same words."""
    key = f"one {spec!r}"
    one: _One | None = platform.shared.get(key)
    if one is None:
        one = platform.shared[key] = _One(spec, platform, key)
    else:
        one.common = True
    return one


class _Every:
    """Several values together, in order."""

    __slots__ = ("parts", "plain")

    def __init__(self, specs: Iterable[Any], platform: Platform) -> None:
        self.plain: tuple[Reach, ...] = ()
        self.parts = [Value(spec, platform) for spec in specs]

    def raw(self, root: Any) -> list[Any]:
        return [one for part in self.parts for one in part.raw(root)]


class _Composed:
    """One text of several values, the first of each; nothing where one of them has none."""

    __slots__ = ("_between", "parts", "plain")

    def __init__(self, spec: Mapping[str, Any], platform: Platform) -> None:
        self.plain: tuple[Reach, ...] = ()
        self.parts = [Value(one, platform) for one in spec["compose"]]
        self._between = str(spec["with"])

    def raw(self, root: Any) -> list[Any]:
        found = [part.read(root)[:1] for part in self.parts]
        return [self._between.join(one for [one] in found)] if all(found) else []


def _alternative(spec: str | Mapping[str, Any], platform: Platform) -> _One | _Every | _Composed:
    """One of the alternatives of a value, compiled."""
    if isinstance(spec, Mapping) and "every" in spec:
        return _Every(spec["every"], platform)
    if isinstance(spec, Mapping) and "compose" in spec:
        return _Composed(spec, platform)
    return _one(spec, platform)


class Value:
    """A compiled value, evaluated against a root object: a request's view, or an object of a response."""

    __slots__ = ("_common", "_key", "_only", "alternatives", "one")

    one: Reach
    """The first of the values in a root as they are, or None."""

    def __init__(self, spec: Spec, platform: Platform) -> None:
        """Compile ``spec``. Raises ValueError where a path or a step is none."""
        specs = spec if isinstance(spec, list) else [spec]
        self.alternatives = [_alternative(one, platform) for one in specs]
        self._common = False
        self._key = f"value {spec!r}"  # no root has such a name
        self._only = self.alternatives[0] if len(specs) == 1 and not self.alternatives[0].plain else None
        reaches = [one.plain for one in self.alternatives]
        self.one = reaches[0][0] if [len(each) for each in reaches] == [1] else self._one

    @classmethod
    def of_spec(cls, spec: Spec, platform: Platform) -> Value:
        """The value that ``spec`` says, the same object for the same words. Raises ValueError."""
        key = f"value {spec!r}"
        value: Value | None = platform.shared.get(key)
        if value is None:
            value = platform.shared[key] = cls(spec, platform)
        else:
            value._common = any(not one.plain for one in value.alternatives)  # noqa: SLF001 - asked for by two, so that a request keeps it
        return value

    @property
    def composed(self) -> bool:
        """Whether a text of it may be made of several values, and so stand nowhere as a whole."""
        return any(
            isinstance(one, _Composed)
            or (isinstance(one, _Every) and any(part.composed for part in one.parts))
            for one in self.alternatives
        )

    @property
    def leaves(self) -> list[_One]:
        """Every single path with its steps, those inside ``every`` and ``compose`` too."""
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

    def _one(self, root: Any) -> Any:
        for one in self.alternatives:
            for reach in one.plain:
                value = reach(root)
                if value is not None:
                    return value
            values = () if one.plain else one.raw(root)
            if values:
                return values[0]
        return None

    def texts(self, root: Any) -> list[str]:
        """The values as text, each once, in order, at most MAX_VALUES; longer than MAX_ID counts as none.

        A list counts as its elements, one level deep.
        """
        if self._common and isinstance(root, Root):
            kept: list[str] | None = root.get(self._key)
            if kept is None:
                kept = root[self._key] = self.read(root)
            return kept
        return self.read(root)

    def read(self, root: Any, limit: int = MAX_ID) -> list[str]:
        """The same, not kept for the next who asks."""
        if self._only is not None:
            values = self._only.raw(root)
            if len(values) == 1 and type(values[0]) is str and 0 < len(values[0]) <= limit:
                return values
            return _scalars(values, limit)
        value = None
        for one in self.alternatives:
            for reach in one.plain:
                value = reach(root)
                if value is not None:
                    break
            if value is not None:
                values = [value]
                value = None
            elif one.plain:
                continue
            else:
                values = one.raw(root)
            found = _scalars(values, limit) if values else values
            if found:
                return found
        return []

    def first(self, root: Any) -> str | None:
        """The first value as text, or None."""
        return next(iter(self.texts(root)), None)

    def long_texts(self, root: Any) -> list[str]:
        """Like ``texts``, for what people write: up to MAX_STRING characters each."""
        return self.read(root, MAX_STRING)

    def present(self, root: Any) -> bool:
        """Whether there is any value at all; an empty text, list or object counts as none."""
        return any(value not in ("", [], {}, b"") for value in self.raw(root))


def _scalars(values: list[Any], limit: int) -> list[str]:
    if len(values) == 1 and type(values[0]) is str:  # almost always
        return values if 0 < len(values[0]) <= limit else []
    found: dict[str, None] = {}
    for value in values:
        for one in value if type(value) is list else (value,):
            text = one if type(one) is str else scalar(one)
            if text and len(text) <= limit:
                found[text] = None
    return list(found)[:MAX_VALUES]
