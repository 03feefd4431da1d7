"""JSON as platforms send it: one document or several in a body, guarded by a prefix, inside strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from json import decoder as json_decoder
from typing import Any, Final

import orjson

from rules.bounds import MAX_DOCUMENTS
from rules.urlencoded import percent_decoded

type Guard = re.Pattern[bytes]
"""What may stand before JSON: an expression for the beginning of a body."""

_KNOWN: Final = rb"for\s*\(;;\);|while\s*\(1\);|\)\]\}'[^\n]*\n|throw 1;\s*<dont be evil>"
_CALL: Final = rb"(?:/\*\*/\s*)?(?:typeof [\w$.]+ === 'function' && )?[A-Za-z_$][\w$.]*\((?=[ \t\r\n]*[{\[])"


def _guard(ways: bytes) -> Guard:
    return re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:%s)|^\xef\xbb\xbf" % ways)


def guard(further: Iterable[str] = ()) -> Guard:
    """What may stand before the JSON of a body: ``further`` texts, the known guards, or a call around it."""
    own = [re.escape(text.encode("utf-8", "replace")) for text in further if text]
    return _guard(b"|".join([*own, _KNOWN, _CALL]))


_GUARD: Final = _guard(_KNOWN)
_WITHIN: Final = re.compile(rf"\ufeff?(?:[ \t-\r]*(?:{_KNOWN.decode()}))?[ \t\r\n]*[{{\[]", re.ASCII)
_CLOSED: Final = {b"{": b"}", b"[": b"]"}
_ENDS: Final = frozenset({*"}] \t\r\n\f\v", b"}", b"]", b" ", b"\t", b"\r", b"\n", b"\f", b"\v"})
_BEGINNINGS: Final = frozenset({"{", "[", b"{", b"["})
_SPACE: Final = " \t\r\n,;\x1e"


def unguarded(text: bytes, guard: Guard = _GUARD) -> bytes:
    """``text`` without the guard before it that keeps other sites from running it as a script."""
    found = guard.match(text)
    return text[found.end() :] if found else text


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


def unescaped(text: str) -> str:
    """``text`` without percent-encoding, where it begins as JSON does in it; else as it is."""
    return percent_decoded(text) if text[:3].lower() in ("%7b", "%5b") else text


def within(text: str) -> Any:
    """What a string holds that is JSON: its one document, a list of several, else None."""
    if text[:1] not in _BEGINNINGS and _WITHIN.match(text) is None:
        return None
    one = loads(text)
    if one is not None:
        return one
    plain = unguarded(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    several = list(_several(plain))
    return several if len(several) > 1 else next(iter(several), None)


def documents(body: bytes, guard: Guard = _GUARD) -> Iterator[Any]:
    """Every JSON document in a body of one or several, in order; a damaged one ends it.

    Documents may follow each other on lines, with guards between, or with nothing between them at all.
    """
    body = unguarded(body, guard)
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
    except json.JSONDecodeError as error:
        return _undefined_as_null(text, at) if text.startswith(_UNDEFINED, error.pos) else None
    except (ValueError, RecursionError):
        return None


_UNDEFINED: Final = "undefined"


def _undefined_as_null(text: str, at: int) -> Any:
    """The value at ``at``, with null where a script has `undefined`. Slower, and seldom needed."""
    try:
        return _value(text, at)[0]
    except (ValueError, RecursionError, StopIteration):
        return None


def _value(text: str, at: int) -> tuple[Any, int]:
    """A value and where it ends, as the decoder's own functions ask for those inside objects and lists."""
    if text.startswith(_UNDEFINED, at):
        return None, at + len(_UNDEFINED)
    if text.startswith("{", at):
        return json_decoder.JSONObject((text, at + 1), True, _value, None, None)  # type: ignore[attr-defined,no-any-return]  # noqa: FBT003
    if text.startswith("[", at):
        return json_decoder.JSONArray((text, at + 1), _value)  # type: ignore[attr-defined,no-any-return]
    return _DECODER.scan_once(text, at)  # type: ignore[attr-defined,no-any-return]


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
    value = loads(unescaped(_ESCAPE.sub(_character, found[1])))
    comma = _COMMA.match(text, found.end())
    return document_at(text, comma.end()) if value is None and comma else value


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else ""
    return _SIMPLE.get(found[4], found[4])
