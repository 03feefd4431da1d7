"""What an id and a handle may look like on each platform, so that a typing error in a list is caught.

Platforms describe it as data: ``{"handle": {"chars": "a-z0-9_.", "max": 30}, "account_id": {...}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rules.bounds import MAX_ID

Field = Literal["handle", "account_id"]


@dataclass(frozen=True, slots=True)
class Form:
    """One shape: the characters allowed and how many of them; ``shown`` is how a message names it."""

    chars: frozenset[str]
    max: int
    min: int
    shown: str

    def fits(self, value: str) -> bool:
        """Whether ``value`` has this shape."""
        return self.min <= len(value) <= self.max and self.chars.issuperset(value)


class Forms:
    """The shapes of all platforms."""

    def __init__(self, platforms: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the plain data of the platforms' rules."""
        self.platforms = frozenset(platforms)
        self._forms = {
            (platform, field): form_of(form)
            for platform, fields in platforms.items()
            for field, form in fields.items()
        }

    def wrong(self, platform: str, field: Field, value: str) -> str:
        """What is wrong with ``value`` there; empty if nothing is. Handles are compared in lower case."""
        form = self._forms.get((platform, field))
        compared = value.lower() if field == "handle" else value
        if form is None or form.fits(compared):
            return ""
        return f"{value!r} can't be on {platform}; expected {form.shown}"


def form_of(data: Mapping[str, Any]) -> Form:
    """One shape from its data; raises ValueError where its characters make no sense."""
    low, high = int(data.get("min", 1)), int(data.get("max", MAX_ID))
    if not data["chars"] or low > high:
        raise ValueError(f"no text can have {low} to {high} of the characters {data['chars']!r}")
    size = str(high) if low == high else f"{low} to {high}"
    return Form(expand(data["chars"]), high, low, f"{size} of the characters {data['chars']}")


def expand(chars: str) -> frozenset[str]:
    """The characters of ``a-z0-9_.``; a hyphen first or last stands for itself.

    Raises ValueError for a range that ends before it begins, which nobody means.
    """
    found: set[str] = set()
    at = 0
    while at < len(chars):
        if chars[at + 1 : at + 2] == "-" and at + 2 < len(chars):
            first, last = chars[at], chars[at + 2]
            if last < first:
                remedy = "put a hyphen that stands for itself last"
                raise ValueError(f"{chars!r} has the range {first}-{last}, which is empty; {remedy}")
            found.update(map(chr, range(ord(first), ord(last) + 1)))
            at += 3
        else:
            found.add(chars[at])
            at += 1
    return frozenset(found)
