"""The addon that mitmproxy runs: hooks of a few lines over everything else in this package."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final

from mitmproxy import http

from proxy_addon.aborted import gave_up
from proxy_addon.agent.assets import agent_script, frame_page, notice_page, warning_page
from proxy_addon.counters import Counters
from proxy_addon.desk import Desk
from proxy_addon.faults import Faults
from proxy_addon.flows import host_of, is_navigation
from proxy_addon.grants import Grants, MemoryGrants
from proxy_addon.limits import Limits
from proxy_addon.navigation import Pages, is_answer, may_be_answer
from proxy_addon.own_door import OwnDoor
from proxy_addon.own_host import OwnHosts
from proxy_addon.page.codings import acceptable
from proxy_addon.page.document import PageStream
from proxy_addon.reading import Reader
from proxy_addon.reserved import PAGE, Door, forbidden, is_reserved
from proxy_addon.seam import Engine
from proxy_addon.serving import Serving
from proxy_addon.taps import Taps
from proxy_addon.tokens import Tokens
from proxy_addon.visits import Route, Visit, begin, visit_of
from rules.model import Settings

log = logging.getLogger("jari_netral")

ACCEPT: Final = "accept-encoding"
CONDITIONS: Final = ("if-none-match", "if-modified-since")
"""What a browser that stored a page before us would ask: a 304 carries a policy that forbids our script."""


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class Addon:
    """Holds taps, asks, releases or refuses. One instance serves one proxy, in one event loop."""

    name = "jari-netral"

    def __init__(
        self,
        engine: Engine,
        settings: Settings | None = None,
        *,
        clock: Callable[[], datetime] = now,
        limits: Limits | None = None,
        grants: Grants | None = None,
        hold_seconds: float | None = None,
        say: Callable[[str], None] = log.error,
    ) -> None:
        """Put the parts together; ``settings`` are the engine's unless given, ``hold_seconds`` theirs."""
        self._engine = engine
        self._clock = clock
        settings = settings or engine.settings
        limits = limits or Limits()
        self.counters = Counters(clock, limits.days)
        self.faults = Faults(self.counters.add, say)
        self.grants = grants or MemoryGrants(settings.grant_minutes, size=limits.grants)
        self.desk = Desk(self.grants, hold_seconds=hold_seconds or settings.hold_seconds, limits=limits)
        self.tokens = Tokens(limits.tokens)
        self._own = OwnHosts(engine.hosts)
        self.pages = Pages(
            self.grants, limits, warning_page=warning_page, notice_page=notice_page, own=self._own
        )

        gone = partial(gave_up, every=limits.poll_check)
        self._door = Door(self.desk, self.tokens, limits, gone, self._own)
        self._own_door = OwnDoor(self.desk, limits, frame_page)
        self._reader = Reader(engine, self.faults, self.counters, limits)
        self._serving = Serving(engine, self.tokens, self._reader, self.faults, agent_script, self._own)
        self._taps = Taps(
            engine,
            self.desk,
            self.pages,
            self.grants,
            faults=self.faults,
            counters=self.counters,
            limits=limits,
            clock=clock,
            gone=partial(gave_up, every=limits.abort_check),
        )

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Open a tunnel to our own host without looking for that host anywhere."""
        with self.faults:
            if self._own.has(host_of(flow)) and self._engine.covers(host_of(flow), self._clock()):
                flow.response = http.Response.make(200)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Take our cookie out; what can be no action streams on at once, and we never look at it again."""
        with self.faults:
            visit = begin(flow, host_of(flow))
            visit.covered = self._engine.covers(visit.host, self._clock())
            visit.route = self._route(flow, visit)
            if visit.route == "door":
                flow.request.stream = False  # for nobody else, however large it says it is; see streams
            if visit.route == "pass":
                flow.request.stream = True
                if visit.covered and self._engine.asks(flow.request.pretty_url):
                    flow.request.stream = visit.keep
                if visit.covered:
                    _ask_for_what_we_can_serve(flow.request, visit.head(flow).headers)

    def request(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Answer what is meant for us, and hold what is a tap; everything else takes no time here."""
        if flow.request.stream:
            visit = visit_of(flow)
            if visit and visit.route == "look":  # it outgrew what is kept of a body, and has gone on
                self.counters.add("oversize")
            return None
        if flow.response or flow.error:
            return None
        return self._look(flow)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Let the response stream: through the agent's injection, through a copy, or just on."""
        visit = visit_of(flow)
        if visit and visit.route != "ours":
            with self.faults:
                self._serving.prepare(flow, visit)

    def response(self, flow: http.HTTPFlow) -> None:
        """A page whose coding broke on the way must not look as if it had ended well."""
        if flow.response and isinstance(flow.response.stream, PageStream) and flow.response.stream.fault:
            flow.kill()

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Keep no message in memory: it goes on all the same."""
        assert flow.websocket
        flow.websocket.messages.clear()

    async def running(self) -> None:
        """The proxy is up: have the learning process ready before the first page."""
        await asyncio.get_running_loop().run_in_executor(None, self._reader.warm)

    def renew(self, engine: Engine) -> None:
        """Have the learning process change to ``engine``, which is about to take over. Not on the loop."""
        self._reader.renew(engine)

    def done(self) -> None:
        """The proxy ends: nothing that is held goes."""
        self.desk.close()
        self._reader.close()

    def _route(self, flow: http.HTTPFlow, visit: Visit) -> Route:
        """From a request's head: what we want of it."""
        request = flow.request
        if is_reserved(request.path) or self._own.has(visit.host):
            return "door"
        if may_be_answer(request):
            return "look"
        if not visit.covered:
            return "pass"
        head = visit.head(flow)
        interesting = self._engine.interest(head.method, head.url, head.headers)
        return "look" if interesting or self.pages.has_notice(flow, visit) else "pass"

    async def _look(self, flow: http.HTTPFlow) -> None:
        """Put an answer into the flow, or let it go as it is; our own failure lets it go, too."""
        visit = visit_of(flow) or Visit("", known=False, host="")
        # What was meant for us alone never goes on, whatever happens here.
        ours = visit.route == "door" or is_reserved(flow.request.path) or is_answer(flow.request)
        response = forbidden() if ours else None
        with self.faults:
            response = await self._answer(flow, visit)
        if response:
            visit.route = "ours"
            flow.response = response

    async def _answer(self, flow: http.HTTPFlow, visit: Visit) -> http.Response | None:
        """The answer of whatever this request is for; None if it may go."""
        if self._own.has(visit.host):
            return await self._decide(flow, visit)
        if visit.route == "door":
            return await self._door.answer(flow, visit.session)
        if is_answer(flow.request):
            return self.pages.release(flow, visit)
        if visit.route != "look" or not visit.covered:
            return None
        if self.pages.has_notice(flow, visit) and (notice := self.pages.notice(flow, visit)):
            return notice
        return await self._taps.handle(flow, visit)

    async def _decide(self, flow: http.HTTPFlow, visit: Visit) -> http.Response:
        """The answer of our own host, where people decide."""
        path, _, name = flow.request.path.partition("?")
        if path != PAGE:
            return await self._own_door.answer(flow, visit)
        return (
            await self.pages.answer(flow, visit)
            if flow.request.method == "POST"
            else self.pages.page(flow, visit, name)
        )


def _ask_for_what_we_can_serve(request: http.Request, head: Mapping[str, str]) -> None:
    """Ask for codings that we can decode, and for pages whole: else they would come without their agent."""
    offered = head.get(ACCEPT)
    if offered and (readable := acceptable(offered)) != offered:
        request.headers[ACCEPT] = readable
    for name in CONDITIONS:
        if name in head and is_navigation(request):
            del request.headers[name]
