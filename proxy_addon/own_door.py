"""The frame in which a person decides about a hold, and its answer; both on our own host.

The frame is a document of another origin than the page around it, with a secret that is good for one
decision. Only a frame is served, never something that a script could read; and only to the browser whose tap
it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from mitmproxy import http

from proxy_addon.desk import Desk, Then
from proxy_addon.flows import client_of, host_of
from proxy_addon.hold import Hold
from proxy_addon.limits import Limits
from proxy_addon.own_host import site_of
from proxy_addon.reserved import DECIDE, FRAME, HERE, fields_of, forbidden, response
from proxy_addon.visits import Visit

type Render = Callable[[Mapping[str, Any], str, str], tuple[bytes, str]]
"""Draws the frame of a warning, as ``agent.assets.frame_page`` does."""

_ASKED: Final = frozenset({"id", "secret", "decision"})


class OwnDoor:
    """Serves the frame of each hold, and takes the person's decision from it."""

    def __init__(self, desk: Desk, limits: Limits, frame_page: Render) -> None:
        self._desk = desk
        self._limits = limits
        self._frame_page = frame_page
        self._answers: WeakKeyDictionary[Hold, tuple[str, Then]] = WeakKeyDictionary()

    async def answer(self, flow: http.HTTPFlow, visit: Visit) -> http.Response:
        """The answer to any request on our own host; whatever is wrong, it is the same refusal."""
        path, _, query = flow.request.path.partition("?")
        if path == FRAME and _is_frame(flow.request):
            return self._frame(flow, visit, query)
        if path == DECIDE and not query:
            return await self._decide(flow, visit)
        if path == HERE and not query and flow.request.method == "GET":
            # Our browser extension is silent where we are. No script of a site can read this.
            return response({"protects": site_of(host_of(flow))})
        return forbidden()

    def _frame(self, flow: http.HTTPFlow, visit: Visit, hold_id: str) -> http.Response:
        """The warning as a document, with a fresh secret."""
        hold = self._hold(flow, visit, hold_id)
        # An agent that alone knows of a hold shows it while its claim is on the way, which this may overtake.
        if hold is None or hold.state == "decided":
            return forbidden()
        warning = {**hold.question.warning, "seconds": math.ceil(hold.remaining)}
        body, policy = self._frame_page(warning, hold.id, hold.new_secret())
        headers = dict(_HEADERS)
        headers["content-security-policy"] = f"{policy}; {_ancestors(flow, visit)}"
        return http.Response.make(200, body, headers)

    async def _decide(self, flow: http.HTTPFlow, visit: Visit) -> http.Response:
        """Carry out a decision and say what became of it."""
        fields = fields_of(flow, self._limits.json_bytes)
        if fields is None or fields.keys() != _ASKED or not all(map(_is_text, fields.values())):
            return forbidden()
        hold = self._hold(flow, visit, fields["id"])
        decision = fields["decision"]
        if hold is None or decision not in ("cancel", "proceed") or not hold.opens_with(fields["secret"]):
            return forbidden()
        # Sent again, because the answer got lost: then the same answer. A secret decides once.
        first, then = self._answers.get(hold) or (decision, await self._desk.decide(hold, decision))
        self._answers[hold] = first, then
        return response({"then": then} if first == decision else 409)

    def _hold(self, flow: http.HTTPFlow, visit: Visit, hold_id: str) -> Hold | None:
        """The hold of that name, if it belongs to whoever asks.

        A browser that sends no cookie (within another site, say) is known by its connection, and this is
        another one: then its address has to do, together with the hold's name.
        """
        hold = self._desk.find(hold_id)
        if hold is None or hold.session == visit.session:
            return hold
        return hold if hold.session.startswith("connection:") and hold.client == client_of(flow) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_frame(request: http.Request) -> bool:
    """Whether a browser asks for a document to show in a frame, on a page of the same site."""
    headers = request.headers
    told = {name: headers.get(f"sec-fetch-{name}", "") for name in ("dest", "mode", "site")}
    shown = told["dest"] == "iframe" and told["mode"] == "navigate"
    ahead = "sec-purpose" in headers or "service-worker-navigation-preload" in headers
    return request.method == "GET" and shown and told["site"] in ("same-site", "same-origin") and not ahead


def _ancestors(flow: http.HTTPFlow, visit: Visit) -> str:
    """Who may show the frame: pages of the site. Without a cookie that may itself be in a frame elsewhere."""
    if not visit.known:
        return "frame-ancestors http: https:"
    request, site = flow.request, site_of(host_of(flow))
    port = "" if request.port in (80, 443) else f":{request.port}"
    return f"frame-ancestors {request.scheme}://{site}{port} {request.scheme}://*.{site}{port}"


_HEADERS: Final = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    # A process of its own where the browser has one to spare, and let into pages that isolate themselves.
    "origin-agent-cluster": "?1",
    "cross-origin-resource-policy": "same-site",
    "cross-origin-embedder-policy": "require-corp",
}
