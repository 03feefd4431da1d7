"""The desk asks one agent at a time about each hold, of its own session alone, and carries out the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from proxy_addon.agents import Event
from proxy_addon.desk import Desk
from proxy_addon.grants import MemoryGrants, act_of, subjects
from proxy_addon.hold import Decision, Hold, Question
from proxy_addon.limits import Limits
from rules.model import Verdict
from tests.support.small_engine import like
from tests.support.waiting import QUICK, never, until

pytestmark = pytest.mark.usefixtures("patient")

TOKEN = "T"
LIKE = Question(like("calon"), {})


class Table:
    """A desk with its grants, and what a test does at it."""

    def __init__(self, limits: Limits = QUICK, hold_seconds: float = 5) -> None:
        self.grants = MemoryGrants(10, size=99)
        self.desk = Desk(self.grants, hold_seconds=hold_seconds, limits=limits)
        self.taps: list[asyncio.Task[Decision]] = []

    def tap(
        self, session: str = "s", key: bytes = b"k", verdict: Verdict | None = None
    ) -> asyncio.Task[Decision]:
        """A request that waits."""
        question = Question(verdict, {}) if verdict else LIKE
        task = asyncio.create_task(self.desk.ask(session, key, question, never()))
        self.taps.append(task)
        return task

    async def listen(self, token: str = TOKEN, session: str = "s") -> list[Event]:
        """One long poll."""
        return await self.desk.listen(session, token, never())

    async def hear(self, token: str = TOKEN, session: str = "s") -> str:
        """The id of the one hold an agent hears of."""
        (event,) = await self.listen(token, session)
        assert event["type"] == "hold"
        return event["id"]

    async def decide(self, session: str, token: str, hold_id: str, decision: str) -> str | None:
        """An agent cancels, or the person proceeds in the frame that the agent shows."""
        if decision == "cancel":
            return "refused" if self.desk.refuse(session, token, hold_id, "cancel") else None
        hold = self.desk.find(hold_id)
        return await self.desk.decide(hold, "proceed") if hold and hold.session == session else None


@pytest.fixture
async def table() -> AsyncIterator[Table]:
    """A desk that must be empty in the end: no test leaves a hold open."""
    made = Table()
    yield made
    await asyncio.gather(*made.taps)
    assert made.desk.open_holds == 0


async def test_an_agent_asks_and_the_answer_reaches_the_tap(table: Table) -> None:
    """Listen, claim, decide: the held request goes."""
    tap = table.tap()
    hold_id = await table.hear()
    hold = table.desk.claim("s", "T", hold_id)
    assert hold
    assert hold.question is LIKE
    assert await table.decide("s", "T", hold_id, "proceed") == "released"
    assert await tap == "proceed"


async def test_cancel_refuses(table: Table) -> None:
    """A cancelled tap grants nothing."""
    tap = table.tap()
    hold_id = await table.hear()
    assert await table.decide("s", "T", hold_id, "cancel") == "refused"
    assert await tap == "cancel"
    assert not await table.grants.remembered("s", subjects(LIKE.verdict), "like")


async def test_holds_are_counted_while_one_more_comes(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a thread that counts them while the loop goes on."""
    taps = [table.tap(key=b"1"), table.tap(key=b"2")]
    first, second = await table.listen()
    holds = table.desk._places["s"].holds

    def one_more_came(hold: Hold) -> str:
        holds["another"] = hold
        return "waiting"

    with monkeypatch.context() as patch:
        patch.setattr(Hold, "state", property(one_more_came))
        assert table.desk.open_holds == 2
    del holds["another"]
    for event in (first, second):
        await table.decide("s", TOKEN, event["id"], "cancel")
    assert [await tap for tap in taps] == ["cancel", "cancel"]


async def test_a_listening_agent_hears_at_once(table: Table) -> None:
    """An agent that already listens wakes up when a tap comes."""
    listening = asyncio.create_task(table.listen())
    await asyncio.sleep(0.02)
    table.tap()
    (event,) = await listening
    await table.decide("s", "T", event["id"], "cancel")


async def test_without_news_a_poll_ends_empty(table: Table) -> None:
    """Nothing is held in this session."""
    assert await table.listen() == []


async def test_a_poll_whose_client_left_takes_no_news(table: Table) -> None:
    """An agent that is gone does not swallow what others must hear."""
    table.tap()

    async def gone() -> None:
        pass

    await table.desk.listen("s", "old", gone())
    await table.decide("s", "new", await table.hear("new"), "cancel")


