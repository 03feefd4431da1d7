"""A request as rules see it: roots such as ``query``, ``form``, ``json``, decoded when first asked for.

Values that stand several times (``?id=1&id=2``) are lists. What can't be decoded is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from rules.bounds import MAX_REQUEST_BODY
from rules.fieldpath import Root
from rules.inflate import decoded
from rules.jsontext import loads
from rules.model import Request
from rules.multipart import multipart
from rules.urlencoded import Fields
from rules.value import Value

_NOTHING: Final[Mapping[str, Any]] = {}


class View(Root):
    """One request, as an envelope looks at it: with the parts of its path, and its ``let`` values."""

    __slots__ = ("_lets", "_sent", "path", "request")

    def __init__(
        self,
        request: Request,
        path: str,
        captures: Mapping[str, str] = _NOTHING,
        lets: Mapping[str, Value] = _NOTHING,
        sent: dict[str, Any] | None = None,
    ) -> None:
        """``path`` is the request's path without query; ``sent`` what other envelopes' views have decoded."""
        self.request = request
        self.path = path
        self["path"] = captures
        self._lets = lets
        self._sent = {} if sent is None else sent

    def made(self, name: str) -> Any:
        """The root ``name``, decoded now and kept; None where there is none of this name."""
        sent = self._sent
        if name in self._lets:
            self[name] = None  # a let that asks for itself gets nothing
            found = self._lets[name].one(self)
        elif name in _ROOTS:
            found = sent[name] if name in sent else sent.setdefault(name, _ROOTS[name](self))
        else:
            fields = self.fields(name) if name in _FIELDS else None
            found = fields.all() if isinstance(fields, Fields) else fields or None
        self[name] = found
        return found

    def field(self, root: str, name: str) -> Any:
        """One field of the headers, the query or the form."""
        if root == "header":
            return self.request.headers.get(name)
        fields = self._sent.get(root)
        return (self.fields(root) if fields is None else fields).get(name)

    def fields(self, root: str) -> Fields | Mapping[str, Any]:
        """The query or the form, not yet decoded where it is urlencoded."""
        fields: Fields | Mapping[str, Any] | None = self._sent.get(root)
        if fields is None:
            fields = self._sent[root] = _query(self) if root == "query" else _form(self)
        return fields

    @property
    def body(self) -> bytes:
        """The body without its content-encoding; empty where it can't be had within bounds."""
        body: bytes | None = self._sent.get("body")
        if body is None:
            body = self._sent["body"] = _body(self.request)
        return body


class Element(Root):
    """A request with the root ``item``; whatever has nothing to do with it is asked of the view."""

    __slots__ = ("_view",)

    def __init__(self, view: View, item: Any) -> None:
        """``item`` is the element that a rule with ``each`` looks at."""
        self._view = view
        self["item"] = item

    def made(self, name: str) -> Any:
        """The root ``name`` of the view."""
        return self._view[name]

    def field(self, root: str, name: str) -> Any:
        """One field of the headers, the query or the form."""
        return self._view.field(root, name)


type Batches = dict[Value, list[Element]]
"""The elements of one request's batches.

A view doesn't keep them, as they lead back to it: what goes round in a circle is freed late.
"""


def elements(view: View, each: Value, kept: Batches) -> list[Element]:
    """The elements of a batch, each as the request with that root ``item``; ``kept`` for the next."""
    found = kept.get(each)
    if found is None:
        found = kept[each] = [Element(view, one) for one in each.raw(view)]
    return found


def _body(request: Request) -> bytes:
    raw = request.body
    coding = request.headers.get("content-encoding", "")
    if coding:
        out = decoded(raw, coding, MAX_REQUEST_BODY)
    else:
        out = decoded(raw, "gzip", MAX_REQUEST_BODY) if raw[:2] == b"\x1f\x8b" else raw
    return out if out is not None and len(out) <= MAX_REQUEST_BODY else b""


def _query(view: View) -> Fields:
    url = view.request.url
    if url.isascii() and url.isprintable():  # nothing in it that ``urlsplit`` would take out
        return Fields(url.partition("#")[0].partition("?")[2].encode("ascii"))
    return Fields(urlsplit(url).query.encode("utf-8", "surrogatepass"))


def _form(view: View) -> Fields | Mapping[str, Any]:
    """A urlencoded or multipart form, whatever the content type claims unless it claims JSON."""
    body = view.body
    kind = view.request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return multipart(body, kind)
    return Fields(body) if body and body[:1] not in (b"{", b"[") else _NOTHING


def _json(view: View) -> Any:
    body = view.body
    return loads(body) if body else None


def _cookie(view: View) -> dict[str, str]:
    pairs = (pair.strip().partition("=") for pair in view.request.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs if name}


def _text(view: View) -> str:
    return view.body.decode("utf-8", "replace")


def _header(view: View) -> dict[str, str]:
    return dict(view.request.headers)


_ROOTS: Final[Mapping[str, Callable[[View], Any]]] = {
    "url": lambda view: view.request.url,
    "pathname": lambda view: view.path,
    "header": _header,
    "json": _json,
    "cookie": _cookie,
    "text": _text,
    "bytes": lambda view: view.body,
}

_FIELDS: Final = frozenset({"query", "form"})

HEAD: Final = frozenset({"url", "pathname", "path", "query", "header", "cookie"})
"""The roots that need no body."""

ROOTS: Final = frozenset({*_ROOTS, "path", "query", "form", "item"})
"""The roots every rule may use; an envelope's ``let`` adds its own."""
