"""A request as rules see it: roots such as ``query``, ``form``, ``json``, decoded when first asked for.

Values that stand several times (``?id=1&id=2``) are lists. What can't be decoded is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from rules.bounds import MAX_REQUEST_BODY, MAX_VALUES
from rules.inflate import decoded
from rules.jsontext import loads
from rules.model import Request
from rules.value import Value

_MAX_FIELDS: Final = 1_000


class View:
    """One request. Looks like a mapping to field paths through ``get``, and decodes lazily."""

    __slots__ = ("_bound", "_known", "_lets", "request", "tree")

    def __init__(self, request: Request, path: str) -> None:
        """``path`` is the request's path without query."""
        self.request = request
        self._known: dict[str, Any] = {"url": request.url, "pathname": path}
        self._lets: Mapping[str, Value] = {}
        self._bound: Mapping[str, str] = {}
        self.tree = Tree(self)

    def bind(self, captures: Mapping[str, str], lets: Mapping[str, Value]) -> None:
        """Set what the envelope of a rule names: the parts of the path, and its ``let`` values."""
        if captures is self._bound and lets is self._lets:  # the next rule of the same envelope
            return
        for name in self._lets:
            self._known.pop(name, None)
        self._known["path"] = self._bound = captures
        self._lets = lets

    def root(self, name: str) -> Any:
        """The value of a root, or None."""
        known = self._known
        if name not in known:
            if name in self._lets:
                known[name] = None  # a let that asks for itself gets nothing
                known[name] = next(iter(self._lets[name].raw(self.tree)), None)
            else:
                decode = _ROOTS.get(name)
                known[name] = decode(self) if decode else None
        return known[name]

    @property
    def body(self) -> bytes:
        """The body without its content-encoding; empty where it can't be had within bounds."""
        if "body" not in self._known:
            raw = self.request.body
            coding = self.request.headers.get("content-encoding", "")
            out = decoded(raw, coding, MAX_REQUEST_BODY) if coding else raw[: MAX_REQUEST_BODY + 1]
            if not coding and raw[:2] == b"\x1f\x8b":
                out = decoded(raw, "gzip", MAX_REQUEST_BODY)
            self._known["body"] = out if out is not None and len(out) <= MAX_REQUEST_BODY else b""
        body: bytes = self._known["body"]
        return body


class Tree(dict[str, Any]):
    """The view as a mapping from root names, which field paths walk; values are made when asked for."""

    __slots__ = ("_item", "_view")

    def __init__(self, view: View, item: Any = None) -> None:
        """``item`` is the root of that name: the element that a rule with ``each`` looks at."""
        self._view = view
        self._item = item

    def get(self, key: str, default: Any = None) -> Any:
        """The value of root ``key``."""
        value = self._item if key == "item" else self._view.root(key)
        return default if value is None else value

    def with_item(self, item: Any) -> Tree:
        """The same request, with ``item`` standing for one element of ``each``."""
        return Tree(self._view, item)


def _fields(text: str) -> dict[str, Any]:
    """A query string or a form as a mapping; a name that stands several times has a list."""
    fields: dict[str, Any] = {}
    if text.count("&") >= _MAX_FIELDS:
        return fields
    for pair in filter(None, text.split("&")):
        raw_name, _, raw_value = pair.partition("=")
        name, value = unquote_plus(raw_name), unquote_plus(raw_value)
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            if len(fields[name]) < MAX_VALUES:
                fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return fields


def _query(view: View) -> dict[str, Any]:
    return _fields(urlsplit(view.request.url).query)


def _form(view: View) -> dict[str, Any] | None:
    """A urlencoded or multipart form, whatever the content type claims unless it claims JSON."""
    kind = view.request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return _multipart(view.body, kind)
    body = view.body
    if not body or body[:1] in b"{[":
        return None
    return _fields(body.decode("utf-8", "replace"))


def _multipart(body: bytes, kind: str) -> dict[str, Any] | None:
    """The text fields of a multipart form; files are left out."""
    try:
        message = BytesParser(policy=HTTP).parsebytes(
            b"content-type: " + kind.encode("latin-1", "replace") + b"\r\n\r\n" + body
        )
        parts = list(message.iter_parts())[:_MAX_FIELDS]
        named = [(str(part.get_param("name", header="content-disposition")), part) for part in parts]
        return {
            name: (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
            for name, part in named
            if not part.get_filename()
        }
    except Exception:  # noqa: BLE001 - the stdlib's parser raises what it likes on hostile input
        return None


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
    "header": _header,
    "query": _query,
    "form": _form,
    "json": _json,
    "cookie": _cookie,
    "text": _text,
}

HEAD: Final = frozenset({"url", "pathname", "path", "query", "header", "cookie"})
"""The roots that need no body."""

ROOTS: Final = frozenset({*_ROOTS, "url", "path", "pathname", "item"})
"""The roots every rule may use; an envelope's ``let`` adds its own."""
