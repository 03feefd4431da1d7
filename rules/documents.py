"""Response bodies -> JSON documents: JSON itself, in strings, and in the scripts of an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any, Final

from rules.bounds import MAX_DOCUMENTS
from rules.jsontext import document_at, documents, loads, unguarded

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_HTML: Final = ("text/html", "application/xhtml")


class Reader:
    """How a platform's responses are read; compiled from ``read`` of its YAML."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        """``spec`` is the platform's ``read`` mapping."""
        self._html: Sequence[Mapping[str, str]] = spec.get("html", ())
        self._strings = frozenset(spec.get("json_strings", ()))
        self._pages = frozenset(spec.get("html_strings", ()))

    def read(self, body: bytes, content_type: str) -> Iterator[Any]:
        """The JSON documents of a body, at most MAX_DOCUMENTS, in order."""
        start = unguarded(body[:512]).lstrip().lower()
        if start.startswith(b"<") or (
            start[:1] not in (b"{", b"[") and content_type.startswith(_HTML) and b"<" in start
        ):
            found = self._page(body.decode("utf-8", "replace"))
        else:
            found = documents(body)
        for count, document in enumerate(found):
            if count >= MAX_DOCUMENTS:
                return
            yield document

    def inner(self, key: str, text: str) -> Any:
        """What the string under ``key`` holds, where the platform puts JSON or HTML there; else None."""
        if key in self._pages and "<" in text:
            return list(islice(self._page(text), MAX_DOCUMENTS)) or None
        if key not in self._strings or text[:1] not in ("{", "["):
            return None
        return loads(text)

    @property
    def strings(self) -> frozenset[str]:
        """The keys whose strings are JSON documents, or HTML that holds some."""
        return self._strings | self._pages

    def _page(self, page: str) -> Iterator[Any]:
        scripts = [(_attributes(found[1]), found[2]) for found in _SCRIPT.finditer(page)]
        read: set[int] = set()  # scripts that are JSON as a whole and have been read: none is read twice
        for where in self._html:
            if "after" in where:
                yield from _after(scripts, where["after"])
            elif "script_type" in where or "script_id" in where:
                yield from _scripts(scripts, where, read)
            elif "attribute" in where:
                yield from _attribute_values(page, where["attribute"])
            else:
                yield from _elements(page, where["element"], where.get("with", ""))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}


def _scripts(
    scripts: list[tuple[dict[str, str], str]], where: Mapping[str, str], read: set[int]
) -> Iterator[Any]:
    """Scripts of a type, or with an id, that are JSON themselves, without those already ``read``."""
    for n, (attributes, text) in enumerate(scripts):
        if n in read:
            continue
        if "script_type" in where and attributes.get("type") != where["script_type"]:
            continue
        if "script_id" in where and attributes.get("id") != where["script_id"]:
            continue
        read.add(n)
        document = loads(text.strip())
        if document is not None:
            yield document


def _after(scripts: list[tuple[dict[str, str], str]], mark: str) -> Iterator[Any]:
    """JSON values, or strings of JSON, that follow ``mark`` in a script."""
    for _, text in scripts:
        at = text.find(mark)
        while at >= 0:
            document = document_at(text, at + len(mark))
            if document is not None:
                yield document
            at = text.find(mark, at + len(mark))


def _attribute_values(page: str, name: str) -> Iterator[Any]:
    """JSON in an attribute of any element."""
    for found in re.finditer(rf"""\s{re.escape(name)}=(?:"([^"]*)"|'([^']*)')""", page):
        document = loads(unescape(found[1] or found[2] or ""))
        if document is not None:
            yield document


def _elements(page: str, name: str, needed: str) -> Iterator[Any]:
    """Each element ``name`` that has the attribute ``needed``, as an object.

    It has the element's attributes, and under ``#json`` the JSON it holds, if any.
    """
    pattern = rf"<{re.escape(name)}(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>([^<]*)"
    for found in re.finditer(pattern, page, re.IGNORECASE):
        document: dict[str, Any] = dict(_attributes(found[1]))
        if needed and needed not in document:
            continue
        inner = unescape(found[2]).strip()
        if inner[:1] in ("{", "["):
            document["#json"] = loads(inner)
        yield document
