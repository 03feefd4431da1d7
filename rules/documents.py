"""Response bodies -> JSON documents: JSON itself, in strings, and in the scripts of an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from html import unescape
from itertools import chain, islice
from typing import Any, Final

from rules.bounds import MAX_DOCUMENTS, MAX_STRING
from rules.jsontext import document_at, documents, guard, loads, unescaped, unguarded, within
from rules.transform import BASE64

_SPACE: Final = r"\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SCRIPT: Final = re.compile(r"<script\b", re.IGNORECASE | re.ASCII)
_SCRIPT_END: Final = re.compile(rf"</script[{_SPACE}]*>", re.IGNORECASE | re.ASCII)
_ATTRIBUTE: Final = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_INSIDE: Final = re.compile(r"""((?:[^>"']|"[^"]*"|'[^']*')*+)>([^<]*)""")
_MAX_BROKEN: Final = 4
"""To see that a start tag has no end takes as long as the page is."""
_HTML: Final = ("text/html", "application/xhtml")
_BOUNDARY: Final = re.compile(rb"(?:^|\n)--[^\n]*")
_BASE64: Final = re.compile("[eW][w-z0-9+/_-]")  # so { and [ begin there
_HEAD: Final = 512
_JSON: Final = (b"{", b"[")
_LINE: Final = re.compile(rb"(?:^|\n)[ \t]*(?=[{\[])")


class Reader:
    """How a platform's responses are read; compiled from ``read`` of its YAML."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        """``spec`` is the platform's ``read`` mapping."""
        self._html: Sequence[Mapping[str, str]] = spec.get("html", ())
        self._marks = tuple(where["after"] for where in self._html if "after" in where)
        self._traces = frozenset(_trace(where).casefold() for where in self._html)
        self._strings = frozenset(spec.get("json_strings", ()))
        self._pages = frozenset(spec.get("html_strings", ()))
        self._guard = guard(spec.get("guards", ()))
        self.types = frozenset(spec.get("types", ()))
        """Content types that are read here beside those that are read everywhere."""

    def read(self, body: bytes, content_type: str) -> Iterator[Any]:
        """The JSON documents of a body, at most MAX_DOCUMENTS, in order."""
        return islice(self._documents(body, content_type), MAX_DOCUMENTS)

    def _documents(self, body: bytes, content_type: str) -> Iterator[Any]:
        start = self._start(body)
        if _is_page(start, content_type):
            return self._page(body.decode("utf-8", "replace"))
        if content_type.lower().startswith("multipart/"):
            return chain.from_iterable(documents(part) for part in islice(_parts(body), MAX_DOCUMENTS))
        if self._marks and _is_script(start, content_type):
            script = body.decode("utf-8", "replace")
            return chain.from_iterable(_after([({}, script)], mark) for mark in self._marks)
        return documents(body, self._guard)

    def inner(self, key: str, value: Any) -> Any:
        """What ``value`` holds, where the platform puts JSON or HTML in strings under ``key``; else None.

        Of a list, a list: its strings are taken alike, and what else is in it stays. So whoever looks for
        names in strings under ``strings`` looks in lists of strings, too.
        """
        if type(value) is list:
            return [one if (found := self._inner(key, one)) is None else found for one in value]
        return self._inner(key, value)

    def _inner(self, key: str, text: Any) -> Any:
        if type(text) is not str:
            return None
        if key in self._pages and "<" in text:
            return list(islice(self._page(text), MAX_DOCUMENTS)) or None
        return within(unescaped(_decoded(text))) if key in self._strings else None

    def may_be_page(self, body: bytes) -> bool:
        """Whether a body may be a page, which takes long to read; False is certain."""
        return b"<" in body[:_HEAD]

    def is_bare_page(self, body: bytes, content_type: str) -> bool:
        """Whether a body is a page without a trace of anything that is read in pages; True is certain."""
        if not _is_page(self._start(body), content_type):
            return False
        page = body.decode("utf-8", "replace").casefold()
        return not any(trace in page for trace in self._traces)

    def _start(self, body: bytes) -> bytes:
        return unguarded(body[:_HEAD], self._guard).lstrip().lower()

    @property
    def pages(self) -> frozenset[str]:
        """The keys whose strings may be HTML."""
        return self._pages

    @property
    def strings(self) -> frozenset[str]:
        """The keys whose strings are JSON documents, or HTML that holds some."""
        return self._strings | self._pages

    def _page(self, page: str) -> Iterator[Any]:
        scripts = list(_scripts_of(page))
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


def _decoded(text: str) -> str:
    """``text`` without base64, where it begins as JSON does in it; else as it is."""
    if _BASE64.match(text) and len(text) <= MAX_STRING:
        for raw in BASE64(text):
            with suppress(UnicodeDecodeError):
                return str(raw, "utf-8")
    return text


def _is_page(start: bytes, content_type: str) -> bool:
    """Whether a body that begins so is a page."""
    return start.startswith(b"<") or (
        start[:1] not in _JSON and content_type.startswith(_HTML) and b"<" in start
    )


def _trace(where: Mapping[str, str]) -> str:
    """What stands in every page that has something there."""
    if "after" in where:
        return where["after"]
    if "attribute" in where:
        return f"{where['attribute']}="
    return f"<{where.get('element', 'script')}"


def _is_script(start: bytes, content_type: str) -> bool:
    """Whether a body that begins so is a script, and no JSON that is said to be one."""
    return start[:1] not in _JSON and "javascript" in content_type.lower()


def _parts(body: bytes) -> Iterator[bytes]:
    """What stands between lines that begin with two hyphens, from the first line on that begins as JSON."""
    at = 0
    for mark in chain(_BOUNDARY.finditer(body), (None,)):
        part = body[at : mark.start() if mark else len(body)]
        begin = _LINE.search(part)
        if begin:
            yield part[begin.end() :]
        at = mark.end() if mark else 0


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}


def _scripts_of(page: str) -> Iterator[tuple[dict[str, str], str]]:
    """The scripts of a page, each with its attributes. One without an end is none, nor is any after it."""
    at = 0
    while begin := _SCRIPT.search(page, at):
        inside = page.find(">", begin.end())
        end = _SCRIPT_END.search(page, inside + 1) if inside >= 0 else None
        if end is None:
            return
        yield _attributes(page[begin.end() : inside]), page[inside + 1 : end.start()]
        at = end.end()


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
    """JSON values, or strings of JSON, that follow ``mark`` in a script; nothing follows an empty one."""
    left = MAX_DOCUMENTS if mark else 0
    for _, text in scripts:
        at = text.find(mark)
        while at >= 0 and left > 0:
            left -= 1
            document = document_at(text, at + len(mark))
            if document is not None:
                yield document
            at = text.find(mark, at + len(mark))


def _attribute_values(page: str, name: str) -> Iterator[Any]:
    """JSON in an attribute of any element."""
    if f"{name}=" not in page:  # nearly always, and far sooner known
        return
    for found in re.finditer(rf"""\s{re.escape(name)}=(?:"([^"]*)"|'([^']*)')""", page):
        document = loads(unescape(found[1] or found[2] or ""))
        if document is not None:
            yield document


def _whole(page: str, begin: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What follows each ``begin`` up to the next element; a few broken ones are passed over."""
    left = _MAX_BROKEN
    start = begin.search(page)
    while start and left:
        found = _INSIDE.match(page, start.end())
        if found:
            yield found
        else:
            left -= 1
        start = begin.search(page, found.end() if found else start.end())


def _elements(page: str, name: str, needed: str) -> Iterator[Any]:
    """Each element ``name`` that has the attribute ``needed``, as an object.

    It has the element's attributes, and under ``#json`` the JSON it holds, if any.
    """
    begin = re.compile(rf"<{re.escape(name)}(?=[{_SPACE}/>])", re.IGNORECASE | re.ASCII)
    for found in _whole(page, begin):
        document: dict[str, Any] = dict(_attributes(found[1]))
        if needed and needed not in document:
            continue
        inner = unescape(found[2]).strip()
        if inner[:1] in ("{", "["):
            document["#json"] = loads(inner)
        yield document
