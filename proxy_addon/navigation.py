"""Actions that are navigations: a plain link or form gets a whole warning page instead of a dialog.

A held request waits here, in memory. The browser is sent to a page on our own host, which no script of the
site can read or reach, nor its service worker pass on; its form answers there, with a token that is good for
one decision. From there a held GET is opened again; anything else is sent once more to its own address, where
the held request takes the place of what comes, byte for byte. So reload and back ask anew, and no form's data
is ever sent twice by us. Taps that nobody could be asked about are explained here, too, at the session's
next page.
"""

from __future__ import annotations

import hmac
import html
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from mitmproxy import http

from proxy_addon.flows import client_of, host_of, is_own_form, is_whole_page, origin_of
from proxy_addon.grants import Grants, act_of, subjects
from proxy_addon.hold import Question
from proxy_addon.limits import Limits
from proxy_addon.own_host import OwnHosts, site_of
from proxy_addon.reserved import PAGE, forbidden
from proxy_addon.sessions import new_secret
from proxy_addon.visits import Visit

FIELD: Final = "jari-netral-page"

_WORD: Final = "[A-Za-z0-9_-]{22}"
_ANSWER: Final = re.compile(
    rf"{FIELD}=(?P<name>{_WORD})\.(?P<token>{_WORD})&decision=(?P<decision>proceed|cancel)".encode()
)
_SIZES: Final = frozenset(len(f"{FIELD}=.&decision={decision}") + 44 for decision in ("proceed", "cancel"))
_FORM: Final = "application/x-www-form-urlencoded"


type Render = Callable[..., tuple[bytes, str]]
"""Draws a page, as ``agent.assets.warning_page`` does: its bytes and its Content-Security-Policy."""


