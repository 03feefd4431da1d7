"""Field paths: how a rule says where a value is.

``a.b`` walks keys, ``[]`` every element of a list, ``[0]`` one element, ``*`` every value of an object,
``**`` every place below, ``.`` alone the place itself; ``a|b`` is a, or where a is not there, b. Keys with
other characters stand in single quotes. The grammar and its order are specified in docs/rules.md.

Paths are made into functions when they are parsed: each is walked very often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import islice
from typing import Any, Final

from rules.bounds import MAX_STEPS, MAX_VALUES

_UNKNOWN: Final = object()


class Root(dict[Any, Any]):
    """A request as an object: it decodes what stands at a key when it is asked for it, and keeps it.

    What rules make of that it keeps too, under the value that made it.
    """

    __slots__ = ()

    def made(self, name: str) -> Any:
        """What stands at ``name`` and isn't decoded yet."""
        raise NotImplementedError

    def __missing__(self, name: str) -> Any:
        """The same, for whoever takes it for a plain object."""
        return self.made(name)

    def field(self, root: str, name: str) -> Any:
        """What stands at ``name`` of one of the roots in BY_NAME, without a look at the rest of it."""
        raise NotImplementedError


BY_NAME: Final = frozenset({"header", "query", "form"})
"""Roots of requests of which one field is had without the others."""


class _Step(Enum):
    EACH = "[]"
    ANY = "*"
    DEEP = "**"
    ITSELF = "."


type Step = str | int | _Step
type Steps = tuple[Step, ...]
type Reach = Callable[[Any], Any]
type Find = Callable[[Any], list[Any]]

_TOKEN: Final = re.compile(
    r"'(?P<quoted>[^']+)'|(?P<index>\[(?:-?[0-9]{1,9})?\])|(?P<deep>\*\*?)|(?P<name>[A-Za-z0-9_$:@/#-]+)"
)
_SPACES: Final = " \t\r\n"
"""What may stand around an alternative: a long path may go over several lines."""


class FieldPath:
    """One parsed path."""

    __slots__ = ("alternatives", "plain", "text", "values")

    values: Find
    """All values at this path below a root, in document order; null counts as not there."""

    plain: tuple[Reach, ...]
    """Where all steps of all alternatives are keys: what stands at each; else empty."""

    def __init__(self, text: str) -> None:
        """Parse ``text``. Raises ValueError, with the place, where it isn't a path."""
        self.text = text
        self.alternatives: tuple[Steps, ...] = tuple(_parse(part, text) for part in _split(text))
        keys = [tuple(s for s in steps if isinstance(s, str)) for steps in self.alternatives]
        plain = all(len(a) == len(b) for a, b in zip(keys, self.alternatives, strict=True))
        self.plain = tuple(_reacher(one) for one in keys) if plain else ()
        finds = [_finder(steps) for steps in self.alternatives]
        self.values = finds[0] if len(finds) == 1 else _first_of(finds)

    def present(self, root: Any) -> bool:
        """Whether there is any value at this path."""
        for reach in self.plain:
            if reach(root) is not None:
                return True
        return not self.plain and bool(self.values(root))

    @property
    def roots(self) -> frozenset[str]:
        """The first keys of the alternatives: an object without any of them can't have a value here."""
        return frozenset(steps[0] for steps in self.alternatives if isinstance(steps[0], str))

    @property
    def ends(self) -> frozenset[str] | None:
        """The keys its values stand under, alone or in a list; None where they may stand elsewhere."""
        found: set[str] = set()
        for steps in self.alternatives:
            of_list = len(steps) > 1 and (steps[-1] is _Step.EACH or isinstance(steps[-1], int))
            key = steps[-2] if of_list else steps[-1]
            if not isinstance(key, str):
                return None
            found.add(key)
        return frozenset(found)


def _split(text: str) -> list[str]:
    """The alternatives of a path; a bar inside quotes doesn't part them."""
    return [part.strip(_SPACES) for part in re.split(r"\|(?=(?:[^']*'[^']*')*[^']*$)", text)]


def _parse(part: str, text: str) -> Steps:
    if part == ".":
        return (_Step.ITSELF,)
    steps: list[Step] = []
    at = 0
    while at < len(part):
        if steps and part[at] == ".":
            at += 1
        token = _TOKEN.match(part, at)
        if token is None:
            raise ValueError(
                f"{text!r} is not a field path at {part[at:] or 'its end'!r}{_remedy(part[at:])}"
            )
        at = token.end()
        steps.append(_step(token))
    if not steps or part.endswith("."):
        raise ValueError(f"{text!r} is not a field path: it ends too early")
    return tuple(steps)


