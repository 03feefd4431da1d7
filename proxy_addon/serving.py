"""Responses on their way: the agent goes into pages, a copy is read, everything streams on at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from mitmproxy import http

from proxy_addon.faults import Faults
from proxy_addon.flows import head_of, request_of
from proxy_addon.page.document import Exchange, is_page, serve
from proxy_addon.page.tee import Learner, Stream, Tee
from proxy_addon.reading import Reader
from proxy_addon.seam import Engine
from proxy_addon.tokens import Tokens
from proxy_addon.visits import Visit
from rules.model import Response

_STORED: Final = frozenset({"etag", "last-modified", "expires", "cache-control"})


class Serving:
    """Decides how each response streams. ``script`` makes the agent for a page's token."""

    def __init__(
        self,
        engine: Engine,
        tokens: Tokens,
        reader: Reader,
        faults: Faults,
        script: Callable[[str], bytes],
    ) -> None:
        self._engine = engine
        self._tokens = tokens
        self._reader = reader
        self._faults = faults
        self._script = script

    def prepare(self, flow: http.HTTPFlow, visit: Visit) -> None:
        """Let a response stream on, with the agent in it if it is a page."""
        response = flow.response
        if response is None or response.status_code == 101:
            return
        stream: Stream | bool = True
        if visit.covered:
            # HTTP/3 would walk around us.
            response.headers.pop("alt-svc", None)
            with self._faults:
                stream = self._stream(flow, visit, response)
        response.stream = stream

    def _stream(self, flow: http.HTTPFlow, visit: Visit, response: http.Response) -> Stream | bool:
        """What the body goes through."""
        learner = self._learner(flow, response)
        page = self._page(flow, visit, response, learner)
        if page or not learner:
            return page or True
        return Tee(",".join(response.headers.get_all("content-encoding")), learner)

    def _page(
        self, flow: http.HTTPFlow, visit: Visit, response: http.Response, learner: Learner | None
    ) -> Stream | None:
        """The way of a page, if this is one: its headers change, and the agent goes in."""
        if "html" not in response.headers.get("content-type", "").lower():
            return None
        exchange = _exchange(flow, response)
        if not is_page(exchange):
            return None
        token = self._tokens.issue(visit.host, visit.session if visit.known else None)
        served = serve(exchange, self._script(token), learner)
        if served is None:
            return None
        response.headers = http.Headers([(_bytes(n), _bytes(v)) for n, v in _fresh(served.headers)])
        visit.settle(response)
        return served.stream

    def _learner(self, flow: http.HTTPFlow, response: http.Response) -> Learner | None:
        """Who reads the copy, if there is anything to learn."""
        content_type = response.headers.get("content-type", "")
        if not self._engine.readable(flow.request.pretty_url, response.status_code, content_type):
            return None
        seen = Response(request_of(flow), response.status_code, content_type, b"")
        return partial(self._reader.read, response=seen)


def _exchange(flow: http.HTTPFlow, response: http.Response) -> Exchange:
    """The flow's heads as ``page.document`` reads them."""
    request = flow.request
    return Exchange(
        method=request.method,
        url=request.pretty_url,
        asked=head_of(request),
        status=response.status_code,
        headers=[(_text(name), _text(value)) for name, value in response.headers.fields],
        chunked=request.http_version == "HTTP/1.1",
    )


def _fresh(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A stored copy of a page would carry a secret that no longer works, so none is used unasked."""
    if any(name.lower() == "cache-control" and "no-store" in value.lower() for name, value in headers):
        return headers
    kept = [(name, value) for name, value in headers if name.lower() not in _STORED]
    return [*kept, ("cache-control", "private, no-cache")]


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")
