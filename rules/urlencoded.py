"""Query strings and forms, read name by name: of a form of kilobytes mostly one field is asked for."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, unquote_plus

from rules.bounds import MAX_VALUES

MAX_FIELDS: Final = 1_000
_PLAIN_NAME: Final = re.compile(r"[!-$'-*,-<>-~]+")
"""Names without space and without any of ``%+&=``."""

_PLUS_IS_SPACE: Final = bytes.maketrans(b"%+", b"= ")
_PLUS_STAYS: Final = bytes.maketrans(b"%", b"=")
_LINE_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")

type Field = str | list[str]


class Fields:
    """The fields of a urlencoded text. A name that stands several times has a list."""

    __slots__ = ("_all", "_known", "_raw")

    def __init__(self, raw: bytes) -> None:
        """``raw`` as sent; bytes that aren't UTF-8 count as U+FFFD."""
        few = len(raw) < MAX_FIELDS or raw.count(b"&") < MAX_FIELDS
        self._raw = b"&" + raw if few else b""
        self._known: dict[str, Field | None] = {}
        self._all: dict[str, Field] | None = None

    def all(self) -> dict[str, Field]:
        """All fields, in the order of their first values."""
        if self._all is None:
            self._all = _fields(self._raw.decode("utf-8", "replace"))
        return self._all

    def get(self, name: str) -> Field | None:
        """The field ``name``, or None; the others aren't decoded."""
        known = self._known
        if name in known:
            return known[name]
        written = _written(name)
        if written is None:
            return self.all().get(name)
        values = written.findall(self._raw)
        found: Field | None = decoded(values[0]) if values else None
        if len(values) > 1:
            found = [decoded(value) for value in values[:MAX_VALUES]]
        known[name] = found
        return found


@lru_cache(maxsize=4096)
def _written(name: str) -> re.Pattern[bytes] | None:
    """All ways to write a field of this name, each character as it is or encoded; its group is the value.

    None for names with anything in them that takes more care than that.
    """
    if not _PLAIN_NAME.fullmatch(name):
        return None
    either = "".join(f"(?:{re.escape(char)}|%(?i:{ord(char):02x}))" for char in name)
    return re.compile(rf"&{either}(?:=([^&]*))?(?=&|\Z)".encode("ascii"))


def form_in(text: str) -> dict[str, Field]:
    """The fields of a form that is a text; none where there are too many."""
    return _fields(text) if text.count("&") < MAX_FIELDS else {}


def _fields(text: str) -> dict[str, Field]:
    """Every pair of ``text``, whatever is in it."""
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return together((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)


def together(pairs: Iterable[tuple[str, str]]) -> dict[str, Field]:
    """Pairs as an object; a name that stands several times has a list."""
    fields: dict[str, Field] = {}
    for name, value in pairs:
        known = fields.get(name)
        if known is None:
            fields[name] = value
        elif isinstance(known, str):
            fields[name] = [known, value]
        elif len(known) < MAX_VALUES:
            known.append(value)
    return fields


def decoded(raw: bytes) -> str:
    """A value as it was before it was encoded; ``+`` is a space, and what isn't UTF-8 is U+FFFD."""
    plain = _well_formed(raw, _PLUS_IS_SPACE)
    return unquote_plus(raw.decode("utf-8", "replace")) if plain is None else plain.decode("utf-8", "replace")


def percent_decoded(text: str) -> str:
    """``text`` without its percent-encoding; a ``+`` stays."""
    if "%" not in text:
        return text
    plain = _well_formed(text.encode("utf-8", "surrogatepass"), _PLUS_STAYS)
    return unquote(text) if plain is None else plain.decode("utf-8", "replace")


def _well_formed(raw: bytes, signs: bytes) -> bytes | None:
    """ASCII without its percent-encoding; None where it isn't well-formed, or can't be told to be.

    Quoted-printable is the same but for its signs, and the standard library decodes it seven times as fast
    as it does percent-encoding. Each escape takes two bytes away; of a broken one less than that goes, for
    line breaks, which could go with a sign before them, are left to the slow way.
    """
    if not raw.isascii() or _LINE_FEED in raw or _RETURN in raw:
        return None
    out = binascii.a2b_qp(raw.replace(b"=", b"=3D").translate(signs))
    return out if len(out) == len(raw) - 2 * raw.count(b"%") else None
