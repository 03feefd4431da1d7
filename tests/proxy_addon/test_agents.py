"""An agent hears of each hold once, again when it is offered again, and of its end."""

from __future__ import annotations

import pytest

from proxy_addon.agents import Agent
from proxy_addon.hold import Decision, Hold, Question
from tests.support.small_engine import like


@pytest.fixture
async def hold() -> Hold:
    """A hold that nobody has claimed."""
    return Hold(b"", Question(like("calon"), {}), seconds=60, retry_grace=1, on_decided=lambda _: None)


async def test_a_hold_is_told_once(hold: Hold) -> None:
    """The second time there is no news."""
    agent = Agent()
    assert agent.news([hold], 0, 2) == [{"type": "hold", "id": hold.id}]
    assert agent.news([hold], 1, 2) == []


async def test_an_unclaimed_hold_is_told_again(hold: Hold) -> None:
    """After the patience the answer counts as lost, while a claimed hold is nobody else's news."""
    agent = Agent()
    agent.news([hold], 0, 2)
    assert agent.news([hold], 2, 2)
    hold.claim("other")
    assert agent.news([hold], 9, 2) == []


async def test_a_hold_offered_again_is_news(hold: Hold) -> None:
    """When the agent that had it fell silent, others hear of it at once."""
    agent = Agent()
    agent.news([hold], 0, 2)
    hold.claim("other")
    hold.offer_again()
    assert agent.news([hold], 1, 2) == [{"type": "hold", "id": hold.id}]


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        ("cancel", "decided"),
        ("proceed", "decided"),
        ("expired", "expired"),
        ("unseen", "expired"),
        ("aborted", "aborted"),
    ],
)
async def test_the_end_is_told_once_with_its_reason(hold: Hold, decision: Decision, reason: str) -> None:
    """Who heard of a hold hears of its end; who did not hears nothing."""
    agent = Agent()
    agent.news([hold], 0, 2)
    hold.decide(decision)
    assert agent.news([hold], 0, 2) == [{"type": "close", "id": hold.id, "reason": reason}]
    assert agent.news([hold], 0, 2) == []
    assert Agent().news([hold], 0, 2) == []
