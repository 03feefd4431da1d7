"""Hashtags and mentions in what people write, as the networks themselves would link them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from rules.bounds import MAX_STRING, MAX_VALUES

_HASHTAG = re.compile(r"(?<![\w&/#])[#\uff03](\w{1,100})")
_MENTION = re.compile(r"(?<![\w@/.])@([\w.\-]{1,100})")


def hashtags(texts: Iterable[str]) -> tuple[str, ...]:
    """The hashtags of the texts in order, without `#`, in lower case, each once."""
    return _found(_HASHTAG, texts)


def mentions(texts: Iterable[str]) -> tuple[str, ...]:
    """The handles mentioned in the texts in order, without `@`, in lower case, each once.

    A full stop or hyphen at the end may close the sentence or belong to the handle: both readings are given.
    """
    names = _found(_MENTION, texts)
    return tuple(dict.fromkeys(form for name in names for form in (name, name.rstrip(".-")) if form))


def _found(pattern: re.Pattern[str], texts: Iterable[str]) -> tuple[str, ...]:
    """What the pattern finds, lower case, each once, within bounds."""
    matches = (match[1].lower() for text in texts for match in pattern.finditer(text[:MAX_STRING]))
    return tuple(dict.fromkeys(islice(matches, MAX_VALUES)))
