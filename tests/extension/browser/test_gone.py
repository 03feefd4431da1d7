"""Where the extension, its worker or the network goes away under a page, and where it never was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from extension.packing.files import Files
from tests.support.extended import (
    Extended,
    demo_base,
    extended,
    is_without,
    packed_for,
    press,
    settled,
    shown,
)
from tests.support.stack import X, ready
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
REPOST = Tap("x", "repost", X_POST, "/CreateRetweet")
DYING = """const dying = answers.ask;
answers.ask = async (message, sender) => {
  const { mortal } = await storage.local.get("mortal");
  if (!mortal) return dying(message, sender);
  await storage.local.remove("mortal");
  return new Promise(() => {});
};
"""
"""One question is never answered: the next, where storage says so."""


def _mortal() -> Files:
    """A worker that can be busy when it is asked."""
    before, end, after = packed_for("chrome")["background/worker.js"].rpartition(b"})();")
    return {"background/worker.js": before + DYING.encode() + end + after}


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    """Somebody with the extension, in a browser of their own."""
    base = {**demo_base(), **_mortal()}
    with extended(tmp_path_factory.mktemp("gone"), base=base) as person:
        yield person


def test_worker_that_ends_before_it_answers_is_asked_again(person: Extended, page: Page) -> None:
    """A question that a worker takes into its grave is put to the next one; nothing passes unasked."""
    person.desk.evaluate("() => chrome.storage.local.set({ mortal: true })")
    start(page, LIKE)
    until(lambda: not person.desk.evaluate("() => chrome.storage.local.get('mortal')"))
    debugger = person.context.new_cdp_session(person.desk)
    debugger.send("ServiceWorker.enable")
    debugger.send("ServiceWorker.stopAllWorkers")
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


def test_without_a_network_people_are_asked_all_the_same(person: Extended, page: Page) -> None:
    """The rules are here. What is let go fails as it would by itself, what is cancelled as ever."""
    person.context.set_offline(True)
    start(page, LIKE)
    press(page, "proceed")
    told = outcome(page)
    assert (told["ok"], told["status"]) == (False, 0)
    start(page, LIKE)
    press(page, "cancel")
    refused = outcome(page)
    assert (refused["ok"], refused["status"]) == (False, 200)
    person.context.set_offline(False)
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


def test_private_window_without_the_extension_works_as_ever(person: Extended) -> None:
    """Where the browser doesn't let it in, taps pass and nothing is shown."""
    with person.private() as other:
        page = other.open(X)
        person.site.log.clear()
        start(page, LIKE)
        assert outcome(page)["ok"]
        assert is_without(page)
        assert len(LIKE.arrived(person.site)) == 1


def test_extension_that_is_updated_under_a_page_lets_the_page_work(person: Extended, page: Page) -> None:
    """A dialog that stands decides; later taps of this page pass; the page loaded anew is asked again."""
    other = person.open(X)
    start(page, LIKE)
    shown(page)
    start(other, REPOST)
    shown(other)
    person.reload()
    press(page, "proceed")
    assert outcome(page)["ok"]
    press(other, "cancel")
    assert not outcome(other)["ok"]
    assert len(LIKE.arrived(person.site)) == 1
    assert not REPOST.arrived(person.site)
    start(page, REPOST)
    assert outcome(page)["ok"]
    assert len(REPOST.arrived(person.site)) == 1
    other.reload()
    ready(other)
    person.knows("x", X_POST)
    start(other, LIKE)
    press(other, "cancel")
    assert not outcome(other)["ok"]
    other.close()
