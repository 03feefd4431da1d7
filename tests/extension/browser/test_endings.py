"""How a held tap ends without a decision, and what the page sees of it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from tests.support.extended import (
    SETTINGS,
    Dialog,
    Extended,
    Tabs,
    decided,
    press,
    settled,
    shown,
)
from tests.support.extension_pages import HOUR
from tests.support.stack import X
from tests.support.tap_table import X_OTHER, X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
REPOST = Tap("x", "repost", X_POST, "/CreateRetweet")
OTHER = Tap("x", "like", X_OTHER, "/FavoriteTweet")

RECORD = """([url, body]) => new Promise((ended) => {
  const xhr = new XMLHttpRequest();
  const seen = [];
  const note = (event) => seen.push(`${event.type} ${xhr.readyState} ${xhr.status}`);
  for (const type of ["readystatechange", "loadstart", "progress", "load", "abort", "error", "loadend"]) {
    xhr.addEventListener(type, note);
    xhr.upload.addEventListener(type, () => seen.push(`upload ${type}`));
  }
  window.__seen = seen;
  window.__xhr = xhr;
  xhr.open("POST", url);
  xhr.setRequestHeader("content-type", "application/json");
  xhr.send(body);
  xhr.addEventListener("loadend", () => ended(seen));
})"""
URL = f"{X}i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet"
BODY = f'{{"variables":{{"tweet_id":"{X_POST}"}},"queryId":"lI07N6Otwv1PhnEgXILM7A"}}'


def test_time_that_runs_out_is_a_no(person: Extended, page: Page) -> None:
    """Nobody decides: the page sees a failure, and nothing was sent."""
    person.settings({**SETTINGS, "hold_seconds": 5})
    start(page, LIKE)
    shown(page)
    assert not outcome(page)["ok"]
    assert not LIKE.arrived(person.site)
    until(lambda: Dialog.of(page) is None)


def test_page_that_gives_up_closes_the_dialog(person: Extended, page: Page) -> None:
    """A fetch, or an XHR, that the page aborts ends at once; the dialog goes, and nothing is sent."""
    for way in ("fetch", "xhr"):
        start(page, Tap("x", "like", X_POST, "/FavoriteTweet", {"via": way, "abort": 1500}))
        shown(page)
        assert not outcome(page)["ok"]
        until(lambda: Dialog.of(page) is None)
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


def test_same_request_made_again_waits_for_the_same_decision(person: Extended, page: Page) -> None:
    """A page that repeats a request gets one dialog for all of them."""
    start(page, Tap("x", "like", X_POST, "/FavoriteTweet", {"retry": 2}))
    shown(page)
    page.wait_for_timeout(2500)
    press(page, "cancel")
    assert not outcome(page)["ok"]
    assert Dialog.of(page) is None
    assert not LIKE.arrived(person.site)


def test_yes_is_remembered_for_account_and_kind(person: Extended, page: Page) -> None:
    """Who said yes is not asked again of the same account and kind; of another kind, yes."""
    person.settings({**SETTINGS, "grant_minutes": 10})
    assert decided(page, LIKE, "proceed")["ok"]
    start(page, LIKE)
    assert outcome(page)["ok"]
    assert len(LIKE.arrived(person.site)) == 2
    assert not decided(page, REPOST, "cancel")["ok"]
    assert not REPOST.arrived(person.site)


def test_refused_xhr_tells_what_an_answered_one_tells(person: Extended, page: Page) -> None:
    """The same events in the same order and states as an answer of the network; then it can be used again."""
    page.evaluate(f"{RECORD.replace('new Promise', 'void new Promise')}", [URL, BODY])
    press(page, "cancel")
    seen = page.evaluate("window.__seen")
    assert seen == [
        "readystatechange 1 0",
        "loadstart 1 0",
        "upload loadstart",
        "upload progress",
        "upload load",
        "upload loadend",
        "readystatechange 2 200",
        "readystatechange 3 200",
        "progress 3 200",
        "readystatechange 4 200",
        "load 4 200",
        "loadend 4 200",
    ]
    told = page.evaluate(
        "[__xhr.response === __xhr.responseText, typeof JSON.parse(__xhr.response).errors, __xhr.responseURL]"
    )
    assert told == [True, "object", URL]
    again = page.evaluate(
        """new Promise(done => {
          __xhr.onload = () => done(__xhr.status);
          __xhr.open("GET", "/_demo/icon.svg");
          __xhr.send();
        })"""
    )
    assert again == 200


def test_answered_xhr_tells_the_same_events(page: Page) -> None:
    """What the test before expects is what the browser does where nothing is held."""
    seen = page.evaluate(RECORD, [URL, BODY.replace(X_POST, X_OTHER)])
    names = [one.split(" ")[0] if not one.startswith("upload") else one for one in seen]
    assert names == [
        "readystatechange",
        "loadstart",
        "upload loadstart",
        "upload progress",
        "upload load",
        "upload loadend",
        "readystatechange",
        "readystatechange",
        "progress",
        "readystatechange",
        "load",
        "loadend",
    ]


def test_platform_that_is_switched_off_and_a_pause_hold_nothing(person: Extended, tabs: Tabs) -> None:
    """Nobody is asked where its person has switched it off, nor during a pause."""
    soon = int(time.time() * 1000) + HOUR
    for changed in ({"platforms_off": ["x"]}, {"paused_until": soon}):
        person.settings({**SETTINGS, **changed})
        page = tabs.anew(X)
        person.site.log.clear()
        start(page, LIKE)
        assert outcome(page)["ok"]
        assert len(LIKE.arrived(person.site)) == 1
    person.settings(SETTINGS)


def test_worker_that_was_stopped_comes_back_with_all_it_knew(person: Extended, page: Page) -> None:
    """What was learned and granted outlasts the worker; a dialog that stands while it goes still decides."""
    person.settings({**SETTINGS, "grant_minutes": 10})
    person.stop_worker()
    assert decided(page, LIKE, "proceed")["ok"]
    person.stop_worker()
    start(page, LIKE)
    assert outcome(page)["ok"]
    start(page, REPOST)
    shown(page)
    person.stop_worker()
    press(page, "proceed")
    assert outcome(page)["ok"]
    assert len(REPOST.arrived(person.site)) == 1
