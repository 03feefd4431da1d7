"""mitmproxy's flows in the terms of ``rules``, and what the browser's own headers say of them."""

from __future__ import annotations

import hashlib

from mitmproxy import http

from rules.model import Request


def host_of(flow: http.HTTPFlow) -> str:
    """The host the browser means, in lower case."""
    return flow.request.pretty_host.lower().rstrip(".")


def origin_of(flow: http.HTTPFlow) -> str:
    """The origin a page on this very host has."""
    request = flow.request
    standard = {"https": 443, "http": 80}.get(request.scheme)
    port = "" if request.port == standard else f":{request.port}"
    return f"{request.scheme}://{host_of(flow)}{port}"


def head_of(message: http.Message) -> dict[str, str]:
    """Header names in lower case, repeated ones joined as ``rules.model.Request`` says."""
    head: dict[str, str] = {}
    for raw_name, raw_value in message.headers.fields:
        name = raw_name.decode("utf-8", "surrogateescape").lower()
        value = raw_value.decode("utf-8", "surrogateescape")
        if name in head:
            value = f"{head[name]}{'; ' if name == 'cookie' else ', '}{value}"
        head[name] = value
    return head


def request_of(flow: http.HTTPFlow, *, with_body: bool = True) -> Request:
    """The request as the engine reads it."""
    body = (flow.request.raw_content or b"") if with_body else b""
    return Request(flow.request.method, flow.request.pretty_url, head_of(flow.request), body)


def key_of(request: Request) -> bytes:
    """The same bytes for the same request sent again, and nothing to read in them."""
    body = hashlib.sha256(request.body).digest()
    head = f"{request.method} {request.url}".encode("utf-8", "replace")
    return hashlib.sha256(body + head).digest()


def is_navigation(request: http.Request) -> bool:
    """Whether the answer becomes a document: the browser says so, or seems to where it is too old to say."""
    mode: str | None = request.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return "text/html" in request.headers.get("accept", "") and "x-requested-with" not in request.headers


def is_whole_page(request: http.Request) -> bool:
    """Whether the answer fills a tab, not a frame. Service workers that pass it on say "empty"."""
    place = request.headers.get("sec-fetch-dest", "document")
    return is_navigation(request) and place in ("document", "empty")


def is_own_frame(request: http.Request) -> bool:
    """Whether a page asks for a frame of its own origin, which it can reach before anything runs there."""
    place, site = request.headers.get("sec-fetch-dest"), request.headers.get("sec-fetch-site")
    return place in ("iframe", "frame") and site == "same-origin"


def is_same_origin(flow: http.HTTPFlow) -> bool:
    """Whether a page of this very origin asks. Browsers always send ``Origin`` with a POST."""
    headers = flow.request.headers
    site = headers.get("sec-fetch-site", "same-origin")
    return site == "same-origin" and headers.get("origin") == origin_of(flow)


def is_own_form(flow: http.HTTPFlow) -> bool:
    """Whether a form of this very origin is sent; a page that hides where it is says "null"."""
    headers = flow.request.headers
    hidden = headers.get("origin") == "null" and headers.get("sec-fetch-site") == "same-origin"
    return hidden or is_same_origin(flow)


def client_of(flow: http.HTTPFlow) -> str:
    """The address a request came from."""
    return str(flow.client_conn.peername[0])
