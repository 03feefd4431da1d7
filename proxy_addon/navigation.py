"""Actions that are navigations: a plain link or form gets a whole warning page instead of a dialog.

A held request waits here, in memory, under a token that is good for one decision. Its page answers with a
form: a held GET to the reserved path, which sends the browser back to it; anything else to its own address,
where the held request takes the answer's place, byte for byte. So reload and back ask anew, and no form's
data is ever sent twice by us. Taps that nobody could be asked about are explained here, too, at the
session's next page.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from mitmproxy import http

from proxy_addon.flows import is_own_form, is_whole_page, origin_of
from proxy_addon.grants import Grants, act_of, subjects
from proxy_addon.hold import Question
from proxy_addon.limits import Limits
from proxy_addon.reserved import PAGE, forbidden
from proxy_addon.sessions import new_secret
from proxy_addon.visits import Visit

FIELD: Final = "jari-netral-page"

_ANSWER: Final = re.compile(rb"jari-netral-page=([A-Za-z0-9_-]{22})&decision=(proceed|cancel)")
_SIZES: Final = frozenset(len(f"{FIELD}=&decision={decision}") + 22 for decision in ("proceed", "cancel"))
_FORM: Final = "application/x-www-form-urlencoded"


type Render = Callable[..., tuple[bytes, str]]
"""Draws a page, as ``agent.assets.warning_page`` does: its bytes and its Content-Security-Policy."""


@dataclass(slots=True, repr=False)
class _Page:
    """A request held behind a page. ``sessions``: who may answer; ``back``: where a cancel leads."""

    original: http.Request
    question: Question
    host: str
    sessions: tuple[str, ...]
    back: str
    until: float
    render: Render
    used: bool = False

    @property
    def in_place(self) -> bool:
        """Whether the answer comes to the request's own address, to be replaced by it."""
        return self.original.method not in ("GET", "HEAD")


class Pages:
    """The warning pages out there: bounded, and forgotten after some minutes."""

    def __init__(
        self,
        grants: Grants,
        limits: Limits,
        *,
        warning_page: Render,
        notice_page: Render,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._grants = grants
        self._limits = limits
        self._warning_page = warning_page
        self._notice_page = notice_page
        self._clock = clock
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        self._notices: OrderedDict[str, tuple[Question, float]] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Pages {len(self._pages)}>"

    def ask(self, flow: http.HTTPFlow, visit: Visit, question: Question) -> http.Response:
        """Hold a navigation behind a warning page."""
        return self._show(flow, visit, question, self._warning_page, _back(flow))

    def remember(self, session: str, question: Question) -> None:
        """Explain at the session's next page why a tap did nothing: nobody could be asked about it."""
        self._notices[session] = question, self._clock() + self._limits.page
        _trim(self._notices, self._limits.pages)

    def has_notice(self, flow: http.HTTPFlow, visit: Visit) -> bool:
        """Whether this navigation is the one to explain something at."""
        if visit.session not in self._notices or flow.request.method != "GET":
            return False
        return is_whole_page(flow.request) and "sec-purpose" not in flow.request.headers

    def notice(self, flow: http.HTTPFlow, visit: Visit) -> http.Response | None:
        """The explanation, once; after it the browser goes on to the page it wanted."""
        question, until = self._notices.pop(visit.session)
        if until < self._clock():
            return None
        return self._show(flow, visit, question, self._notice_page, flow.request.path)

    async def answer(self, flow: http.HTTPFlow, visit: Visit) -> http.Response | None:
        """Take a page's answer. None: the held request has taken its place in ``flow`` and may go."""
        found = _ANSWER.fullmatch(flow.request.raw_content or b"")
        if not found or not is_own_form(flow):
            return forbidden()
        page = self._pages.get(found[1].decode())
        if page is None or page.until < self._clock() or page.host != visit.host:
            return _see("/")
        if visit.session not in page.sessions:
            return forbidden()
        if page.used:
            return self._again(flow, visit, page)
        page.used = True
        return await self._decided(flow, visit, page, proceed=found[2] == b"proceed")

    def _again(self, flow: http.HTTPFlow, visit: Visit, page: _Page) -> http.Response:
        """A used page was loaded again: the same request is asked about anew."""
        if page.in_place:
            flow.request = page.original.copy()
            return self._show(flow, visit, page.question, page.render, page.back)
        return _see(page.original.path)

    async def _decided(
        self, flow: http.HTTPFlow, visit: Visit, page: _Page, *, proceed: bool
    ) -> http.Response | None:
        """Carry out the person's decision."""
        if not proceed:
            return _see(page.back)
        verdict = page.question.verdict
        await self._grants.remember(visit.session, subjects(verdict), verdict.action.kind)
        if page.in_place and verdict.action.release == "held":
            flow.request = page.original.copy()
            return None
        await self._grants.once(visit.session, act_of(verdict.action))
        return _see(page.back if page.in_place else page.original.path)

    def _show(
        self, flow: http.HTTPFlow, visit: Visit, question: Question, render: Render, back: str
    ) -> http.Response:
        """A page about the request in ``flow``, with a fresh token."""
        response = http.Response.make(200, b"", {"content-type": "text/html; charset=utf-8"})
        connection = visit.session
        visit.settle(response)
        page = _Page(
            original=flow.request.copy(),
            question=question,
            host=visit.host,
            sessions=(visit.session, connection),
            back=back,
            until=self._clock() + self._limits.page,
            render=render,
        )
        token = new_secret()
        self._pages[token] = page
        _trim(self._pages, self._limits.pages)
        response.content, policy = render(
            {**question.warning, "seconds": int(self._limits.page)},  # as long as its token lives
            form_action=page.original.path if page.in_place else PAGE,
            field=FIELD,
            token=token,
            back=back,
        )
        _protect(response, policy)
        return response


def may_be_answer(request: http.Request) -> bool:
    """From a request's head: whether its body could be a page's answer, which must not go upstream."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(_FORM):
        return False
    size = request.headers.get("content-length", "")
    return size.isdecimal() and len(size) < 4 and int(size) in _SIZES


def is_answer(request: http.Request) -> bool:
    """Whether this is a page's answer, which never goes upstream."""
    return may_be_answer(request) and _ANSWER.fullmatch(request.raw_content or b"") is not None


def _back(flow: http.HTTPFlow) -> str:
    """The page a held navigation started from, if on this site; else the site's front."""
    referer = flow.request.headers.get("referer", "")
    parts = urlsplit(referer) if referer.startswith(f"{origin_of(flow)}/") else None
    back = parts and f"{parts.path}{'?' if parts.query else ''}{parts.query}"
    return back if back and back != flow.request.path and not back.startswith("//") else "/"


def _see(path: str) -> http.Response:
    """Send the browser on to a page of this same site."""
    # Two slashes would name another host.
    return http.Response.make(303, b"", {"location": "/" + path.lstrip("/"), "cache-control": "no-store"})


def _protect(response: http.Response, policy: str) -> None:
    """Nobody stores the page, frames it, or reaches into it from another window."""
    response.headers["content-security-policy"] = policy
    response.headers["cache-control"] = "no-store"
    # Without it the form would carry no origin, and we would refuse it.
    response.headers["referrer-policy"] = "same-origin"
    response.headers["x-frame-options"] = "DENY"
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["cross-origin-opener-policy"] = "same-origin"


def _trim(table: OrderedDict[str, Any], size: int) -> None:
    """Let the oldest go."""
    while len(table) > size:
        table.popitem(last=False)
