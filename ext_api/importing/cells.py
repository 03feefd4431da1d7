"""The texts of cells: several accounts in one, dates as people write them, and what may not be in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from ext_api.importing.bounds import MAX_NAMES, MAX_TEXT
from rules.bounds import MAX_CELL
from rules.dates import iso_date
from rules.headers import Headers
from rules.profiles import Profiles, plain_word

_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SEPARATOR: Final = re.compile(r"[,;|\n\r\u2028]+")
_TURN: Final = "\u2028"
"""A line that ends within a cell of a PDF: nobody knows whether a name goes on."""

_BEGINS: Final = re.compile(r"@|https?://|www\.|\(?\d{1,2}[.)]\s+|[-*•·–]\s+")
_BULLET: Final = re.compile(r"(?:\(?\d{1,2}[.)]\s+|[-*•·–]\s+)")
_SPLITS: Final = re.compile(r"(?<!:)\s+(?=@|https?://|www\.)")
_NUMERIC: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_WORDED: Final = re.compile(r"(\d{1,2})[-/. ]+([^\W\d_]+)[-/., ]+(\d{4})")
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?e\+\d+", re.IGNORECASE)
_LABEL: Final = re.compile(r"([^:@/]{1,40}):(?!//)\s*(.+)")
_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]{1,40})\)")


def plain(text: str) -> str:
    """A cell as one line: every run of white space is one space."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def wrong_text(text: str) -> str:
    """Why a text can't be kept: the key of what to say of it; empty if it can."""
    if len(text) > MAX_CELL:
        return "long"
    if any(char in _BIDI or unicodedata.category(char) in ("Cc", "Cs") for char in text):
        return "control"
    if text[:1] in "=+-@" and text:
        return "formula"
    return ""


def names_in(text: str, headers: Headers) -> list[str]:
    """The accounts in a cell, each as it is written; an empty list where the cell says that there is none."""
    turns = text.strip().split(_TURN)[1:]
    if len(text) > MAX_TEXT or not all(_BEGINS.match(turn.strip()) for turn in turns):
        return [text]
    pieces = []
    for line in _SEPARATOR.split(text):
        for piece in _SPLITS.split(_bare(line)):
            one = _bare(piece)
            if not headers.empty(one):
                pieces.append(one)
    return pieces[: MAX_NAMES + 1]


def labelled(text: str, profiles: Profiles) -> tuple[str | None, str]:
    """A platform that stands before or behind a name, and the name: `IG: @budi`, `@budi (IG)`."""
    before = _LABEL.fullmatch(text)
    if before and (platform := profiles.platform(before[1])):
        return platform, before[2].strip()
    behind = _BRACKETS.fullmatch(text)
    if behind and (platform := profiles.platform(behind[2])):
        return platform, behind[1]
    return None, text


def rounded(text: str) -> bool:
    """Whether a spreadsheet took an id for a number and lost its last digits."""
    return _ROUNDED.fullmatch(text) is not None


def months_of(messages: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, int]:
    """The names of the months in all languages, and what people shorten them to."""
    months: dict[str, int] = {}
    for texts in messages.values():
        for number, name in enumerate(texts["months"], 1):
            months |= {plain_word(name): number, plain_word(name)[:3]: number}
    return months


def day_of(text: str, months: Mapping[str, int]) -> date | None:
    """The day that a text writes: 2025-01-31, 31/1/2025, 31 Januari 2025."""
    value = plain(text)
    iso = iso_date(value[:10] if value[10:].startswith((" ", "T")) else value)
    if iso:
        return iso
    if numeric := _NUMERIC.fullmatch(value):
        return _day(numeric[3], int(numeric[2]), numeric[1])
    worded = _WORDED.fullmatch(value)
    month = months.get(plain_word(worded[2])) if worded else None
    return _day(worded[3], month, worded[1]) if worded and month else None


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _bare(text: str) -> str:
    """A piece without the number or bullet before it."""
    stripped = text.strip()
    found = _BULLET.match(stripped)
    return stripped[found.end() :].strip() if found else stripped
