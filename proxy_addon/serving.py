"""Responses on their way: the agent goes into pages, a copy is read, everything streams on at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from mitmproxy import http

from proxy_addon.faults import Faults
from proxy_addon.flows import head_of, is_own_frame
from proxy_addon.own_host import OwnHosts
from proxy_addon.page.document import Exchange, is_page, serve
from proxy_addon.page.tee import Learner, Stream, Tee
from proxy_addon.reading import Reader
from proxy_addon.reserved import FRAME
from proxy_addon.seam import Engine
from proxy_addon.sessions import NAME
from proxy_addon.tokens import Tokens
from proxy_addon.visits import Visit
from rules.model import Request, Response

_SIGN: Final = (b"server-timing", NAME.encode())
"""Tells our browser extension that it may ask on our own host whether we are there; it proves nothing."""

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
        own: OwnHosts,
    ) -> None:
        self._own = own
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
            with self._faults:
                stream = self._stream(flow, visit, response)
        response.stream = stream

    def _stream(self, flow: http.HTTPFlow, visit: Visit, response: http.Response) -> Stream | bool:
        """What the body goes through."""
        head = head_of(response)
        if "alt-svc" in head:
            # HTTP/3 would walk around us.
            del response.headers["alt-svc"]
        content_type = head.get("content-type", "")
        learner = self._learner(flow, visit, response.status_code, content_type)
        page = self._page(flow, visit, response, learner) if "html" in content_type.lower() else None
        if page or not learner:
            return page or True
        return Tee(head.get("content-encoding", ""), learner)

    def _page(
        self, flow: http.HTTPFlow, visit: Visit, response: http.Response, learner: Learner | None
    ) -> Stream | None:
        """The way of a page, if this is one: its headers change, and the agent goes in."""
        if is_own_frame(flow.request):
            # Taps in it are asked about by the page around it, from which its secret would not be safe.
            return None
        exchange = _exchange(visit.head(flow), response, chunked=flow.request.http_version == "HTTP/1.1")
        if not is_page(exchange):
            return None
        token = self._tokens.issue(visit.host, visit.session if visit.known else None)
        frame = f"{self._own.origin_for(flow)}{FRAME}"
        served = serve(exchange, self._script(token), learner, frame=frame, failed=self._faults.note)
        if served is None:
            return None
        response.headers = http.Headers([*((_bytes(n), _bytes(v)) for n, v in _fresh(served.headers)), _SIGN])
        visit.settle(response)
        return served.stream

    def _learner(self, flow: http.HTTPFlow, visit: Visit, status: int, content_type: str) -> Learner | None:
        """Who reads the copy, if there is anything to learn."""
        head = visit.head(flow)
        if not self._engine.readable(head.url, status, content_type):
            return None
        request = replace(head, body=visit.body(flow))
        return partial(self._reader.read, response=Response(request, status, content_type, b""))


def _exchange(head: Request, response: http.Response, *, chunked: bool) -> Exchange:
    """The heads as ``page.document`` reads them."""
    return Exchange(
        method=head.method,
        url=head.url,
        asked=head.headers,
        status=response.status_code,
        headers=[(_text(name), _text(value)) for name, value in response.headers.fields],
        chunked=chunked,
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
