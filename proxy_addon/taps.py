"""The way of a tap: read it, judge it, ask, and let the very same request go or refuse it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from mitmproxy import http

from proxy_addon.counters import Counters
from proxy_addon.desk import Desk
from proxy_addon.faults import Faults
from proxy_addon.flows import client_of, is_whole_page, key_of, request_of
from proxy_addon.grants import Grants, act_of, subjects
from proxy_addon.hold import Decision, Question
from proxy_addon.limits import Limits
from proxy_addon.navigation import Pages
from proxy_addon.refusing import bare, refused
from proxy_addon.seam import Engine
from proxy_addon.visits import Visit
from rules.model import Action, Level, Refusal, Request, Verdict

_REMINDER: Final = "reminder"
_UNKNOWN: Final = "unknown-author"


class Taps:
    """Decides what becomes of a request that could be an action."""

    def __init__(
        self,
        engine: Engine,
        desk: Desk,
        pages: Pages,
        grants: Grants,
        *,
        faults: Faults,
        counters: Counters,
        limits: Limits,
        clock: Callable[[], datetime],
        gone: Callable[[http.HTTPFlow], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._desk = desk
        self._pages = pages
        self._grants = grants
        self._faults = faults
        self._counters = counters
        self._limits = limits
        self._clock = clock
        self._gone = gone
        self._reminded: OrderedDict[str, None] = OrderedDict()

    async def handle(self, flow: http.HTTPFlow, visit: Visit) -> http.Response | None:
        """The answer to give instead of letting the request go; None lets it go as it is."""
        now = self._clock()
        request = request_of(flow)
        verdict = self._engine.judge(request, now)
        if verdict is None or verdict.level is Level.PASS:
            self._count_unknown(verdict)
            return None
        if await self._settled(visit.session, verdict):
            return None
        question = Question(verdict, self._engine.warning(verdict, now))
        if is_whole_page(flow.request):
            self._counters.add("page")
            return self._pages.ask(flow, visit, question)
        # Made before the hold: whatever rules are in force after it, this is what the page asked under.
        refusal = self._refusal(verdict.action)
        decision = await self._desk.ask(
            visit.session, _key(request, verdict), question, self._gone(flow), client_of(flow)
        )
        return self._carry_out(flow, visit, question, decision, refusal)

    def _count_unknown(self, verdict: Verdict | None) -> None:
        """A post whose author was never learned passes; how many there are tells how much we miss."""
        if verdict and verdict.reason == _UNKNOWN:
            self._counters.add("unknown")

    def _carry_out(
        self,
        flow: http.HTTPFlow,
        visit: Visit,
        question: Question,
        decision: Decision,
        refusal: Refusal | None,
    ) -> http.Response | None:
        """Release or refuse. From here on no failure of ours may let a cancelled request go."""
        action = question.verdict.action
        response = None
        if decision != "proceed" or action.release == "again":
            response = self._refused(flow, refusal)
        with self._faults:
            self._counters.add(decision)
            if decision in ("cancel", "proceed") and question.verdict.reason == _REMINDER:
                self._remember_reminder(visit.session)
            if response and decision == "unseen":
                visit.settle(response)
                self._pages.remember(visit.session, question)
        return response

    def _refusal(self, action: Action) -> Refusal | None:
        """The platform's own shape of a failure; None where even making one fails."""
        with self._faults:
            return self._engine.refusal(action, self._engine.settings.language)
        return None

    def _refused(self, flow: http.HTTPFlow, refusal: Refusal | None) -> http.Response:
        """The platform's own shape of a failure, or at least some refusal."""
        with self._faults:
            if refusal:
                return refused(flow, refusal)
        return bare()

    async def _settled(self, session: str, verdict: Verdict) -> bool:
        """Whether this need not be asked (again)."""
        action = verdict.action
        if verdict.reason == _REMINDER:
            return session in self._reminded
        if await self._grants.spend(session, act_of(action)):
            return True
        return await self._grants.remembered(session, subjects(verdict), action.kind)

    def _remember_reminder(self, session: str) -> None:
        """Once per browser session is enough."""
        self._reminded[session] = None
        while len(self._reminded) > self._limits.sessions:
            self._reminded.popitem(last=False)


def _key(request: Request, verdict: Verdict) -> bytes:
    """What joins one hold: the same request again; and all uploads that one reminder is for."""
    return _REMINDER.encode() if verdict.reason == _REMINDER else key_of(request)
