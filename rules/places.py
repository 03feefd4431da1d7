"""Where the shapes of a platform have names and texts: right under keys, or where only a walk finds them.

A value whose paths end in a key, or in the elements of a list under one, and whose steps take plain values,
is found by whoever looks at everything under that key, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from rules.bounds import MAX_ID, MAX_STRING, MAX_VALUES
from rules.learn import KEY, Shape
from rules.transform import Step, Transform, scalar
from rules.value import Value

INTO: Final = frozenset({"get", "keys"})
"""Steps that take objects or lists; all others make nothing of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """How what stands under a key is read: by which steps, the elements of a list, too, and as a text."""

    steps: tuple[Transform, ...]
    lists: bool
    text: bool

    def read(self, values: Iterable[Any]) -> Iterator[str]:
        """All texts that learning could have of these values."""
        limit = MAX_STRING if self.text else MAX_ID
        for value in values:
            if type(value) is list and not self.lists:
                continue
            for one in value if type(value) is list else (value,):
                for made in self._made(one) if self.steps else (one,):
                    for part in made if type(made) is list else (made,):
                        text = scalar(part)
                        if text and len(text) <= limit:
                            yield text

    def _made(self, value: Any) -> list[Any]:
        found = [value]
        for step in self.steps:
            found = [out for one in found for out in step(one)][:MAX_VALUES]
        return found


class Places:
    """The places of a platform's names and texts."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        """Of these shapes."""
        self._under: dict[bytes, dict[tuple[str, bool, bool], Place]] = {}
        self._walked: list[list[list[list[bytes]]]] = []
        for shape in shapes:
            if all(_under_keys(value, each) for value, each, _ in shape.told):
                for value, _, text in shape.told:
                    self._add(value, text)
            else:
                self._walked.append([[_keys(steps) for steps in path.alternatives] for path in shape.has])
        self.keys = frozenset(self._under)
        """The keys that names and texts stand under, as ``written``."""

    def _add(self, value: Value, text: bool) -> None:  # noqa: FBT001 - as Place has it
        for leaf in value.leaves:
            in_list = any(not isinstance(steps[-1], str) for steps in leaf.path.alternatives)
            place = Place(tuple(leaf.steps), in_list or not leaf.steps, text)
            for key in leaf.path.ends or ():
                same = self._under.setdefault(written(key), {})
                same[repr(leaf.via), place.lists, text] = place

    def under(self, key: bytes) -> list[Place]:
        """What is read under a key, each way once."""
        return list(self._under.get(key, {}).values())

    def elsewhere(self, text: bytes) -> bool:
        """Whether a document may hold an object of a shape that has names where only a walk finds them."""
        return any(
            all(any(all(k in text for k in way) for way in path) for path in has) for has in self._walked
        )


def _keys(steps: Iterable[Any]) -> list[bytes]:
    """The keys of a path as they stand in a document, which KEY doesn't."""
    return [b'"%s":' % written(step) for step in steps if isinstance(step, str) and step != KEY]


def _under_keys(value: Value, each: Value | None) -> bool:
    """Whether all that a value finds stands in the document itself, under the keys that its paths end in.

    The steps of ``each`` may make objects that are in no document, and what is composed stands nowhere.
    """
    if value.composed or (each is not None and any(leaf.steps for leaf in each.leaves)):
        return False
    ends = [leaf.path.ends for leaf in value.leaves]
    return all(one is not None and KEY not in one for one in ends) and not any(
        _enters(leaf.via) for leaf in value.leaves
    )


def _enters(via: Sequence[Step]) -> bool:
    """Whether the first step goes on into an object or a list."""
    first = via[0] if via else ""
    return (first if isinstance(first, str) else next(iter(first))) in INTO


def plainly(document: Any) -> bytes | None:
    """A document as JSON in which everything is written in one way; None where it can't be written."""
    try:
        return orjson.dumps(document)
    except (TypeError, RecursionError):  # halves of characters, or too deep
        return None


def written(key: str) -> bytes:
    """A key as ``plainly`` writes it, without its quotes; what can't be written is in no document."""
    return (plainly(key) or b'"\xff"')[1:-1]
