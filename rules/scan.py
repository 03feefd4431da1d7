"""A cheap look at the bytes of a response: which account names does it hold under the keys that matter?

Most feeds hold no campaign account at all, and this look spares them the parse. It may find too much
(then the body is parsed for nothing), and it must not find too little.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import unquote_to_bytes

from rules.bounds import MAX_ID

_APART = re.compile(rb"[^0-9A-Za-z._\-\x80-\xff]+")
_FURTHER = re.compile(rb"[^0-9a-z.\-\x80-\xff]+")
_ESCAPE = re.compile(rb"\\+u([0-9a-fA-F]{4})")
_QUOTES = (b"&quot;", rb"\x22")  # as JSON has them inside an attribute, or inside a script's string literal
_HEAD = 512
_HASHTAG = re.compile(rb"#([\w\x80-\xff]{1,100})")
_MENTION = re.compile(rb"@([\w.\-]{1,100})")


class Scanner:
    """The scan of one platform; ``keys`` are those under which its shapes find ids and handles.

    ``pages``: its JSON may hold HTML that is read, too. ``elements``: names may be attributes of elements.
    """

    def __init__(self, keys: Iterable[str], *, pages: bool = True, elements: bool = True) -> None:
        """Build the one expression that finds all values of ``keys``, also inside escaped JSON."""
        self._pages = pages
        names = _any_of({key.encode() for key in keys})
        value = rb'(?:[^"\\,{}\[\]\s]{1,%d}|\\+/|\\+u[0-9a-fA-F]{4}){1,%d}' % (MAX_ID, MAX_ID)
        several = rb"\[[^\[\]{}]{1,2048}"
        end = rb'\\*"\s*:\s*\\*"?(' + value + rb"|" + several + rb")"
        self._values = re.compile(rb'"' + names + end) if names else None
        attribute = rb"\s(?i:%s)\s*=\s*[\"']?([^\"'<>\s]{1,%d})" % (names, MAX_ID)
        self._attributes = re.compile(attribute) if names and elements else None

    def tokens(self, body: bytes) -> set[bytes]:
        """The names in ``body``, as written and in lower case, also those inside a URL or a compound id."""
        if self._values is None:
            return set()
        if self._pages or b"<" in body[:_HEAD]:  # only HTML has quotes of another kind
            for quote in _QUOTES:
                body = body.replace(quote, b'"')
        found: set[bytes] = set(self._values.findall(body))
        found.update(_MENTION.findall(body))
        if self._attributes and b"<" in body:
            found.update(self._attributes.findall(body))
        joined = _ESCAPE.sub(_unescaped, unquote_to_bytes(b"\n".join(found)))
        low = joined.lower()
        segments = (one.replace(b"/", b"\n").split(b"\n") for one in (joined, low))
        return found.union(_APART.split(joined), _APART.split(low), _FURTHER.split(low), *segments)

    @staticmethod
    def hashtags(body: bytes) -> set[bytes]:
        """The hashtags in ``body``, lower-case, without #."""
        return {tag.lower() for tag in _HASHTAG.findall(body)}


def _unescaped(found: re.Match[bytes]) -> bytes:
    return chr(int(found[1], 16)).encode("utf-8", "replace")


def _any_of(words: Collection[bytes]) -> bytes:
    """An expression for any of ``words`` that gives up at the first letter that none of them has."""
    rests: dict[bytes, set[bytes]] = {}
    for word in filter(None, words):
        rests.setdefault(word[:1], set()).add(word[1:])
    ways = [re.escape(first) + _any_of(rest) for first, rest in sorted(rests.items())]
    return b"(?:%s)%s" % (b"|".join(ways), b"?" if b"" in words else b"") if ways else b""
