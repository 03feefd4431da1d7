"""The desk where people decide: per session its holds, its listening agents, and who asks about which hold.

All of it is in memory, bounded, and forgotten within minutes.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakValueDictionary

from proxy_addon.agents import Agent, Event
from proxy_addon.grants import Grants, act_of, subjects
from proxy_addon.hold import Decision, Hold, Question
from proxy_addon.limits import Limits

type Then = Literal["released", "again", "refused", "gone"]
"""What became of a decision; ``gone``: nobody waits for it any more, but the next tap will pass."""


def _pulse() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, repr=False)
class _Place:
    """One session at the desk. ``pulse`` is done as soon as something changed, and then replaced."""

    holds: OrderedDict[str, Hold] = field(default_factory=OrderedDict)
    by_key: dict[bytes, Hold] = field(default_factory=dict)
    agents: OrderedDict[str, Agent] = field(default_factory=OrderedDict)
    pulse: asyncio.Future[None] = field(default_factory=_pulse)
    used: float = 0.0

    def notify(self) -> None:
        """Wake every listening agent."""
        self.pulse.set_result(None)
        self.pulse = _pulse()

    def open_holds(self) -> list[Hold]:
        """The holds without a decision, oldest first. From a copy: who counts them may be another thread."""
        return [hold for hold in list(self.holds.values()) if hold.state != "decided"]

    def busy(self) -> bool:
        """Whether somebody waits here."""
        return any(agent.polls for agent in self.agents.values()) or bool(self.open_holds())


class Desk:
    """Every hold of this process. Sessions never see each other's."""

    def __init__(self, grants: Grants, *, hold_seconds: float, limits: Limits) -> None:
        self._grants = grants
        self._hold_seconds = hold_seconds
        self._limits = limits
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._by_id: WeakValueDictionary[str, Hold] = WeakValueDictionary()

    def __repr__(self) -> str:
        return f"<Desk {len(self._places)} sessions>"

    @property
    def open_holds(self) -> int:
        """How many holds wait for a decision; any thread may ask."""
        return sum(len(place.open_holds()) for place in list(self._places.values()))

    async def ask(
        self, session: str, key: bytes, question: Question, gone: Awaitable[None], client: str = ""
    ) -> Decision:
        """Hold one request until its person decides. "unseen": there was no place to ask."""
        place = self._place(session)
        hold = place.by_key.get(key) or self._open(place, key, question, session, client)
        decision = await hold.wait(gone)
        return "unseen" if decision == "expired" and not hold.was_claimed else decision

    async def listen(self, session: str, token: str, gone: Awaitable[None]) -> list[Event]:
        """What the agent ``token`` must hear, as soon as there is something; nothing after a while."""
        place = self._place(session)
        agent = self._agent(place, token)
        watch = asyncio.ensure_future(gone)
        agent.polls += 1
        try:
            return await self._news(place, agent, watch)
        finally:
            agent.polls -= 1
            watch.cancel()
            self._rest(place, token, agent)

    def told_alone(self, session: str, token: str, hold_id: str) -> Hold | None:
        """A waiting hold that no agent but ``token`` has heard of or is about to hear of; else None."""
        place = self._place(session)
        hold = place.holds.get(hold_id)
        others = (agent for one, agent in place.agents.items() if one != token)
        if hold is None or hold.state != "waiting":
            return None
        return None if any(agent.polls or hold_id in agent.told for agent in others) else hold

    def claim(self, session: str, token: str, hold_id: str) -> Hold | None:
        """Let the agent ``token`` ask about a hold; None if another does, or there is nothing to ask."""
        place = self._place(session)
        hold = place.holds.get(hold_id)
        if hold is None or not hold.claim(token):
            return None
        self._rest(place, token, self._agent(place, token))
        return hold

    def refuse(self, session: str, token: str, hold_id: str, decision: Literal["cancel", "unseen"]) -> bool:
        """Let the agent ``token`` end a hold, which it can never let go; false if there is no such hold."""
        place = self._place(session)
        hold = place.holds.get(hold_id)
        if hold is None:
            return False
        agent = self._agent(place, token)
        agent.told.pop(hold_id, None)
        self._rest(place, token, agent)
        hold.decide(decision)
        return True

    def find(self, hold_id: str) -> Hold | None:
        """The hold of that name, whosever it is; None once it is forgotten."""
        hold = self._by_id.get(hold_id)
        place = self._places.get(hold.session) if hold else None
        return hold if place and hold_id in place.holds else None

    async def decide(self, hold: Hold, decision: Literal["cancel", "proceed"]) -> Then:
        """Carry out what the person themself decided."""
        session, place = hold.session, self._place(hold.session)
        asking = place.agents.get(hold.claimed_by or "")
        if asking:
            asking.told.pop(hold.id, None)
        if decision == "cancel":
            hold.decide("cancel")
            return "refused"
        verdict = hold.question.verdict
        again = verdict.action.release == "again"
        await self._grants.remember(session, subjects(verdict), verdict.action.kind)
        reached = hold.decision == "proceed" or (hold.state != "decided" and hold.has_takers)
        hold.decide("proceed")
        if again or not reached:
            await self._grants.once(session, act_of(verdict.action))
        await self._release_granted(session, place)
        if not reached:
            return "gone"
        return "again" if again else "released"

    def close(self) -> None:
        """Let nothing go: every open hold expires."""
        for place in self._places.values():
            for hold in place.open_holds():
                hold.decide("expired")

    async def _release_granted(self, session: str, place: _Place) -> None:
        """Nobody is asked twice: what the same "proceed" covers goes, too."""
        for hold in place.open_holds():
            verdict = hold.question.verdict
            if verdict.action.release == "held" and await self._grants.remembered(
                session, subjects(verdict), verdict.action.kind
            ):
                hold.decide("proceed")

    async def _news(self, place: _Place, agent: Agent, watch: asyncio.Future[None]) -> list[Event]:
        """Wait for news, at most one poll long; look again now and then for what got lost."""
        loop = asyncio.get_running_loop()
        patience = self._limits.claim_grace
        until = loop.time() + self._limits.poll
        while (left := until - loop.time()) > 0 and not watch.done():
            if news := agent.news(place.holds.values(), loop.time(), patience):
                return news
            await asyncio.wait(
                {place.pulse, watch}, timeout=min(left, patience), return_when=asyncio.FIRST_COMPLETED
            )
        return []

    def _open(self, place: _Place, key: bytes, question: Question, session: str, client: str) -> Hold:
        """A new hold, offered to every agent of the session. Beyond the bound it expires at once."""
        full = len(place.open_holds()) >= self._limits.holds
        hold = Hold(
            key,
            question,
            seconds=self._hold_seconds,
            retry_grace=self._limits.retry_grace,
            on_decided=lambda decided: self._decided(place, decided),
            session=session,
            client=client,
        )
        place.holds[hold.id] = place.by_key[key] = self._by_id[hold.id] = hold
        if full:
            hold.was_claimed = True  # nothing to explain at the next page: a script made these, not a person
            hold.decide("expired")
        else:
            loop = asyncio.get_running_loop()
            loop.call_later(self._limits.agent_grace, self._look_for_agent, place, hold, loop.time())
            place.notify()
        return hold

    def _look_for_agent(self, place: _Place, hold: Hold, since: float) -> None:
        """Don't let a tap wait where nobody can ask: no agent was there ``since``. Look on until one asks.

        The last poll of a page that is gone may take the news of a tap with it.
        """
        if hold.was_claimed or hold.state == "decided":
            return
        if not any(agent.polls or agent.seen >= since for agent in place.agents.values()):
            hold.decide("unseen")
            return
        loop = asyncio.get_running_loop()
        loop.call_later(self._limits.agent_grace, self._look_for_agent, place, hold, loop.time())

    def _decided(self, place: _Place, hold: Hold) -> None:
        """Tell the agents; from now on the same request is a new tap; forget the hold after a while."""
        if place.by_key.get(hold.key) is hold:
            del place.by_key[hold.key]
        asyncio.get_running_loop().call_later(self._limits.kept, self._forget, place, hold)
        place.notify()

    def _forget(self, place: _Place, hold: Hold) -> None:
        """Drop a decided hold."""
        place.holds.pop(hold.id, None)
        for agent in place.agents.values():
            agent.told.pop(hold.id, None)

    def _rest(self, place: _Place, token: str, agent: Agent) -> None:
        """The agent is between two questions; if it stays silent, others get what it had claimed."""
        loop = asyncio.get_running_loop()
        agent.seen = loop.time()
        agent.rests += 1
        loop.call_later(self._limits.claim_grace, self._silent, place, token, agent, agent.rests)

    def _silent(self, place: _Place, token: str, agent: Agent, rests: int) -> None:
        """Offer an agent's holds to others, unless it came back meanwhile."""
        mine = [hold for hold in place.open_holds() if hold.claimed_by == token]
        if mine and not agent.polls and agent.rests == rests:
            for hold in mine:
                hold.offer_again()
            place.notify()

    def _agent(self, place: _Place, token: str) -> Agent:
        """The agent of that token; the ones longest silent make room."""
        agent = place.agents.setdefault(token, Agent())
        place.agents.move_to_end(token)
        _trim(place.agents, self._limits.agents, (t for t, a in place.agents.items() if not a.polls))
        return agent

    def _place(self, session: str) -> _Place:
        """The place of a session; idle ones are dropped after a while, and the oldest when there are many."""
        now = asyncio.get_running_loop().time()
        place = self._places.get(session)
        if place is None:
            place = self._places[session] = _Place(used=now)
            self._sweep(now)
        place.used = now
        self._places.move_to_end(session)
        return place

    def _sweep(self, now: float) -> None:
        """Drop sessions from the oldest on: those long idle, and as many as are too many."""
        for session, place in list(self._places.items())[:8]:
            too_many = len(self._places) > self._limits.sessions
            if not too_many and (now - place.used < self._limits.idle or place.busy()):
                return
            for hold in place.open_holds():
                hold.decide("expired")
            del self._places[session]


def _trim[T](table: OrderedDict[str, T], size: int, removable: Iterable[str]) -> None:
    """Remove ``removable`` keys, oldest first, until ``table`` has at most ``size``."""
    if len(table) > size:
        for key in list(removable)[: len(table) - size]:
            del table[key]
