"""Behind the proxy: the proxy asks, the extension is silent, and only the proxy can make it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from demo.server import DemoSite
from proxy_addon.reserved import forbidden
from tests.support.extended import Dialog, Extended, press, settled, shown
from tests.support.stack import AGENCY, Stack, X, arrive
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, knows, outcome, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
OWN = "jari-netral.x.com"
STAGES = "() => document.querySelectorAll('html > div').length"
LOCKED = "(rules) => rules.some(({ condition }) => condition.urlFilter?.includes('||x.com'))"
"""The browser itself blocks something of the site."""
HERE = """async (id) => {
  const [tab] = await chrome.tabs.query({ active: true });
  return chrome.tabs.sendMessage(tab.id, { type: "here" }, { frameId: 0 });
}"""


@pytest.fixture(scope="module")
def office(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Extended, Stack]]:
    """Somebody with the extension in an office with the proxy."""
    folder = tmp_path_factory.mktemp("behind")
    agency = replace(AGENCY, grant_minutes=0, hold_seconds=20)
    with (
        DemoSite(folder / "site") as site,
        Stack.running(site, folder / "proxy", agency) as stack,
        Extended.running(site, folder, playwright, proxy=f"http://127.0.0.1:{stack.proxy.port}") as person,
    ):
        yield person, stack


def state(person: Extended, page: Page) -> str:
    """What the popup is told of a page."""
    page.bring_to_front()
    return str(person.desk.evaluate(HERE)["state"])


def looked_up(person: Extended) -> list[str]:
    """What the extension has fetched from our own host."""
    fetched = person.worker.evaluate("() => performance.getEntriesByType('resource').map(({ name }) => name)")
    return [one for one in fetched if OWN in one]


def test_exactly_one_dialog(office: tuple[Extended, Stack]) -> None:
    """Both have learned whose post it is, and one of them asks: the proxy. The popup says so."""
    person, stack = office
    page = person.open(X)
    person.knows("x", X_POST)
    knows(stack, "x", X_POST)
    until(lambda: state(person, page) == "down")
    person.ruled(f"(rules) => !({LOCKED})(rules)")
    start(page, LIKE)
    shown(page)
    assert stack.addon.desk.open_holds == 1, "the proxy's own"
    assert page.evaluate(STAGES) == 1
    page.keyboard.down("Escape")  # of a key let go of in a frame that is just going the browser never tells
    until(lambda: Dialog.of(page) is None)
    page.keyboard.up("Escape")
    assert not outcome(page)["ok"]
    assert not LIKE.arrived(person.site)
    page.close()


def test_a_proxy_that_is_gone_is_noticed_at_the_tap(
    office: tuple[Extended, Stack], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page was opened behind the proxy; where that answers no more the extension asks, on the same page."""
    person, stack = office
    page = person.open(X)
    person.knows("x", X_POST)
    until(lambda: state(person, page) == "down")

    async def nobody(*_: Any) -> Any:
        return forbidden()

    monkeypatch.setattr(stack.addon._own_door, "answer", nobody)
    start(page, LIKE)
    shown(page)
    assert stack.addon.desk.open_holds == 0
    press(page, "cancel")
    assert not outcome(page)["ok"]
    assert state(person, page) == "on"
    page.close()


def test_a_sign_alone_silences_nobody(person: Extended) -> None:
    """A page that claims to come through the proxy is held all the same: nobody answers for it."""
    page = person.context.new_page()
    sign(page)
    arrive(page, X)
    person.knows("x", X_POST)
    until(lambda: looked_up(person))
    until(lambda: state(person, page) == "on")
    start(page, LIKE)
    shown(page)
    press(page, "cancel")
    settled(page, person.site)
    assert not LIKE.arrived(person.site)
    page.close()


def test_without_a_sign_nobody_is_asked(person: Extended) -> None:
    """Without a proxy the name of our own host is never looked up: it would tell others of the extension."""
    person.worker.evaluate("() => performance.clearResourceTimings()")
    page = person.open(X)
    until(lambda: state(person, page) == "on")
    person.ruled(LOCKED)
    page.close()
    assert not looked_up(person)


def sign(page: Page) -> None:
    """Let the site say of its pages that they came through the proxy."""
    cdp = page.context.new_cdp_session(page)

    def add(paused: dict[str, Any]) -> None:
        headers = [*paused["responseHeaders"], {"name": "server-timing", "value": "jari-netral"}]
        answer = {"requestId": paused["requestId"], "responseCode": 200, "responseHeaders": headers}
        cdp.send("Fetch.continueResponse", answer)

    cdp.on("Fetch.requestPaused", add)
    cdp.send("Fetch.enable", {"patterns": [{"resourceType": "Document", "requestStage": "Response"}]})
