"""A quick look at a response: whom does it name in the places that matter? Most name nobody registered.

It takes the documents that learning would walk, writes each anew as plain JSON, and reads whatever stands
under the last key of a name's path, in any object, by that name's own steps. So it may find too much, and
can't find too little. Where it can't tell, it says so, and the documents are walked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from rules.bounds import MAX_DOCUMENTS, MAX_RESPONSE_BODY
from rules.documents import Reader
from rules.learn import Shape
from rules.mentions import hashtags, mentions
from rules.places import Places, plainly, written
from rules.registry import plain_handle

type _Found = set[tuple[bytes, bytes]]
"""Keys, each with a value as written."""

_AFTER_TEXTS: Final = (b",", b":", b"]", b"}")
"""What follows a text in JSON: a key that begins so could be seen where a text ends, and none is known."""

_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR: Final = _STRING + rb"|-?[0-9][-+.0-9eE]*+|true|false"
_LIST: Final = rb"\[(?:(?:" + _SCALAR + rb"|null),?)*+\]?"


@dataclass(frozen=True, slots=True)
class Named:
    """What a response names: ids and handles, these also in lower case, and hashtags without #."""

    names: frozenset[bytes]
    hashtags: frozenset[str]


class Scanner:
    """The look for one platform, by its shapes and by how its responses are read."""

    def __init__(self, shapes: Iterable[Shape], reader: Reader) -> None:
        """Build the one expression that finds all values of all keys that matter."""
        self._reader = reader
        self._places = Places(shapes)
        self._inner = {written(key): key for key in reader.strings}
        keys = self._places.keys.union(self._inner)
        self._blind = any(key.startswith(_AFTER_TEXTS) for key in keys)
        pattern = rb'"(%s)":(%s|%s)' % (_any_of(keys), _SCALAR, _LIST)
        self._values = re.compile(pattern, re.DOTALL) if keys else None

    def look(self, documents: Iterable[Any], *, pages: bool = True) -> Named | None:
        """Whom these documents name; None where only a walk can tell, or without ``pages`` a page in them."""
        if self._blind:
            return None
        found: _Found = set()
        waiting, read, size = list(documents), 0, 0
        while waiting:
            text = plainly(waiting.pop())
            read, size = read + 1, size + len(text or b"")
            if (
                text is None
                or self._places.elsewhere(text)
                or read > MAX_DOCUMENTS
                or size > MAX_RESPONSE_BODY
            ):
                return None
            new = set(self._values.findall(text)) - found if self._values else set()
            inner = self._documents_in(new, pages=pages)
            if inner is None:
                return None
            waiting += inner
            found |= new
        return self._named(found)

    def _documents_in(self, found: _Found, *, pages: bool) -> list[Any] | None:
        """The documents in strings that are read as such."""
        documents = []
        for key, literal in found if self._inner else ():
            if key in self._inner:
                if _goes_on(literal) or (
                    not pages and b"<" in literal and self._inner[key] in self._reader.pages
                ):
                    return None
                documents.append(self._reader.inner(self._inner[key], orjson.loads(literal)))
        return [one for one in documents if one is not None]

    def _named(self, found: _Found) -> Named | None:
        literals: dict[bytes, list[bytes]] = {}
        for key, literal in found:
            literals.setdefault(key, []).append(literal)
        names: set[str] = set()
        tags: set[str] = set()
        for key, those in literals.items():
            whole = [one for one in those if not _goes_on(one)]
            values = orjson.loads(b"[%s]" % b",".join(whole))
            for place in self._places.under(key):
                if place.lists and len(whole) < len(those):
                    return None
                if not place.text:
                    names.update(place.read(values))
                    continue
                for text in place.read(values):
                    names.update(mentions([text]) if "@" in text else ())
                    tags.update(hashtags([text]) if "#" in text or "\uff03" in text else ())
        return Named(_tokens(names), frozenset(tags))


def _goes_on(literal: bytes) -> bool:
    """Whether this is but the beginning of a list: objects or lists stand in it, and who knows what."""
    return literal.startswith(b"[") and not literal.endswith(b"]")


def _tokens(names: Iterable[str]) -> frozenset[bytes]:
    """Names as the registry and learned other names may write them."""
    bare = ((name, name.removeprefix("@")) for name in names)
    forms = {form for name, one in bare for form in (name, one.lower(), plain_handle(one))}
    return frozenset(form.encode("utf-8", "surrogatepass") for form in forms)


def _any_of(words: Collection[bytes]) -> bytes:
    """An expression for any of ``words`` that gives up at the first letter that none of them has."""
    rests: dict[bytes, set[bytes]] = {}
    for word in filter(None, words):
        rests.setdefault(word[:1], set()).add(word[1:])
    ways = [re.escape(first) + _any_of(rest) for first, rest in sorted(rests.items())]
    return b"(?:%s)%s" % (b"|".join(ways), b"?" if b"" in words else b"") if ways else b""
