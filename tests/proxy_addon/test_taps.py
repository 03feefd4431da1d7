"""What becomes of a request that could be an action, for every decision there is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from mitmproxy import http

from proxy_addon.counters import Counters
from proxy_addon.desk import Desk
from proxy_addon.faults import Faults
from proxy_addon.grants import MemoryGrants
from proxy_addon.hold import Decision, Question
from proxy_addon.navigation import Pages
from proxy_addon.own_host import OwnHosts
from proxy_addon.taps import Taps
from proxy_addon.visits import Visit, begin
from rules.model import Action, Level, Verdict
from tests.support.flows import flow, navigation
from tests.support.small_engine import HOST, REFUSED, SmallEngine
from tests.support.waiting import QUICK, never

pytestmark = pytest.mark.usefixtures("patient")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COOKIE = "jari-netral=" + "S" * 22


class Deciding(Desk):
    """A desk where the answer is known beforehand; ``asked`` says what about."""

    def __init__(self, grants: MemoryGrants) -> None:
        super().__init__(grants, hold_seconds=5, limits=QUICK)
        self.answer: Decision = "cancel"
        self.asked: list[tuple[str, bytes]] = []

    async def ask(
        self, session: str, key: bytes, question: Question, gone: Any, client: str = ""
    ) -> Decision:
        """Answer."""
        asyncio.ensure_future(gone).cancel()
        self.asked.append((session, key))
        return self.answer


class Way:
    """The way of a tap, with everything it needs."""

    def __init__(self) -> None:
        self.engine = SmallEngine()
        self.grants = MemoryGrants(10, size=9)
        self.desk = Deciding(self.grants)
        self.pages = Pages(
            self.grants, QUICK, warning_page=draw, notice_page=draw, own=OwnHosts(frozenset({HOST}))
        )
        self.counters = Counters(lambda: NOW, 1)
        self.taps = Taps(
            self.engine,
            self.desk,
            self.pages,
            self.grants,
            faults=Faults(self.counters.add, lambda _: None),
            counters=self.counters,
            limits=replace(QUICK, sessions=2),
            clock=lambda: NOW,
            gone=lambda _: never(),
        )

    async def take(self, one: http.HTTPFlow) -> tuple[http.Response | None, Visit]:
        """Send one request this way."""
        visit = begin(one, HOST)
        return await self.taps.handle(one, visit), visit

    def counted(self) -> set[str]:
        """What was counted."""
        return {name for day in self.counters.shown().values() for name in day}


def draw(*_: Any, **__: Any) -> tuple[bytes, str]:
    """A page."""
    return b"page", "default-src 'none'"


def like(handle: str = "calon", cookie: str = COOKIE) -> http.HTTPFlow:
    """A tap."""
    return flow("POST", f"/like/{handle}", b"x=1", cookie=cookie)


@pytest.fixture
def way() -> Way:
    """A fresh one."""
    return Way()


@pytest.mark.parametrize("decision", ["cancel", "expired", "aborted", "unseen"])
async def test_only_proceed_lets_a_tap_go(way: Way, decision: Decision) -> None:
    """Every other decision is a refusal, and is counted."""
    way.desk.answer = decision
    response, _ = await way.take(like())
    assert response
    assert response.content == REFUSED
    assert way.counted() == {decision}


async def test_a_refusal_is_of_the_rules_one_asked_under(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that change during the hold, and may know the platform no more, change nothing about it."""
    ask = way.desk.ask

    async def meanwhile(*arguments: Any) -> Decision:
        way.engine.failing.add("refusal")
        return await ask(*arguments)

    monkeypatch.setattr(way.desk, "ask", meanwhile)
    response, _ = await way.take(like())
    assert response
    assert response.content == REFUSED
    assert way.counted() == {"cancel"}


async def test_proceed(way: Way) -> None:
    """The request goes; unless its rule wants a second tap."""
    way.desk.answer = "proceed"
    assert (await way.take(like()))[0] is None
    way.engine.release = "again"
    assert (await way.take(like()))[0] is not None


async def test_what_passes_is_not_asked(way: Way) -> None:
    """Unregistered accounts reach nobody's desk."""
    assert (await way.take(like("warga")))[0] is None
    assert way.desk.asked == []


@pytest.mark.parametrize(("reason", "counted"), [("unknown-author", {"unknown"}), ("unregistered", set())])
async def test_unknown_authors_are_counted(
    way: Way, monkeypatch: pytest.MonkeyPatch, reason: str, counted: set[str]
) -> None:
    """A post whose author was never learned passes and is counted; one known to be harmless just passes."""
    verdict = Verdict(Level.PASS, reason, Action("sosial", "like", "like"))
    monkeypatch.setattr(way.engine, "judge", lambda *_: verdict)
    assert (await way.take(like()))[0] is None
    assert way.counted() == counted


async def test_a_grant_is_not_asked(way: Way) -> None:
    """Within its session."""
    await way.grants.remember("S" * 22, ["sosial:@calon"], "like")
    assert (await way.take(like()))[0] is None
    assert way.desk.asked == []
    await way.take(like(cookie="jari-netral=" + "T" * 22))
    assert len(way.desk.asked) == 1


async def test_navigations_get_a_page_and_frames_a_dialog(way: Way) -> None:
    """A tab has room for a whole page, a frame's page can ask."""
    response, _ = await way.take(navigation(path="/like/calon", cookie=COOKIE))
    assert response
    assert f"url=https://jari-netral.{HOST}/.well-known/".encode() in (response.content or b"")
    assert way.desk.asked == []
    await way.take(
        flow(path="/like/calon", cookie=COOKIE, sec_fetch_mode="navigate", sec_fetch_dest="iframe")
    )
    assert len(way.desk.asked) == 1
    assert way.counted() == {"page", "cancel"}


async def test_an_unseen_tap_is_explained_at_the_next_page(way: Way) -> None:
    """Even to a browser that had no cookie: it gets one with the refusal."""
    way.desk.answer = "unseen"
    response, visit = await way.take(flow("POST", "/like/calon", b"x=1"))
    assert response
    assert response.headers["set-cookie"].startswith(f"jari-netral={visit.session};")
    wanted = navigation(cookie=f"jari-netral={visit.session}")
    assert way.pages.has_notice(wanted, begin(wanted, HOST))


@pytest.mark.parametrize(
    ("decision", "times"), [("proceed", 1), ("cancel", 1), ("expired", 2), ("aborted", 2), ("unseen", 2)]
)
async def test_a_reminder_once_seen_is_not_repeated(way: Way, decision: Decision, times: int) -> None:
    """Whoever answered it has read it; who never saw it has not. All uploads share one question."""
    way.desk.answer = decision
    for n in range(2):
        await way.take(flow("POST", f"/upload/{n}", b"photo%d" % n, cookie=COOKIE))
    assert len(way.desk.asked) == times
    assert len({key for _, key in way.desk.asked}) == 1


async def test_reminders_are_bounded(way: Way) -> None:
    """The oldest sessions are forgotten first."""
    for name in "SABS":
        await way.take(flow("POST", "/upload", b"photo", cookie=f"jari-netral={name * 22}"))
    assert len(way.desk.asked) == 4


async def test_a_cancel_stands_whatever_fails(way: Way) -> None:
    """Without the platform's shape there is still a refusal."""
    way.engine.failing = {"refusal"}
    response, _ = await way.take(like())
    assert response
    assert response.status_code == 403
    assert way.counted() == {"cancel", "fault"}