@dataclass(slots=True, repr=False)
class _Page:
    """A request held behind a page. ``session``: who may answer; ``back``: where a cancel leads.

    ``client``: the address that has to do where the browser may keep no cookie. ``released``: it may go once.
    """

    original: http.Request
    question: Question
    origin: str
    session: str
    client: str
    back: str
    until: float
    render: Render
    token: str = ""
    used: bool = False
    released: bool = False

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
        own: OwnHosts,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = own
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

    def page(self, flow: http.HTTPFlow, visit: Visit, name: str) -> http.Response:
        """The page itself, on our own host; where it is answered, the same request is asked about anew."""
        page = self._pages.get(name)
        if page is None or page.until < self._clock():
            return _see(_front(flow))
        if not self._owns(flow, visit, page) or not is_whole_page(flow.request):
            return forbidden()
        if page.used:
            return self._again(flow, page)
        page.token = new_secret()
        response = http.Response.make(200, b"", {"content-type": "text/html; charset=utf-8"})
        response.content, policy = page.render(
            {
                **page.question.warning,
                "seconds": int(page.until - self._clock()),
            },  # as long as its token lives
            form_action=PAGE,
            field=FIELD,
            token=f"{name}.{page.token}",
            back=f"{page.origin}{page.back}",
        )
        _protect(response, policy)
        return response

    async def answer(self, flow: http.HTTPFlow, visit: Visit) -> http.Response:
        """Take a page's answer, on our own host."""
        found = _ANSWER.fullmatch(flow.request.raw_content or b"")
        if not found or not is_own_form(flow):
            return forbidden()
        page = self._pages.get(found["name"].decode())
        if page is None or page.until < self._clock():
            return _see(_front(flow))
        if not self._owns(flow, visit, page):
            return forbidden()
        if page.used:
            return self._again(flow, page)
        if not page.token or not hmac.compare_digest(page.token.encode(), found["token"]):
            return forbidden()
        page.used = True
        return await self._decided(page, visit.session, proceed=found["decision"] == b"proceed")

    def release(self, flow: http.HTTPFlow, visit: Visit) -> http.Response | None:
        """An answer sent on to the held request's own address. None: that request has taken its place.

        Whatever may know the answer there, it was decided already, and goes once.
        """
        found = _ANSWER.fullmatch(flow.request.raw_content or b"")
        page = self._pages.get(found["name"].decode()) if found else None
        if page is None or page.until < self._clock() or page.origin != origin_of(flow):
            return _see("/")
        if not self._owns(flow, visit, page):
            return forbidden()
        if not page.released:
            return self._again(flow, page)
        page.released = False
        flow.request = page.original.copy()
        return None

    def _owns(self, flow: http.HTTPFlow, visit: Visit, page: _Page) -> bool:
        """Whether the page is for this browser."""
        return visit.session == page.session or (bool(page.client) and page.client == client_of(flow))

    def _again(self, flow: http.HTTPFlow, page: _Page) -> http.Response:
        """A used page was loaded again: the same request is asked about anew."""
        if not page.in_place:
            return _see(f"{page.origin}{page.original.path}")
        return self._open(replace(page, used=False, released=False, token=""), self._own.origin_for(flow))

    async def _decided(self, page: _Page, session: str, *, proceed: bool) -> http.Response:
        """Carry out the person's decision."""
        back = f"{page.origin}{page.back}"
        if not proceed:
            return _see(back)
        verdict = page.question.verdict
        await self._grants.remember(session, subjects(verdict), verdict.action.kind)
        if page.in_place and verdict.action.release == "held":
            page.released = True
            return _see(f"{page.origin}{page.original.path}", status=307)
        await self._grants.once(session, act_of(verdict.action))
        return _see(back if page.in_place else f"{page.origin}{page.original.path}")

    def _show(
        self, flow: http.HTTPFlow, visit: Visit, question: Question, render: Render, back: str
    ) -> http.Response:
        """Send the browser to a page about the request in ``flow``."""
        client = "" if visit.known else client_of(flow)
        settled = http.Response.make(200)
        visit.settle(settled)
        page = _Page(
            original=flow.request.copy(),
            question=question,
            origin=origin_of(flow),
            session=visit.session,
            client=client,
            back=back,
            until=0,
            render=render,
        )
        response = self._open(page, self._own.origin_for(flow))
        response.headers.set_all("set-cookie", settled.headers.get_all("set-cookie"))
        return response

    def _open(self, page: _Page, own: str) -> http.Response:
        """Keep a page, and send the browser to it."""
        page.until = self._clock() + self._limits.page
        name = new_secret()
        self._pages[name] = page
        _trim(self._pages, self._limits.pages)
        return _lead(f"{own}{PAGE}?{name}", page.question.warning)


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


def _front(flow: http.HTTPFlow) -> str:
    """The front of the site that our own host stands for."""
    own = origin_of(flow)
    return own.replace(f"://{host_of(flow)}", f"://{site_of(host_of(flow))}", 1) + "/"


def _see(place: str, status: int = 303) -> http.Response:
    """Send the browser on; nobody upstream learns from where."""
    headers = {"location": place, "cache-control": "no-store", "referrer-policy": "no-referrer"}
    return http.Response.make(status, b"", headers)


def _lead(place: str, warning: Mapping[str, Any]) -> http.Response:
    """A page that goes on to our own host by itself: many sites forbid their forms to be sent elsewhere."""
    lang, text = (html.escape(str(warning[name])) for name in ("lang", "heading"))
    body = (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="robots" content="noindex">'
        f'<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="0;url={place}">'
        f'<title>{text}</title><p><a href="{place}">{text}</a></p></html>'
    )
    response = http.Response.make(200, body, {"content-type": "text/html; charset=utf-8"})
    _protect(response, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
    response.headers["referrer-policy"] = "no-referrer"
    return response


def _protect(response: http.Response, policy: str) -> None:
    """Nobody stores the page, frames it, or reaches into it from another window."""
    response.headers["content-security-policy"] = policy
    response.headers["cache-control"] = "no-store"
    # Else the form would carry no origin, and we would refuse it.
    response.headers["referrer-policy"] = "same-origin"
    response.headers["x-frame-options"] = "DENY"
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["cross-origin-opener-policy"] = "same-origin"


def _trim(table: OrderedDict[str, Any], size: int) -> None:
    """Let the oldest go."""
    while len(table) > size:
        table.popitem(last=False)
