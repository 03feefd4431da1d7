"""JSON as platforms send it: one document or several in a body, guarded by a prefix, inside strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from rules.bounds import MAX_DOCUMENTS

_GUARD: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*"
    rb"(?:for\s*\(;;\);|while\s*\(1\);|\)\]\}'[^\n]*\n|throw 1;\s*<dont be evil>)|^\xef\xbb\xbf"
)
_CLOSED: Final = {b"{": b"}", b"[": b"]"}
_ENDS: Final = frozenset({*"}] \t\r\n\f\v", b"}", b"]", b" ", b"\t", b"\r", b"\n", b"\f", b"\v"})
_BEGINNINGS: Final = frozenset({"{", "[", b"{", b"["})
_SPACE: Final = " \t\r\n,;\x1e"


def unguarded(text: bytes) -> bytes:
    """``text`` without the guard before it that keeps other sites from running it as a script."""
    guard = _GUARD.match(text)
    return text[guard.end() :] if guard else text


def _whole(digits: str) -> int | float:
    """A whole number, or, where it takes more than 64 bits, one that counts as no id."""
    number = int(digits) if len(digits) < 21 else 0  # noqa: PLR2004 - 2**64 has 20 digits
    return number if number and -(2**63) <= number < 2**64 or digits.strip("-0") == "" else float("inf")


_DECODER: Final = json.JSONDecoder(parse_int=_whole)


def loads(text: bytes | str) -> Any:
    """The one document that ``text`` is, or None; the guards `for (;;);` and the like may stand before it."""
    if text[-1:] not in _ENDS and text[:1] in _BEGINNINGS:
        return None  # cut short; raising and catching errors takes longer than most documents do
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError):
        if isinstance(text, str):
            return _lenient(text.encode("utf-8", "surrogatepass"), "surrogatepass")
        return _lenient(text)


def _lenient(body: bytes, surrogates: str = "strict") -> Any:
    """What orjson refuses and browsers take: a guard before it, lone surrogates, huge numbers.

    A text may hold lone surrogates; in bytes they may only be written as escapes, for they are no UTF-8.
    """
    text = unguarded(body)
    if text is not body:
        try:
            return orjson.loads(text)
        except (orjson.JSONDecodeError, RecursionError):
            pass
    if text[:1] in _CLOSED and text.rstrip()[-1:] != _CLOSED[text[:1]]:
        return None  # cut short
    try:
        return _DECODER.decode(text.decode("utf-8", surrogates))
    except (ValueError, RecursionError):
        return None


def documents(body: bytes) -> Iterator[Any]:
    """Every JSON document in a body of one or several, in order; a damaged one ends it.

    Documents may follow each other on lines, with guards between, or with nothing between them at all.
    """
    body = unguarded(body)
    try:
        yield orjson.loads(body)
        return
    except (orjson.JSONDecodeError, RecursionError):
        pass
    yield from _several(body.decode("utf-8", "replace"))


def _several(text: str) -> Iterator[Any]:
    decoder = _DECODER
    at = 0
    for _ in range(MAX_DOCUMENTS):
        at = _skip(text, at)
        if at >= len(text):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _skip(text: str, at: int) -> int:
    """The place of the next document: white space, separators and guards are passed over."""
    while at < len(text) and text[at] in _SPACE:
        at += 1
    if text.startswith("for", at):
        end = text.find(";;);", at, at + 12)
        return _skip(text, end + 4) if end > 0 else at
    return at


def document_at(text: str, at: int) -> Any:
    """The JSON value that starts at ``at`` in a script: an object, a list, or a quoted string of JSON.

    A quoted string that is no JSON is passed over where an object or a list follows as the next argument.
    """
    while at < len(text) and text[at] in " \t\r\n=:(":
        at += 1
    if at < len(text) and text[at] in "'\"`":
        return _document_in(text, at)
    try:
        return _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


_ESCAPE: Final = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(.))", re.DOTALL
)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_COMMA: Final = re.compile(r"\s*,\s*(?=[{\[])")
_QUOTED: Final = {quote: re.compile(rf"{quote}((?:[^\\{quote}]|\\.)*){quote}", re.DOTALL) for quote in "'\"`"}


def _document_in(text: str, at: int) -> Any:
    """The JSON in the string literal at ``at``; of a call such as ``f('/path', {…})`` the second argument."""
    found = _QUOTED[text[at]].match(text, at)
    if found is None:
        return None
    value = loads(_ESCAPE.sub(_unescaped, found[1]))
    comma = _COMMA.match(text, found.end())
    return document_at(text, comma.end()) if value is None and comma else value


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else ""
    return _SIMPLE.get(found[4], found[4])
