"""Every way in which a page can send a request: those that the gate holds, and those that it can't."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from demo.server import DemoSite
from tests.support.extended import Dialog, Extended, Tabs, informed, press, shown
from tests.support.stack import INSTAGRAM, X, ready
from tests.support.taps import HOMES, Tap, outcome, start
from tests.support.walking import FORM, KNOWN, LIKED, UNANSWERED, Walker, likes

pytestmark = pytest.mark.browser

ANSWERED = likes("xhr", "fetch", "iframe", "blank")
ESCAPES = likes("worker")


@pytest.fixture(scope="module")
def tabs(person: Extended) -> Tabs:
    """A person who was shown everything."""
    return informed(Tabs(person), [X, INSTAGRAM], KNOWN)


@pytest.fixture(scope="module")
def walker(tabs: Tabs) -> Walker:
    """The same person."""
    return Walker(tabs.person.site, tabs.at, shown, press)


@pytest.mark.parametrize("tap", ANSWERED, ids=str)
def test_ways_with_an_answer(walker: Walker, tap: Tap) -> None:
    """Cancelled, the page sees a failure and nothing arrived; released, it arrives once and succeeds."""
    walker.decided_twice(tap)


@pytest.mark.parametrize("tap", UNANSWERED, ids=str)
def test_ways_without_an_answer(walker: Walker, tap: Tap) -> None:
    """A beacon and a form in a frame tell their page nothing, and are held all the same."""
    walker.decided_blindly(tap)


def forms(site: DemoSite, face: str) -> int:
    """How many forms arrived."""
    return len(site.log.of(FORM[face], method="POST"))


def submit(page: Page, face: str, start_url: str) -> None:
    """Send a like as a form that fills the tab, by script or by hand."""
    if start_url.endswith("nojs"):
        page.get_by_test_id("nojs-act").first.click(no_wait_after=True)
    else:
        page.evaluate("id => void demo.act('like', id, { via: 'form' })", LIKED[face][0])


@pytest.mark.parametrize("start_url", [X, f"{X}nojs", INSTAGRAM, f"{INSTAGRAM}nojs"])
def test_form_that_fills_the_tab(tabs: Tabs, start_url: str) -> None:
    """Cancelled, the page stays as it is and nothing is sent; released, the very form is sent once."""
    site, face = tabs.person.site, "x" if start_url.startswith(X) else "instagram"
    page = tabs.person.context.new_page()
    page.goto(start_url)
    if not start_url.endswith("nojs"):
        ready(page)
    site.log.clear()
    submit(page, face, start_url)
    press(page, "cancel")
    assert page.url == start_url
    assert forms(site, face) == 0
    submit(page, face, start_url)
    shown(page)
    assert forms(site, face) == 0
    press(page, "proceed")
    page.wait_for_url(f"**{FORM[face]}")
    assert forms(site, face) == 1
    (form,) = site.log.of(FORM[face], method="POST")
    assert form.header("sec-fetch-dest") == "document"
    page.close()


@pytest.mark.xfail(strict=True, reason="no script of an extension runs in a worker")
@pytest.mark.parametrize("tap", ESCAPES, ids=str)
def test_what_a_worker_sends_is_held(tabs: Tabs, tap: Tap) -> None:
    """Nothing arrives from a worker before its person was asked."""
    site, page = tabs.person.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    start(page, tap)
    assert outcome(page)
    assert not tap.arrived(site)
    assert Dialog.of(page)