async def test_one_dialog_not_one_per_tab(table: Table) -> None:
    """Both tabs hear of the hold, only the first gets to ask; the second is told of the end."""
    table.tap()
    hold_id = await table.hear("first")
    assert await table.hear("second") == hold_id
    assert table.desk.claim("s", "first", hold_id)
    assert table.desk.claim("s", "second", hold_id) is None
    await table.decide("s", "first", hold_id, "cancel")
    assert await table.listen("second") == [{"type": "close", "id": hold_id, "reason": "decided"}]
    assert await table.listen("first") == []


async def test_a_silent_agents_claim_is_offered_again(table: Table) -> None:
    """The tab with the dialog was closed: another tab hears of the hold and may ask."""
    table.tap()
    hold_id = await table.hear("closed")
    assert table.desk.claim("s", "closed", hold_id)
    assert await table.hear("other") == hold_id
    assert await table.hear("other") == hold_id
    assert table.desk.claim("s", "other", hold_id)
    await table.decide("s", "other", hold_id, "cancel")


async def test_a_listening_agent_keeps_its_claim(table: Table) -> None:
    """While the tab with the dialog listens on, nobody else gets it."""
    table.tap()
    hold_id = await table.hear("first")
    assert table.desk.claim("s", "first", hold_id)
    await table.listen("first")
    assert table.desk.claim("s", "second", hold_id) is None
    await table.decide("s", "first", hold_id, "cancel")


async def test_a_lost_answer_is_told_again(table: Table) -> None:
    """An agent that heard of a hold and never claims it hears of it once more."""
    table.tap()
    hold_id = await table.hear()
    assert await table.hear() == hold_id
    await table.decide("s", "T", hold_id, "cancel")


async def test_nobody_there_to_ask(table: Table) -> None:
    """Without any agent the tap does not wait for its deadline."""
    assert await table.tap() == "unseen"


async def test_an_agent_that_left_with_the_news(table: Table) -> None:
    """A page that was left while its poll took the news along never asks; the tap does not wait for it."""
    tap = table.tap()
    await table.hear()
    assert await tap == "unseen"


async def test_an_agent_between_two_polls_is_there(table: Table) -> None:
    """A tap right after a poll ended still waits."""
    await table.listen()
    tap = table.tap()
    await asyncio.sleep(0.05)
    await table.decide("s", "T", await table.hear(), "proceed")
    assert await tap == "proceed"


@pytest.mark.parametrize("claimed", [True, False])
async def test_deadline_cancels(claimed: bool) -> None:
    """A dialog left alone expires; if no dialog was ever on screen, nobody has seen it."""
    table = Table(hold_seconds=0.05)
    tap = table.tap()
    hold_id = await table.hear()
    if claimed:
        table.desk.claim("s", "T", hold_id)
    assert await tap == ("expired" if claimed else "unseen")
    assert await table.listen() == [{"type": "close", "id": hold_id, "reason": "expired"}]


async def test_the_same_request_joins_its_hold(table: Table) -> None:
    """A site's retry makes no second dialog; both get the answer."""
    taps = [table.tap(), table.tap()]
    hold_id = await table.hear()
    assert table.desk.open_holds == 1
    await table.decide("s", "T", hold_id, "cancel")
    assert await asyncio.gather(*taps) == ["cancel", "cancel"]


async def test_after_the_answer_the_same_request_is_a_new_tap(table: Table) -> None:
    """Who cancelled and taps again is asked again, at once."""
    for _ in range(2):
        tap = table.tap()
        await table.decide("s", "T", await table.hear(), "cancel")
        assert await tap == "cancel"


async def test_other_sessions_neither_see_nor_decide(table: Table) -> None:
    """Two browsers behind one address: each sees its own holds alone."""
    mine, theirs = table.tap("mine"), table.tap("theirs")
    my_id, their_id = await table.hear("M", "mine"), await table.hear("T", "theirs")
    assert my_id != their_id
    assert table.desk.claim("mine", "M", their_id) is None
    assert await table.decide("mine", "M", their_id, "proceed") is None
    await table.decide("mine", "M", my_id, "proceed")
    await table.decide("theirs", "T", their_id, "cancel")
    assert (await mine, await theirs) == ("proceed", "cancel")


