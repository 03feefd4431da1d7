"""The texts of one language, picked by their place; what a language lacks is taken from Indonesian."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

FALLBACK: Final = "id"
"""The language that has every text."""

type Texts = Mapping[str, Any]


class Phrases:
    """The texts in one language; what it lacks is taken from Indonesian."""

    def __init__(self, texts: Texts, language: str) -> None:
        """Choose the language."""
        self.language = language
        self._layers = [texts["messages"].get(name, {}) for name in (language, FALLBACK)]

    def __call__(self, *place: str, **values: object) -> str:
        """The text at a place, its placeholders filled; empty if no language has it."""
        return filled(self._find(place) or "", values)

    def own(self, section: str, audience: str, *keys: str) -> str:
        """The first text among an audience's own and those for any, trying ``keys`` in order."""
        places = ((section, who, key) for key in keys for who in (audience, "any"))
        return next((text for place in places if (text := self(*place))), "")

    def section(self, name: str) -> dict[str, str]:
        """All texts of a flat section, placeholders not filled."""
        return {key: text for layer in reversed(self._layers) for key, text in layer.get(name, {}).items()}

    def pick(self, both: Mapping[str, str] | None) -> str:
        """The right one of ``{"id", "en"}``."""
        return (both or {}).get(self.language) or (both or {}).get(FALLBACK, "")

    def day(self, day: date) -> str:
        """A date as people write it."""
        months = next(layer["months"] for layer in self._layers if "months" in layer)
        return self("date", day=day.day, month=months[day.month - 1], year=day.year)

    def _find(self, place: tuple[str, ...]) -> str | None:
        """The text at a place in the first language that has it."""
        for layer in self._layers:
            here: Any = layer
            for key in place:
                here = here.get(key) if isinstance(here, Mapping) else None
            if isinstance(here, str):
                return here
        return None


def filled(text: str, values: Mapping[str, object]) -> str:
    """A text with its placeholders filled in one go: a value's own braces, and names without value, stay."""
    return text.format_map(_Known(values)) if values else text


class _Known(dict[str, object]):
    """Values by name; a name without one stands for itself."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
