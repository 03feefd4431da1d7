"""A cheap look at the bytes of a response: which account names does it hold under the keys that matter?

Most feeds hold no campaign account at all, and this look spares them the parse. It may find too much
(then the body is parsed for nothing), and it must not find too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.bounds import MAX_ID

_APART = re.compile(rb"[^0-9A-Za-z._\-\x80-\xff]+")
_QUOTES = (b"&quot;", rb"\x22")  # as JSON has them inside an attribute, or inside a script's string literal
_HASHTAG = re.compile(rb"#([\w\x80-\xff]{1,100})")


class Scanner:
    """The scan of one platform; ``keys`` are those under which its shapes find ids and handles."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Build the one expression that finds all values of ``keys``, also inside escaped JSON."""
        names = "|".join(sorted(map(re.escape, keys), key=len, reverse=True)).encode()
        value = rb'(?:[^"\\,{}\[\]\s]|\\+/|\\+u00[0-9a-fA-F]{2}){1,%d}' % MAX_ID
        self._values = (
            re.compile(rb'"(?:' + names + rb')\\*"\s*:\s*\\*"?(' + value + rb")") if names else None
        )

    def tokens(self, body: bytes) -> set[bytes]:
        """The names in ``body``, as written and in lower case, also those inside a URL or a compound id."""
        if self._values is None:
            return set()
        for quote in _QUOTES:
            if quote in body:
                body = body.replace(quote, b'"')
        found: set[bytes] = set(self._values.findall(body))
        joined = b"\n".join(found)
        low = joined.lower()
        return found.union(_APART.split(joined), _APART.split(low), low.replace(b"_", b"\n").split(b"\n"))

    @staticmethod
    def hashtags(body: bytes) -> set[bytes]:
        """The hashtags in ``body``, lower-case, without #."""
        return {tag.lower() for tag in _HASHTAG.findall(body)}
