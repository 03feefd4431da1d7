"""Grants are for one session, account and kind; they end by themselves and never cover more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy_addon.grants import MemoryGrants, act_of, subjects
from rules.model import Account, Action, Item
from tests.support.small_engine import like


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """It starts at zero."""
    return Clock()


async def test_a_grant_covers_its_session_account_and_kind_only(clock: Clock) -> None:
    """Another session, another account and another kind are asked about."""
    grants = MemoryGrants(10, size=9, clock=clock)
    await grants.remember("s", ["a"], "like")
    assert await grants.remembered("s", ["a"], "like")
    assert not await grants.remembered("t", ["a"], "like")
    assert not await grants.remembered("s", ["b"], "like")
    assert not await grants.remembered("s", ["a"], "share")
    assert not await grants.remembered("s", ["a", "b"], "like")
    assert not await grants.remembered("s", [], "like")


async def test_a_grant_runs_out(clock: Clock) -> None:
    """After its minutes it is gone."""
    grants = MemoryGrants(10, size=9, clock=clock)
    await grants.remember("s", ["a"], "like")
    clock.now = 599
    assert await grants.remembered("s", ["a"], "like")
    clock.now = 600
    assert not await grants.remembered("s", ["a"], "like")


async def test_zero_minutes_switch_grants_off(clock: Clock) -> None:
    """Then every tap is asked about, and one-shot grants still work."""
    grants = MemoryGrants(0, size=9, clock=clock)
    await grants.remember("s", ["a"], "like")
    assert not await grants.remembered("s", ["a"], "like")
    await grants.once("s", "act")
    assert await grants.spend("s", "act")


async def test_a_single_grant_is_spent_once(clock: Clock) -> None:
    """The second tap is asked about again; so is one that comes too late, or from elsewhere."""
    grants = MemoryGrants(10, size=9, once_seconds=5, clock=clock)
    await grants.once("s", "act")
    assert not await grants.spend("t", "act")
    assert await grants.spend("s", "act")
    assert not await grants.spend("s", "act")
    await grants.once("s", "act")
    clock.now = 5
    assert not await grants.spend("s", "act")


async def test_memory_is_bounded(clock: Clock) -> None:
    """The oldest grants go first."""
    grants = MemoryGrants(10, size=2, clock=clock)
    await grants.remember("s", ["a", "b", "c"], "like")
    assert not await grants.remembered("s", ["a"], "like")
    assert await grants.remembered("s", ["b", "c"], "like")
    assert repr(grants) == "<MemoryGrants 2>"


def test_subjects_are_accounts_or_hashtags_or_the_reason() -> None:
    """A grant is for what the warning was about."""
    verdict = like("calon")
    assert subjects(verdict) == (verdict.hits[0].record.key,)
    assert subjects(replace(verdict, hits=(), hashtags=("menang",))) == ("#menang",)
    assert subjects(replace(verdict, hits=())) == ("sosial:registered",)


def test_the_same_act_has_one_name() -> None:
    """Order and texts don't matter; target, kind and platform do; without a target the rule does."""
    act = Action("p", "like", "r", (Item("post", "1"), Item("post", "2")), (Account("9", None),))
    assert act_of(act) == act_of(replace(act, items=act.items[::-1], texts=("x",), rule="other"))
    others = [
        replace(act, kind="share"),
        replace(act, platform="q"),
        replace(act, items=()),
        replace(act, accounts=(Account(None, "9"),)),
    ]
    assert len({act_of(one) for one in [act, *others]}) == 5
    bare = Action("p", "post", "r")
    assert act_of(bare) != act_of(replace(bare, rule="s"))
