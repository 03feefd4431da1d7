"""mitmproxy flows as a browser would cause them, for tests of single parts."""

from __future__ import annotations

from typing import Any

from mitmproxy import http
from mitmproxy.test import tflow

from tests.support.small_engine import HOST


def flow(
    method: str = "GET", path: str = "/", body: bytes = b"", *, host: str = HOST, **headers: Any
) -> http.HTTPFlow:
    """A request to ``https://host/path``; header names with ``_`` for ``-``."""
    made = tflow.tflow()
    fields = [(b"host", host.encode())]
    fields += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    if body:
        fields.append((b"content-length", b"%d" % len(body)))
    made.request = http.Request.make(method, f"https://{host}{path}")
    made.request.headers = http.Headers(fields)
    made.request.raw_content = body
    made.request.http_version = "HTTP/1.1"
    return made


def navigation(method: str = "GET", path: str = "/", body: bytes = b"", **headers: Any) -> http.HTTPFlow:
    """A request that opens a page in a tab."""
    return flow(method, path, body, sec_fetch_mode="navigate", sec_fetch_dest="document", **headers)
