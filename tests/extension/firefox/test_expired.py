"""Nobody decides, in Firefox: every kind of tap on every platform runs out of time, all at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.extension.browser.test_expired import (
    BEGIN,
    ENDED,
    HOLD,
    HOME,
    KNOWN,
    LIKE,
    REPOST,
    TAPS,
    URLS,
    given,
    left,
)
from tests.extension.browser.test_platforms import arrived
from tests.support.firefox import wait
from tests.support.fox import SETTINGS, Dialog, Fox, press, settled, shown
from tests.support.taps import outcome, start

pytestmark = pytest.mark.browser

ENDS = """() => {
  window.__ends = [];
  browser.webRequest.onErrorOccurred.addListener(({ url, error }) => window.__ends.push([url, error]), {
    urls: ["*://*.x.com/*"],
  });
}"""
STANDS_STILL = "() => void setTimeout(() => alert('Tunggu'), 50)"


@pytest.fixture(scope="module")
def informed(fox: Fox) -> Fox:
    """A person who was shown everything that the taps are about."""
    fox.begin()
    for face, home in HOME.items():
        site = home.split("/")[2]
        known = [one for one in KNOWN if one[0] == face]
        fox.informed([url for url in URLS if url.split("/")[2] == site], known)
    return fox


@pytest.fixture
def person(informed: Fox) -> Iterator[Fox]:
    """The same person, before anything has arrived."""
    informed.site.log.clear()
    yield informed
    informed.settings(SETTINGS)


def test_taps_nobody_decides_are_never_sent(person: Fox) -> None:
    """Of every platform every kind at once: to each page the network has failed, and none arrives."""
    pages = {face: person.at(HOME[face]) for face in TAPS}
    person.settings({**SETTINGS, "hold_seconds": 5})
    for face, page in pages.items():
        page.evaluate(BEGIN, given(TAPS[face]))
    for face, page in pages.items():
        told = page.evaluate(ENDED)
        failed = [(one["ok"], one["status"]) == (False, 0) for one in told]
        assert [str(tap) for tap, is_so in zip(TAPS[face], failed, strict=True) if not is_so] == []
    for page in pages.values():
        settled(page, person.site)
    assert [str(tap) for taps in TAPS.values() for tap in taps if arrived(tap, person.site)] == []


def test_time_runs_for_those_that_wait_behind_a_warning(person: Fox) -> None:
    """One is shown after the other, yet the time of each runs from its tap, as the page's patience does."""
    page = person.at(HOME["x"])
    start(page, LIKE)
    first = shown(page)
    start(page, REPOST)
    wait(lambda: left(first.text) <= HOLD - 3, 30)
    press(page, "cancel")
    assert left(shown(page).text) <= HOLD - 2
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)
    assert not REPOST.arrived(person.site)


def test_page_that_stands_still_holds_nothing_for_ever(person: Fox) -> None:
    """Its clock stands still with it, so the extension's own ends the request; the warning goes, too."""
    person.settings({**SETTINGS, "hold_seconds": 5})
    page = person.at(HOME["x"])
    person.desk.evaluate(ENDS)
    start(page, LIKE)
    shown(page)
    page.evaluate(STANDS_STILL)
    (ended,) = wait(lambda: person.desk.evaluate("() => window.__ends"), 60)
    assert LIKE.path in ended[0]
    person.browser.tell("browsingContext.handleUserPrompt", context=page.context)
    assert outcome(page) == {"ok": False, "status": 0, "body": None}
    wait(lambda: Dialog.of(page) is None)
    settled(page, person.site)
    assert not LIKE.arrived(person.site)
