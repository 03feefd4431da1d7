"""A hundred taps at once, with and without the memory of "proceed"."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from demo.arrivals import Arrival
from proxy_addon.limits import Limits
from tests.support.stack import Person, Stack, X, dialog, press
from tests.support.taps import ASKING, Tap, decided, knows, post, settled, until

pytestmark = pytest.mark.browser

PRODUCT = {
    "agency": replace(ASKING, grant_minutes=10, hold_seconds=150),
    # A page that sends a hundred requests may be busy for longer than the proxy waits for its next question.
    "limits": replace(Limits(), agent_grace=60, claim_grace=60),
}
COUNT = 100
BURST = "(count) => { demo.burst(count).then((outcomes) => { window.__burst = outcomes; }); }"


@pytest.fixture
def page(person: Person, stack: Stack) -> Page:
    """A feed with a hundred posts of the candidate."""
    page = person.open(f"{X}?burst={COUNT}")
    knows(stack, "x", post("x", 500_000 + COUNT - 1))
    return page


def likes(stack: Stack) -> list[Arrival]:
    """The likes that arrived."""
    return stack.site.log.of("/FavoriteTweet", method="POST")


def burst(page: Page, stack: Stack) -> None:
    """Tap a hundred posts at once, and wait until all are held."""
    page.evaluate(BURST, COUNT)
    until(lambda: stack.addon.desk.open_holds == COUNT, 60)


def outcomes(page: Page) -> list[bool]:
    """Whether each tap went well, in order."""
    page.wait_for_function("() => window.__burst", timeout=60_000)
    return [one["ok"] for one in page.evaluate("() => window.__burst")]


def test_a_cancel_is_for_one_tap_and_a_proceed_for_all_it_covers(page: Page, stack: Stack) -> None:
    """All wait behind one dialog, which counts them; other traffic flows; each is sent exactly once.

    After a cancel the next one is asked about in the same place; what was cancelled is never sent. In the end
    the desk has room again: one more tap is held and decided as ever.
    """
    burst(page, stack)
    until(lambda: f"{COUNT - 1} permintaan lain menunggu" in dialog(page), 30)
    settled(page, stack.site)
    assert not likes(stack)
    for left in (COUNT - 1, COUNT - 2, COUNT - 3):
        until(lambda left=left: f"{left} permintaan lain menunggu" in dialog(page), 30)  # type: ignore[misc]
        press(page, "cancel")
    until(lambda: f"{COUNT - 4} permintaan lain menunggu" in dialog(page), 30)
    assert not likes(stack)
    press(page, "proceed")
    told = outcomes(page)
    assert told.count(False) == 3
    settled(page, stack.site)
    assert len({one.body for one in likes(stack)}) == len(likes(stack)) == COUNT - 3
    refused = [
        post for post, ok in zip(page.evaluate("() => demo.posts()")[-COUNT:], told, strict=True) if not ok
    ]
    assert not [one for one in likes(stack) if any(id_.encode() in one.body for id_ in refused)]
    until(lambda: not dialog(page, 0.01))
    assert not decided(page, Tap("x", "repost", post("x", 1), "/CreateRetweet"), "escape")["ok"]


def test_a_person_who_leaves_sends_nothing(page: Page, stack: Stack) -> None:
    """All taps of a page that is closed are given up."""
    burst(page, stack)
    page.close()
    until(lambda: stack.addon.desk.open_holds == 0)
    assert not likes(stack)
