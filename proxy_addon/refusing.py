"""The answer to a request that its person did not let go: the platform's own shape of a failure."""

from __future__ import annotations

from mitmproxy import http

from proxy_addon.flows import origin_of
from rules.model import Refusal


def refused(flow: http.HTTPFlow, refusal: Refusal) -> http.Response:
    """The refusal as a response that this page may read, and that nobody stores."""
    response = http.Response.make(refusal.status, refusal.body, dict(refusal.headers))
    response.headers["cache-control"] = "no-store"
    origin = flow.request.headers.get("origin")
    if origin and origin != "null" and origin != origin_of(flow):
        # The platform's own pages call it from other hosts; without this they would see a network failure.
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-allow-credentials"] = "true"
        response.headers["vary"] = "Origin"
    return response


def bare() -> http.Response:
    """The refusal when even making one failed: a decision to cancel holds in any case."""
    return http.Response.make(403, b"", {"cache-control": "no-store"})
