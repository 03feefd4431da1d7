"""Every way in which a page can send a request: the proxy holds them all, an extension could not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from demo.server import DemoSite
from tests.support.stack import INSTAGRAM, X, dialog, escape, press
from tests.support.tap_table import IG_POST, X_POST
from tests.support.taps import HOMES, Tabs, Tap, decided, outcome, settled, start

pytestmark = pytest.mark.browser

LIKED = {"x": (X_POST, "/FavoriteTweet"), "instagram": (IG_POST, "/api/graphql")}
FORM = {"x": "/1.1/favorites/create.json", "instagram": f"/api/v1/web/likes/{IG_POST}/like/"}
# A way is the browser's, not the platform's: each is gone once, some on one face and some on the other.
ANSWERED = [
    Tap(face, "like", *LIKED[face], {"via": via}, b"" if face == "x" else b"XIGLikeMutation")
    for face, ways in (("x", ("xhr", "iframe", "worker")), ("instagram", ("fetch", "blank")))
    for via in ways
]
BLIND = [
    Tap("x", "like", *LIKED["x"], {"via": "beacon"}),
    Tap("instagram", "like", LIKED["instagram"][0], FORM["instagram"], {"via": "formframe"}),
]


@pytest.mark.parametrize("tap", ANSWERED, ids=str)
def test_ways_with_an_answer(tabs: Tabs, tap: Tap) -> None:
    """Cancelled, the page sees a failure and nothing arrived; released, it arrives once and succeeds."""
    site, page = tabs.person.stack.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    assert not decided(page, tap, "escape")["ok"]
    settled(page, site)
    assert not tap.arrived(site)
    assert decided(page, tap, "proceed")["ok"]
    assert len(tap.arrived(site)) == 1


@pytest.mark.parametrize("tap", BLIND, ids=str)
def test_ways_without_an_answer(tabs: Tabs, tap: Tap) -> None:
    """A beacon and a form in a frame tell their page nothing, and are held all the same."""
    site, page = tabs.person.stack.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    for decision, count in (("escape", 0), ("proceed", 1)):
        start(page, tap)
        assert dialog(page)
        assert not tap.arrived(site)
        escape(page) if decision == "escape" else press(page, decision)
        outcome(page)
        settled(page, site)
        assert len(tap.arrived(site)) == count


def asked_by_a_page(tabs: Tabs, face: str, start_url: str) -> Page:
    """Send a like as a form that fills the tab, by script or by hand; the warning page that comes instead."""
    page = tabs.at(HOMES[face])
    if start_url == page.url:
        page.evaluate("id => void demo.act('like', id, { via: 'form' })", LIKED[face][0])
    else:
        page.goto(start_url)
        page.get_by_test_id("nojs-act").first.click()
    expect(page.locator("main.card.warn h1")).to_be_visible()
    return page


def forms(site: DemoSite, face: str) -> int:
    """How many forms arrived."""
    return len(site.log.of(FORM[face], method="POST"))


@pytest.mark.parametrize("start_url", [X, f"{INSTAGRAM}nojs"])
def test_form_that_fills_the_tab(tabs: Tabs, start_url: str) -> None:
    """It gets a whole warning page: cancel leads back and sends nothing, proceed sends the very form once."""
    site, face = tabs.person.stack.site, "x" if start_url.startswith(X) else "instagram"
    site.log.clear()
    page = asked_by_a_page(tabs, face, start_url)
    page.locator("button.cancel").click()
    page.wait_for_url(start_url)
    assert forms(site, face) == 0
    page = asked_by_a_page(tabs, face, start_url)
    assert forms(site, face) == 0
    page.locator("button.proceed").click()
    page.wait_for_url(f"**{FORM[face]}")
    assert forms(site, face) == 1
    (form,) = site.log.of(FORM[face], method="POST")
    assert form.header("sec-fetch-dest") == "document"
    assert b"jari" not in form.body
