"""Pages that give up or try again, and the short memory of "proceed"."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from proxy_addon.limits import Limits
from rules.compile import ruleset
from rules.phrases import Phrases
from tests.support.stack import INSTAGRAM, Person, Stack, X, dialog, learned, press, ready
from tests.support.taps import ASKING, Tap, decided, knows, outcome, post, settled, start, until

pytestmark = pytest.mark.browser

PRODUCT = {
    "agency": replace(ASKING, grant_minutes=10),
    # Time enough to press a button after the page has given up, on a busy machine, too.
    "limits": replace(Limits(), retry_grace=5.0),
}
PATIENCE = 2_500
"""Milliseconds, until a page gives up: on a busy machine, too, the dialog is there by then."""
LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet", body=post("x", 1).encode())
OTHER_POST = Tap("x", "like", post("x", 20), "/FavoriteTweet", body=post("x", 20).encode())
OTHER_KIND = Tap("x", "repost", post("x", 1), "/CreateRetweet")
OTHER_ACCOUNT = Tap("x", "like", post("x", 6), "/FavoriteTweet", body=post("x", 6).encode())


def given_up(after: int) -> Tap:
    """A like that the page aborts after some milliseconds."""
    return replace(LIKE, options={"abort": after})


def noted(page: Page) -> str:
    """The note above the page that tells what became of a tap."""
    return str(
        page.evaluate(
            """() => (window.__roots ?? [])
              .map((root) => root.querySelector(".note.shown p")?.textContent ?? "").join("")"""
        )
    )


@pytest.fixture
def page(person: Person, stack: Stack) -> Page:
    """The feed, learned from."""
    page = person.open(X)
    learned(stack)
    return page


@pytest.fixture(scope="module")
def says() -> Phrases:
    """The texts of the product."""
    return Phrases(ruleset(), "id")


def test_an_aborted_tap_closes_its_dialog(page: Page, stack: Stack, says: Phrases) -> None:
    """The dialog goes, a note says that nothing was sent and what to do; the same tap is asked about anew."""
    start(page, given_up(PATIENCE))
    assert dialog(page)
    assert outcome(page) == {"ok": False, "status": 0, "body": outcome(page)["body"]}
    until(lambda: noted(page) == says("ui", "aborted"), 20)
    assert not dialog(page, 0.01)
    until(lambda: stack.addon.desk.open_holds == 0)
    assert not decided(page, LIKE, "escape")["ok"]
    settled(page, stack.site)
    assert not LIKE.arrived(stack.site)


def test_a_late_proceed_reaches_nobody_and_the_next_tap_passes(
    page: Page, stack: Stack, says: Phrases
) -> None:
    """Nothing goes when the page has given up; the note says so; tapped once more, it goes unasked, once."""
    start(page, given_up(PATIENCE))
    assert dialog(page)
    assert not outcome(page)["ok"]
    until(lambda: not any(h.has_takers for p in stack.addon.desk._places.values() for h in p.open_holds()))
    press(page, "proceed")
    until(lambda: noted(page) == says("ui", "aborted"))
    settled(page, stack.site)
    assert not LIKE.arrived(stack.site)
    start(page, LIKE)
    assert outcome(page)["ok"]
    assert len(LIKE.arrived(stack.site)) == 1


@pytest.mark.parametrize(("decision", "arriving"), [("proceed", 2), ("cancel", 0)])
def test_the_sites_retry_joins_the_hold_it_has(
    page: Page, stack: Stack, decision: str, arriving: int
) -> None:
    """One dialog for a tap that the page sends twice; the answer holds for both requests."""
    start(page, replace(LIKE, options={"retry": 1}))
    assert "@walikota_contoh" in dialog(page)
    until(lambda: [h._waiting for p in stack.addon.desk._places.values() for h in p.open_holds()] == [2])
    assert "permintaan lain" not in dialog(page)
    press(page, decision)
    assert outcome(page)["ok"] is (decision == "proceed")
    until(lambda: stack.addon.desk.open_holds == 0)
    settled(page, stack.site)
    assert not dialog(page, 0.01)
    assert len(LIKE.arrived(stack.site)) == arriving


def test_a_grant_is_for_one_account_and_kind_in_one_browser(
    page: Page, person: Person, another: Person, stack: Stack
) -> None:
    """Another post of the same account is liked unasked; another kind and another account are asked about.

    The browser keeps its session over a reload and in a new tab; on another platform it is another account,
    which is asked about, and so is somebody else at the same address.
    """
    assert decided(page, LIKE, "proceed")["ok"]
    start(page, OTHER_POST)
    assert outcome(page)["ok"]
    for tap in (OTHER_KIND, OTHER_ACCOUNT):
        assert not decided(page, tap, "escape")["ok"]
        assert not tap.arrived(stack.site)
    assert len(LIKE.arrived(stack.site)) == len(OTHER_POST.arrived(stack.site)) == 1
    theirs = another.open(X)
    assert not decided(theirs, LIKE, "escape")["ok"]
    assert len(LIKE.arrived(stack.site)) == 1
    page.reload()
    ready(page)
    start(page, OTHER_POST)
    assert outcome(page)["ok"]
    second = person.open(X)
    start(second, LIKE)
    assert outcome(second)["ok"]
    other = person.open(INSTAGRAM)
    knows(stack, "instagram", post("instagram", 1))
    assert not decided(other, Tap("instagram", "like", post("instagram", 1), "/"), "escape")["ok"]