async def test_a_late_proceed_reaches_nobody_and_is_remembered(table: Table) -> None:
    """The page gave up meanwhile: the person is told so, and the next tap passes."""

    async def gives_up() -> None:
        await asyncio.sleep(0.05)

    tap = asyncio.create_task(table.desk.ask("s", b"k", LIKE, gives_up()))
    hold_id = await table.hear()
    table.desk.claim("s", "T", hold_id)
    assert await tap == "aborted"
    assert await table.listen() == [{"type": "close", "id": hold_id, "reason": "aborted"}]
    assert await table.decide("s", "T", hold_id, "proceed") == "gone"
    assert await table.grants.spend("s", act_of(LIKE.verdict.action))


async def test_proceed_after_the_deadline_is_gone(table: Table) -> None:
    """An answer that comes just too late never says that the request went."""
    tap = table.tap()
    hold_id = await table.hear()
    table.desk.claim("s", "T", hold_id)
    table.desk.close()
    assert await tap == "expired"
    assert await table.decide("s", "T", hold_id, "proceed") == "gone"


async def test_answering_twice_changes_nothing(table: Table) -> None:
    """The same "proceed" again, as after a lost answer, is told the same."""
    tap = table.tap()
    hold_id = await table.hear()
    assert await table.decide("s", "T", hold_id, "proceed") == "released"
    assert await tap == "proceed"
    assert await table.decide("s", "T", hold_id, "proceed") == "released"
    assert not await table.grants.spend("s", act_of(LIKE.verdict.action))


async def test_rule_that_wants_a_second_tap(table: Table) -> None:
    """Such a hold grants one tap and says so."""
    verdict = like("calon", release="again")
    table.tap(verdict=verdict)
    assert await table.decide("s", "T", await table.hear(), "proceed") == "again"
    assert await table.grants.spend("s", act_of(verdict.action))


async def test_what_one_proceed_covers_is_not_asked_again(table: Table) -> None:
    """Of several taps on one account the others go with the first; another account's tap waits on."""
    same = [table.tap(key=b"%d" % n) for n in range(3)]
    other = table.tap(key=b"other", verdict=like("calon-lain"))
    events = await table.listen()
    assert len(events) == 4
    await table.decide("s", "T", events[0]["id"], "proceed")
    assert await asyncio.gather(*same) == ["proceed"] * 3
    await table.decide("s", "T", events[3]["id"], "cancel")
    assert await other == "cancel"


async def test_a_hundred_at_once(table: Table) -> None:
    """Each of a hundred different taps gets its own answer."""
    taps = [table.tap(key=b"%d" % n, verdict=like(f"calon{n}")) for n in range(100)]
    events = await table.listen()
    assert len(events) == 100
    for n, event in enumerate(events):
        await table.decide("s", "T", event["id"], "cancel" if n % 2 else "proceed")
    assert await asyncio.gather(*taps) == ["proceed", "cancel"] * 50


async def test_beyond_the_bound_taps_are_refused_at_once() -> None:
    """A script that taps without end is not held without end."""
    table = Table(replace(QUICK, holds=2))
    held = [table.tap(key=b"%d" % n) for n in range(2)]
    await asyncio.sleep(0)
    assert await table.tap(key=b"more") == "expired"
    table.desk.close()
    await asyncio.gather(*held)


async def test_sessions_are_bounded_and_forgotten() -> None:
    """Idle sessions go after a while, the oldest go when there are too many, and what they held expires."""
    table = Table(replace(QUICK, sessions=3))
    oldest = table.tap("oldest")
    await asyncio.sleep(0)
    for n in range(3):
        table.desk.claim(f"s{n}", "T", "none")
    assert repr(table.desk) == "<Desk 3 sessions>"
    assert await oldest == "unseen"
    await asyncio.sleep(QUICK.idle + 0.01)
    table.desk.claim("fresh", "T", "none")
    assert repr(table.desk) == "<Desk 1 sessions>"


async def test_agents_are_bounded() -> None:
    """A browser that opens page after page does not fill the memory."""
    table = Table(replace(QUICK, agents=2))

    async def gone() -> None:
        pass

    for n in range(5):
        await table.desk.listen("s", f"T{n}", gone())
    assert [*table.desk._places["s"].agents] == ["T3", "T4"]


async def test_decided_holds_are_forgotten() -> None:
    """After a while a hold is not even known by its id."""
    table = Table(replace(QUICK, kept=0.02))
    tap = table.tap()
    hold_id = await table.hear()
    await table.decide("s", "T", hold_id, "cancel")
    await tap
    await until(lambda: not table.desk._places["s"].holds)
    assert await table.decide("s", "T", hold_id, "proceed") is None
