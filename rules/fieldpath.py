"""Field paths: how a rule says where a value is.

``a.b`` walks keys, ``[]`` every element of a list, ``[0]`` one element, ``*`` every value of an object,
``**`` every place below; ``a|b`` is a, or where a is not there, b. Keys with other characters stand in
single quotes. The grammar and its order are specified in docs/rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, Final

from rules.bounds import MAX_STEPS, MAX_VALUES


class _Step(Enum):
    EACH = "[]"
    ANY = "*"
    DEEP = "**"


type Step = str | int | _Step
type Steps = tuple[Step, ...]

_TOKEN: Final = re.compile(r"'(?P<quoted>[^']+)'|(?P<index>\[-?\d*\])|(?P<deep>\*\*?)|(?P<name>[\w$:@/#-]+)")


class FieldPath:
    """One parsed path. ``names`` are the keys it ends in, which is what a byte scan looks for."""

    __slots__ = ("_simple", "alternatives", "text")

    def __init__(self, text: str) -> None:
        """Parse ``text``. Raises ValueError, with the place, where it isn't a path."""
        self.text = text
        self.alternatives: tuple[Steps, ...] = tuple(_parse(part, text) for part in _split(text))
        self._simple = len(self.alternatives) == 1 and all(isinstance(s, str) for s in self.alternatives[0])

    def values(self, root: Any) -> list[Any]:
        """All values at this path below ``root``, in document order; null counts as not there."""
        for steps in self.alternatives:
            found = _find(root, steps)
            if found:
                break
        return found

    def present(self, root: Any) -> bool:
        """Whether there is any value at this path."""
        if self._simple:
            for step in self.alternatives[0]:
                if not isinstance(root, dict):
                    return False
                root = root.get(step)
            return root is not None
        return bool(self.values(root))

    @property
    def roots(self) -> frozenset[str]:
        """The first keys of the alternatives: an object without any of them can't have a value here."""
        return frozenset(steps[0] for steps in self.alternatives if isinstance(steps[0], str))

    @property
    def names(self) -> frozenset[str]:
        """The last keys of the alternatives."""
        last = ([s for s in steps if isinstance(s, str)][-1:] for steps in self.alternatives)
        return frozenset(name for names in last for name in names)


def _split(text: str) -> list[str]:
    """The alternatives of a path; a bar inside quotes doesn't part them."""
    return [part.strip() for part in re.split(r"\|(?=(?:[^']*'[^']*')*[^']*$)", text)]


def _parse(part: str, text: str) -> Steps:
    steps: list[Step] = []
    at = 0
    while at < len(part):
        if steps and part[at] == ".":
            at += 1
        token = _TOKEN.match(part, at)
        if token is None:
            raise ValueError(f"{text!r} is not a field path at {part[at:] or 'its end'!r}")
        at = token.end()
        steps.append(_step(token))
    if not steps or part.endswith("."):
        raise ValueError(f"{text!r} is not a field path: it ends too early")
    return tuple(steps)


def _step(token: re.Match[str]) -> Step:
    if token["index"]:
        inner = token["index"][1:-1]
        return int(inner) if inner else _Step.EACH
    if token["deep"]:
        return _Step(token["deep"])
    return str(token["quoted"] or token["name"])


def _find(value: Any, steps: Steps) -> list[Any]:
    """Values at ``steps`` below ``value``; plain keys are followed in a loop, the rest branches."""
    for at, step in enumerate(steps):
        if type(step) is str:
            if not isinstance(value, dict):
                return []
            value = value.get(step)
            if value is None:
                return []
        else:
            return _branch(value, step, steps[at + 1 :])
    return [value]


def _branch(value: Any, step: Step, rest: Steps) -> list[Any]:
    found: list[Any] = []
    for one in _below(value, step):
        found.extend(_find(one, rest) if rest else ([] if one is None else [one]))
        if len(found) >= MAX_VALUES:
            return found[:MAX_VALUES]
    return found


def _below(value: Any, step: Step) -> Iterable[Any]:
    if step is _Step.DEEP:
        return _everything(value)
    if step is _Step.ANY:
        return value.values() if type(value) is dict else ()
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
