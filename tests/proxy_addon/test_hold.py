"""A hold keeps its first decision, and every request that waits for it gets that one."""

from __future__ import annotations

import asyncio

import pytest

from proxy_addon.hold import Hold, Question
from tests.support.small_engine import like

pytestmark = pytest.mark.usefixtures("patient")


async def never() -> None:
    """The client stays."""
    await asyncio.Event().wait()


async def at_once() -> None:
    """The client is gone."""


def make(seconds: float = 5, retry_grace: float = 0.02, decided: list[Hold] | None = None) -> Hold:
    """A hold about a like."""
    seen = decided if decided is not None else []
    question = Question(like("calon"), {})
    return Hold(b"key", question, seconds=seconds, retry_grace=retry_grace, on_decided=seen.append)


async def test_every_waiting_request_gets_the_decision() -> None:
    """Two requests that joined one hold are both told what was decided."""
    hold = make()
    waits = [asyncio.create_task(hold.wait(never())) for _ in range(2)]
    await asyncio.sleep(0)
    hold.decide("proceed")
    assert await asyncio.gather(*waits) == ["proceed", "proceed"]


async def test_first_decision_stays() -> None:
    """A second decision changes nothing and says so, and the owner hears of the first one only."""
    decided: list[Hold] = []
    hold = make(decided=decided)
    assert hold.decide("cancel")
    assert not hold.decide("proceed")
    assert hold.decision == "cancel"
    assert decided == [hold]


async def test_without_decision_it_expires() -> None:
    """The deadline decides when nobody does."""
    hold = make(seconds=0.01)
    assert hold.remaining > 0
    assert await hold.wait(never()) == "expired"
    assert hold.remaining == 0


async def test_a_request_given_up_is_told_so_at_once() -> None:
    """Who left is told "aborted", while the hold waits a moment for the site to try again."""
    hold = make()
    assert await hold.wait(at_once()) == "aborted"
    assert hold.state == "waiting"


async def test_a_retry_keeps_the_hold() -> None:
    """A request that joins within the grace keeps the hold open, and gets its decision."""
    hold = make(retry_grace=0.05)
    await hold.wait(at_once())
    retry = asyncio.create_task(hold.wait(never()))
    await asyncio.sleep(0.1)
    assert hold.state == "waiting"
    hold.decide("cancel")
    assert await retry == "cancel"


async def test_an_abandoned_hold_is_aborted() -> None:
    """When nobody waits any more and no retry comes, the hold is decided as aborted."""
    decided: list[Hold] = []
    hold = make(decided=decided)
    await hold.wait(at_once())
    await asyncio.sleep(0.05)
    assert [one.decision for one in decided] == ["aborted"]


async def test_one_of_two_leaving_does_not_abort() -> None:
    """As long as one request waits, the hold goes on."""
    hold = make(retry_grace=0)
    stays = asyncio.create_task(hold.wait(never()))
    await hold.wait(at_once())
    await asyncio.sleep(0.01)
    assert hold.state == "waiting"
    assert hold.has_takers
    hold.decide("cancel")
    await stays
    assert not hold.has_takers


async def test_only_one_agent_has_the_claim() -> None:
    """A claimed hold is not given to another agent until it is offered again; its own agent may ask twice."""
    hold = make()
    assert hold.claim("first")
    assert hold.claim("first")
    assert not hold.claim("second")
    assert repr(hold) == "<Hold claimed>"
    hold.offer_again()
    assert hold.claim("second")
    hold.decide("cancel")
    assert not hold.claim("second")
    hold.offer_again()
    assert hold.offer == 1
    assert repr(hold) == "<Hold decided>"


async def test_a_cancelled_wait_lets_nothing_go() -> None:
    """When the proxy ends under a waiting request, that request gets no answer at all."""
    hold = make()
    wait = asyncio.create_task(hold.wait(never()))
    await asyncio.sleep(0)
    wait.cancel()
    (result,) = await asyncio.gather(wait, return_exceptions=True)
    assert isinstance(result, asyncio.CancelledError)
    assert hold.decision is None
    hold.decide("expired")


async def test_repr_tells_nothing() -> None:
    """Printing a hold shows its state alone."""
    hold = make()
    assert repr(hold) == "<Hold waiting>"
    assert repr(hold.question).startswith("<proxy_addon.hold.Question object")
    hold.decide("cancel")
