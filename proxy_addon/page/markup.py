"""As much of HTML's tokenizer as the top of a document needs, on bytes that may end anywhere.

Follows the standard's section 13.2.5 for every ASCII-compatible charset. Nothing here backtracks: the
patterns are possessive, so a scan takes one pass over its bytes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

_SPACE: Final = rb"[\t\n\f\r ]"
_ATTRIBUTE: Final = (
    rb"(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*+)"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    rb"(?P<value>\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+"
)
_TAG: Final = re.compile(
    rb"<(?P<slash>/?)(?P<tag>[A-Za-z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]++|" + _ATTRIBUTE + rb")*+>"
)
_ONE_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_COMMENT: Final = re.compile(rb"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_BLANKS: Final = re.compile(_SPACE + rb"++")
_TAG_OPENS: Final = re.compile(rb"</?[A-Za-z]")

RAW: Final = frozenset({b"title", b"style", b"script", b"noscript", b"noframes"})
"""Elements of a head whose content is text up to their own end tag."""


class Kind(Enum):
    """What a token is. Doctypes and all that browsers read as comments count as ``COMMENT``."""

    BLANK = "blank"
    COMMENT = "comment"
    START = "start"
    END = "end"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Token:
    """A token, the lower-case name if it is a tag, and where it ends."""

    kind: Kind
    end: int
    name: bytes = b""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag: its lower-case name, its value as meant, and where the value stands."""

    name: str
    value: str
    start: int
    end: int


def token(data: bytes, at: int) -> Token | None:
    """The token at ``at``, or None where its end is yet to come."""
    if blanks := _BLANKS.match(data, at):
        return Token(Kind.BLANK, blanks.end())
    if not data.startswith(b"<", at):
        return Token(Kind.TEXT, at + 1) if at < len(data) else None
    if _TAG_OPENS.match(data, at):
        return _tag(data, at)
    follows = data[at + 1 : at + 4]
    if follows == b"!--":
        comment = _COMMENT.match(data, at)
        return Token(Kind.COMMENT, comment.end()) if comment else None
    if follows in (b"", b"/", b"!", b"!-"):
        return None
    if follows[:1] in (b"!", b"?", b"/"):
        end = data.find(b">", at)
        return Token(Kind.COMMENT, end + 1) if end >= 0 else None
    return Token(Kind.TEXT, at + 1)


def _tag(data: bytes, at: int) -> Token | None:
    tag = _TAG.match(data, at)
    if tag is None:
        return None
    return Token(Kind.END if tag["slash"] else Kind.START, tag.end(), tag["tag"].lower())


def attributes(data: bytes, at: int, end: int) -> dict[str, Attribute]:
    """The attributes of the start tag at ``at`` that ends at ``end``; of equal names the first counts."""
    found: dict[str, Attribute] = {}
    for attribute in _each(data, at, end):
        found.setdefault(attribute.name, attribute)
    return found


def _each(data: bytes, at: int, end: int) -> Iterator[Attribute]:
    tag = _TAG.match(data, at, end)
    assert tag is not None
    for match in _ONE_ATTRIBUTE.finditer(data, tag.end("tag"), end - 1):
        raw = match["value"] or b""
        value = raw[1:-1] if raw[:1] in (b'"', b"'") else raw
        start = match.start("value") if raw else match.end()
        name = match["name"].lower().decode("latin-1")
        yield Attribute(name, html.unescape(value.decode("latin-1")), start, start + len(raw))


def quoted(value: str) -> bytes:
    """An attribute's value in double quotes, as the parser of a page reads it back."""
    escaped = value.replace("&", "&amp;").replace('"', "&quot;")
    return b'"' + escaped.encode("latin-1", "xmlcharrefreplace") + b'"'


class RawText:
    """Finds the end of a ``RAW`` element's text, whose bytes come in any portions."""

    def __init__(self, name: bytes) -> None:
        self._script = name == b"script"
        pattern = b"".join(b"[%c%c]" % (byte, byte ^ 0x20) for byte in name)
        end = rb"(?P<end>/" + pattern + rb"(?=[\t\n\f\r />]))"
        self._plain = re.compile(b"<(?:" + end + (b"|!--)" if self._script else b")"))
        self._escaped = re.compile(b"--(?=>)|<(?:" + end + b"|" + pattern + rb"(?=[\t\n\f\r />]))")
        self._depth = 0
        self._keep = len(name) + 2

    def find(self, data: bytes, at: int) -> tuple[int, bool]:
        """How far the text reaches for sure, and whether its end tag stands there."""
        while match := self._mark(data, at):
            if match["end"] and self._depth < 2:
                return match.start(), True
            at = self._descend(match)
        return max(at, self._tail(data)), False

    def _mark(self, data: bytes, at: int) -> re.Match[bytes] | None:
        """The next mark that means something at this depth."""
        if self._depth:
            return self._escaped.search(data, at)
        while True:  # ``find`` is many times quicker than a search of the pattern
            close = data.find(b"</", at)
            opened = data.find(b"<!--", at, close if close >= 0 else len(data)) if self._script else -1
            if opened < 0 and close < 0:
                return None
            if match := self._plain.match(data, opened if opened >= 0 else close):
                return match
            at = close + 1

    def _descend(self, match: re.Match[bytes]) -> int:
        """Follow `<!--`, `<script`, `</script` and `-->` through the depths of a script; where to go on."""
        opened = match[0] == b"<!--"
        if opened or match["end"]:
            self._depth = 1
        else:
            self._depth = 0 if match[0] == b"--" else 2
        return match.end() - 2 if opened else match.end()

    def _tail(self, data: bytes) -> int:
        """Where a mark may have begun that is not yet whole."""
        window = max(0, len(data) - self._keep)
        starts = [at for at in (data.find(b"<", window), data.find(b"--", window)) if at >= 0]
        return min([*starts, len(data) - 1 if data.endswith(b"-") else len(data)])
