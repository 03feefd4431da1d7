"""What we know of a request on its way: whose it is, and what we want of it. Lives as long as its flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mitmproxy import http

from proxy_addon import sessions
from proxy_addon.flows import request_of
from rules.bounds import MAX_REQUEST_BODY
from rules.model import Request

_KEY: Final = "jari-netral"

type Route = Literal["pass", "look", "door", "ours"]
"""Not ours; look at the whole request; a question to us; answered by us."""


@dataclass(slots=True, repr=False)
class Visit:
    """One request. ``session`` is the browser's cookie, or else its connection; ``known`` tells which."""

    session: str
    known: bool
    host: str
    covered: bool = False
    route: Route = "pass"
    _head: Request | None = None
    _body: bytearray | None = None

    def head(self, flow: http.HTTPFlow) -> Request:
        """The request without its body, as the engine reads it; made once."""
        if self._head is None:
            self._head = request_of(flow, with_body=False)
        return self._head

    def keep(self, chunk: bytes) -> bytes:
        """Send a piece of the request's body on, and keep a copy: it may say whose page the answer is."""
        if self._body is None:
            self._body = bytearray()
        if len(self._body) <= MAX_REQUEST_BODY:
            self._body += chunk
        return chunk

    def body(self, flow: http.HTTPFlow) -> bytes:
        """The request's body as far as it was kept; empty where it was not, or is too large."""
        kept = bytes(self._body or b"") or flow.request.raw_content or b""
        return kept if len(kept) <= MAX_REQUEST_BODY else b""

    def settle(self, response: http.Response) -> None:
        """Give a browser without our cookie one along with ``response``; from then on it is the session."""
        if self.known:
            return
        self.session = sessions.new_secret()
        self.known = True
        response.headers.add("set-cookie", sessions.set_cookie(self.session, self.host))


def begin(flow: http.HTTPFlow, host: str) -> Visit:
    """Start a visit: our cookie leaves the request here, before anything can go upstream."""
    cookie = sessions.take(flow.request.headers)
    visit = Visit(cookie or f"connection:{flow.client_conn.id}", cookie is not None, host)
    flow.metadata[_KEY] = visit
    return visit


def visit_of(flow: http.HTTPFlow) -> Visit | None:
    """The visit of a flow, if it has begun."""
    visit = flow.metadata.get(_KEY)
    return visit if isinstance(visit, Visit) else None
