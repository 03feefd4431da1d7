"""What is wrong with what was said for a whole file: told once, of the option, not once for every row."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from ext_api.importing.cells import day_of, wrong_text
from ext_api.importing.entries import Rejected, Where
from ext_api.importing.rows import CLASSES, TEXTS, unmarked
from ext_api.importing.words import Defaults, Words
from ext_api.list_options import option


def wrong_before(defaults: Defaults, words: Words, contests: Mapping[str, Any]) -> list[Rejected]:
    """Why no row of any file could be taken: a registry without contests, or a value that can't be."""
    if not contests:
        return [Rejected(Where("", 0), "", "no_contests")]
    known = ", ".join(sorted(contests))[:400]
    return [
        Rejected(Where("", 0), option(column), key, {"value": text[:60], "known": known})
        for column, text in defaults.values.items()
        for key in _reasons(column, text, words, contests)
        if text
    ]


def _reasons(column: str, text: str, words: Words, contests: Container[str]) -> Iterator[str]:
    """The key of why a text can't stand for a column, if it can't."""
    wrong = wrong_text(unmarked(column, text)) if column in TEXTS else ""
    if wrong:
        yield wrong
    elif column == "contest" and text not in contests:
        yield "contest"
    elif column == "platform" and words.profiles.platform(text) is None:
        yield "platform"
    elif column == "source_class" and words.headers.value("source_class", text) not in CLASSES:
        yield "class"
    elif column == "source_date" and day_of(text, words.months) is None:
        yield "date"
