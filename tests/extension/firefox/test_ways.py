"""Every way in which a page can send a request: Firefox holds all of them."""

from __future__ import annotations

import pytest

from demo.server import DemoSite
from tests.support.firefox import Page, wait
from tests.support.fox import Fox, press, shown
from tests.support.stack import INSTAGRAM, X
from tests.support.taps import Tap
from tests.support.walking import FORM, KNOWN, LIKED, UNANSWERED, Walker, likes

pytestmark = pytest.mark.browser

ALL = likes("xhr", "fetch", "iframe", "blank", "worker")
ANSWERED = [tap for tap in ALL if tap.face == "x" or tap.options["via"] in ("xhr", "worker")]


@pytest.fixture(scope="module")
def person(fox: Fox) -> Fox:
    """A person who was shown everything."""
    return fox.begin().informed([X, INSTAGRAM], KNOWN)


@pytest.fixture(scope="module")
def walker(person: Fox) -> Walker:
    """The same person."""
    return Walker(person.site, person.at, shown, press)


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
        page.evaluate("() => document.querySelector('[data-testid=nojs-act]').click()")
    else:
        page.evaluate("(id) => void demo.act('like', id, { via: 'form' })", LIKED[face][0])


@pytest.mark.parametrize("start_url", [X, f"{INSTAGRAM}nojs"])
def test_form_that_fills_the_tab(person: Fox, start_url: str) -> None:
    """Cancelled, the page stays as it is and nothing is sent; released, the very form is sent once."""
    site, face = person.site, "x" if start_url.startswith(X) else "instagram"
    page = person.browser.page(start_url)
    site.log.clear()
    submit(page, face, start_url)
    press(page, "cancel")
    assert page.url == start_url
    assert forms(site, face) == 0
    submit(page, face, start_url)
    shown(page)
    assert forms(site, face) == 0
    press(page, "proceed")
    wait(lambda: page.url.endswith(FORM[face]))
    assert forms(site, face) == 1
    (form,) = site.log.of(FORM[face], method="POST")
    assert form.header("sec-fetch-dest") == "document"
    page.close()
