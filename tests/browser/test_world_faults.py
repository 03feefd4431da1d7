"""Our own failure harms nobody: the request passes as it is, is counted, and is said once without content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.faulty import SECRET, Faulty
from tests.support.stack import Person, Stack, X, dialog, escape, learned
from tests.support.taps import ASKING, Tap, decided, outcome, post, settled, start

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, delay_seconds=0), "wrap": Faulty}
LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")


@pytest.fixture
def engine(stack: Stack) -> Iterator[Any]:
    """The engine, in order again when a test is over."""
    engine: Any = stack.addon._engine
    yield engine
    engine.failing.clear()


def faults(stack: Stack) -> int:
    """How many were counted."""
    return sum(day["fault"] for day in stack.addon.counters._days.values())


def test_a_tap_passes_when_our_part_fails(person: Person, stack: Stack, engine: Any) -> None:
    """Untouched and at once; every failure is counted, one line is said, and it tells nothing of the tap."""
    page = person.open(X)
    learned(stack)
    for part in ("interest", "judge", "warning"):
        passes_without(part, page, stack, engine)


def passes_without(part: str, page: Page, stack: Stack, engine: Any) -> None:
    """While one part of ours fails; when it works again, the next tap is asked about."""
    stack.site.log.clear()
    before = faults(stack)
    engine.failing.add(part)
    for _ in range(3):
        start(page, LIKE)
        assert outcome(page)["ok"]
    assert not dialog(page, 0.01)
    arrived = LIKE.arrived(stack.site)
    assert len(arrived) == 3
    assert not [one for one in arrived if "jari-netral" in str(one.headers)]
    assert faults(stack) >= before + 3
    assert 1 <= len(stack.said) == len(set(stack.said))
    assert not [line for line in stack.said if SECRET in line or LIKE.id in line or "x.com" in line]
    engine.failing.clear()
    assert not decided(page, LIKE, "escape")["ok"]
    assert len(LIKE.arrived(stack.site)) == 3


def test_a_page_comes_as_it_is_when_our_part_fails(person: Person, stack: Stack, engine: Any) -> None:
    """Without an agent, but whole and at work."""
    before = faults(stack)
    engine.failing.add("readable")
    page = person.open(X)
    assert page.locator("article").count() > 5
    assert faults(stack) > before
    assert not page.evaluate("() => Boolean(window.__roots)")


def test_what_was_cancelled_stays_so_when_our_part_fails(person: Person, stack: Stack, engine: Any) -> None:
    """Even if the refusal cannot be made in the platform's shape."""
    page = person.open(X)
    learned(stack)
    engine.failing.add("refusal")
    start(page, LIKE)
    assert dialog(page)
    escape(page)
    assert outcome(page)["status"] == 403
    settled(page, stack.site)
    assert not LIKE.arrived(stack.site)


def test_hosts_stay_closed_when_our_part_fails(person: Person, stack: Stack, engine: Any) -> None:
    """If we can't tell whether a host is covered, its connection passes undecrypted."""
    engine.failing.add("covers")
    page = person.open(X)
    start(page, LIKE)
    assert outcome(page)["ok"]
    assert not person.context.cookies(X) or "jari-netral" not in str(person.context.cookies(X))