def _remedy(rest: str) -> str:
    """What usually helps where a path can't be read on."""
    if rest.startswith("["):
        return ": in brackets stands nothing or a whole number, as in a[], a[0], a[-1]"
    if rest.startswith("'"):
        return ": a key in single quotes has one character at least, and a quote at its end"
    if rest and rest[0] not in ".]":
        return ": a key of other characters than A-Z a-z 0-9 _ $ : @ / # - stands in single quotes"
    return ""


def _step(token: re.Match[str]) -> Step:
    if token["index"]:
        inner = token["index"][1:-1]
        return int(inner) if inner else _Step.EACH
    if token["deep"]:
        return _Step(token["deep"])
    return str(token["quoted"] or token["name"])


def _first_of(finds: list[Find]) -> Find:
    """The alternatives of a path: the first that finds anything."""

    def find(root: Any) -> list[Any]:
        for one in finds:
            found = one(root)
            if found:
                return found
        return []

    return find


def _finder(steps: Steps) -> Find:
    """The values at ``steps``: plain keys are followed at once, at anything else the walk branches."""
    plain = next((n for n, step in enumerate(steps) if not isinstance(step, str)), len(steps))
    keys = tuple(str(step) for step in steps[:plain])
    reach = _reacher(keys) if keys else None
    if plain < len(steps):
        return _branching(reach, steps[plain], _finder(steps[plain + 1 :]) if steps[plain + 1 :] else None)

    def find(root: Any) -> list[Any]:
        value = reach(root) if reach else root
        return [] if value is None else [value]

    return find


def _reacher(keys: tuple[str, ...]) -> Reach:
    """What stands at plain keys, one below the other, or None."""
    first, below = keys[0], keys[1:]
    if first in BY_NAME and below:
        return _reacher_by_name(*keys)
    if len(keys) == 1:
        return lambda root: (
            root.get(first) if type(root) is dict else root[first] if isinstance(root, Root) else None
        )

    def reach(root: Any) -> Any:
        if type(root) is dict:
            value = root.get(first)
        elif isinstance(root, Root):
            value = root.get(first, _UNKNOWN)
            if value is _UNKNOWN:
                value = root.made(first)  # faster than to let a dict find out by itself
        else:
            return None
        for key in below:
            if type(value) is not dict:
                return None
            value = value.get(key)
        return value

    return reach


def _reacher_by_name(first: str, second: str, *rest: str) -> Reach:
    whole = (first, second, *rest)

    def reach(root: Any) -> Any:
        if isinstance(root, Root):
            value, steps = root.field(first, second), rest
        else:
            value, steps = root, whole
        for key in steps:
            if type(value) is not dict:
                return None
            value = value.get(key)
        return value

    return reach


def _branching(reach: Reach | None, step: Step, rest: Find | None) -> Find:
    if step is _Step.EACH and rest is None and reach is not None:  # a batch
        return _elements(reach)

    def find(root: Any) -> list[Any]:
        value = reach(root) if reach else root
        found: list[Any] = []
        for one in _below(value, step):
            if rest is not None:
                found.extend(rest(one))
            elif one is not None:
                found.append(one)
            if len(found) >= MAX_VALUES:
                return found[:MAX_VALUES]
        return found

    return find


def _elements(reach: Reach) -> Find:
    """The elements of a list."""

    def find(root: Any) -> list[Any]:
        value = reach(root)
        if type(value) is not list:
            return []
        if len(value) <= MAX_VALUES:  # nearly always
            return [one for one in value if one is not None]
        return list(islice((one for one in value if one is not None), MAX_VALUES))

    return find


def _below(value: Any, step: Step) -> Iterable[Any]:
    if step is _Step.DEEP:
        return _everything(value)
    if step is _Step.ANY:
        return value.values() if type(value) is dict else ()
    if step is _Step.ITSELF:
        return (value,)
    if type(value) is not list:
        return ()
    if step is _Step.EACH:
        return value
    return (value[step],) if isinstance(step, int) and -len(value) <= step < len(value) else ()


def _everything(value: Any) -> Iterator[Any]:
    """``value`` and all objects below it, parents first, in document order, at most MAX_STEPS."""
    stack = [value]
    seen = 0
    while stack and seen < MAX_STEPS:
        one = stack.pop()
        seen += 1
        if type(one) is dict:
            yield one
            stack.extend(v for v in reversed(one.values()) if type(v) in (dict, list))
        elif type(one) is list:
            stack.extend(v for v in reversed(one) if type(v) in (dict, list))
