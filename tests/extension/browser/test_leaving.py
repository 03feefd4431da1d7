"""A page that is left while its person is asked, comes back, moves on by itself, or forbids all it can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from demo import pages
from tests.support.extended import Dialog, Extended, Tabs, press, settled, shown
from tests.support.stack import INSTAGRAM, X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
BEACON = Tap("x", "like", X_POST, "/FavoriteTweet", {"via": "beacon"})
WATCHED = """() => {
  window.__back = false;
  addEventListener("pageshow", (event) => (window.__back = event.persisted));
}"""
MOVE_ON = """() => {
  history.pushState({}, "", "/explore");
  document.body.replaceChildren();
  document.head.replaceChildren();
}"""
REDRAWN = """() => {
  history.replaceState({}, "", "/home");
  document.documentElement.replaceChildren(document.createElement("head"), document.createElement("body"));
}"""
BROKEN_RULES = """() => {
  window.__broken = [];
  addEventListener("securitypolicyviolation", (event) => window.__broken.push(event.violatedDirective));
}"""


@pytest.fixture(scope="module")
def person(everybodys: Extended) -> Iterator[Extended]:
    """Somebody with the extension, at a site that lets a browser keep pages that were left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "NO_STORE", ("cache-control", "no-cache"))
        yield everybodys
    everybodys.forget()


def left_and_back(page: Page) -> None:
    """Go to another site and come back to the very same page."""
    page.evaluate(WATCHED)
    page.goto(f"{INSTAGRAM}mulai")
    page.evaluate("() => void setTimeout(() => history.back())")
    page.wait_for_url(X, wait_until="commit")
    assert page.evaluate("window.__back") is True, "the page was loaded again"


def test_page_that_comes_back_still_asks(person: Extended, page: Page) -> None:
    """Left during a hold and come back to, it asks on; "proceed" sends it once. Nothing went meanwhile."""
    start(page, LIKE)
    shown(page)
    left_and_back(page)
    assert not LIKE.arrived(person.site)
    press(page, "proceed")
    assert outcome(page)["ok"]
    assert len(LIKE.arrived(person.site)) == 1


def test_page_that_comes_back_is_held_as_before(person: Extended, page: Page) -> None:
    """A tap after the return is asked about, and cancelled."""
    left_and_back(page)
    start(page, LIKE)
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


@pytest.mark.parametrize("tap", [LIKE, BEACON], ids=str)
def test_page_that_is_left_for_good_sends_nothing(person: Extended, tabs: Tabs, page: Page, tap: Tap) -> None:
    """Who leaves without an answer has not said yes."""
    start(page, tap)
    shown(page)
    page.close()
    settled(tabs.anew(X), person.site)
    assert not tap.arrived(person.site)


@pytest.mark.parametrize("move", [MOVE_ON, REDRAWN], ids=["moved", "redrawn"])
def test_page_that_moves_on_by_itself_keeps_asking(person: Extended, page: Page, move: str) -> None:
    """Another address, another body, even another tree: the dialog stands, and decides."""
    start(page, LIKE)
    shown(page)
    page.evaluate(move)
    until(lambda: page.evaluate("() => document.querySelectorAll('html > div').length") == 1)
    press(page, "proceed")
    assert outcome(page)["ok"]
    assert len(LIKE.arrived(person.site)) == 1


@pytest.mark.parametrize("policy", ["strict", "meta", "hosts"])
def test_strictest_page_shows_the_dialog_and_reports_nothing(
    person: Extended, tabs: Tabs, policy: str
) -> None:
    """Under nonces and Trusted Types the dialog looks as ever, and the page sees no rule of its broken."""
    page = tabs.anew(f"{X}?csp={policy}")
    person.knows("x", X_POST)
    page.evaluate(BROKEN_RULES)
    start(page, LIKE)
    dialog = shown(page)
    style = (
        "function () { const { position, display } = getComputedStyle(this); return [position, display]; }"
    )
    assert dialog.call(style)[0] == "fixed"
    assert (
        dialog.call("function () { return getComputedStyle(this.querySelector('.card')).display; }")
        != "inline"
    )
    press(page, "proceed")
    assert outcome(page)["ok"]
    assert page.evaluate("window.__broken") == []
    assert Dialog.of(page) is None
