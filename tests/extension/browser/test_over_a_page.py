"""The popup as the browser opens it, over a page of a covered site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.extended import Extended, Tabs
from tests.support.extension_pages import TEXTS
from tests.support.stack import X
from tests.support.taps import until

pytestmark = pytest.mark.browser

ID = TEXTS["id"]
ASKED = (
    "JSON.stringify([document.querySelector('h1')?.textContent ?? '', innerWidth,"
    " document.body.offsetWidth, document.body.scrollWidth])"
)


def popup(person: Extended, page: Page) -> list[Any]:
    """Heading and widths of the popup that the extension's button opens over a page."""
    page.bring_to_front()
    person.worker.evaluate("() => chrome.action.openPopup()")
    assert person.context.browser
    cdp = person.context.browser.new_browser_cdp_session()
    said: list[list[Any]] = []

    def hear(event: dict[str, Any]) -> None:
        result = json.loads(event["message"]).get("result", {}).get("result", {})
        said.append(json.loads(result.get("value", '[""]')))

    cdp.on("Target.receivedMessageFromTarget", hear)
    try:
        return _asked(page, cdp, said)
    finally:
        cdp.detach()


def _asked(page: Page, cdp: Any, said: list[list[Any]]) -> list[Any]:
    def target() -> str:
        """The popup's id, once it is there."""
        found = cdp.send("Target.getTargets", {"filter": [{"type": "page"}]})["targetInfos"]
        return next((one["targetId"] for one in found if one["url"].endswith("/pages/popup.html")), "")

    until(lambda: bool(target()))
    session = cdp.send("Target.attachToTarget", {"targetId": target(), "flatten": False})["sessionId"]
    question = {"id": 1, "method": "Runtime.evaluate", "params": {"expression": ASKED}}

    def answered() -> bool:
        """Whether there is a heading, in a window that has grown to its content."""
        cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": json.dumps(question)})
        page.wait_for_timeout(50)
        return bool(said and said[-1][0] and said[-1][1] == said[-1][2])

    until(answered)
    cdp.send("Target.closeTarget", {"targetId": target()})
    return said[-1]


def test_it_says_that_one_is_asked_here(person: Extended, tabs: Tabs) -> None:
    """Over a covered page the popup names it, in its full width, and without anything cut off sideways."""
    heading, window, body, content = popup(person, tabs.at(X))
    assert heading == "X: Anda diingatkan di sini"
    assert window == body == content
    assert window >= 375


def test_it_says_that_other_pages_are_none_of_its_own(person: Extended) -> None:
    """Over any other page it says that the page isn't covered."""
    page = person.context.new_page()
    page.goto("about:blank")
    assert popup(person, page)[0] == ID["here_none"]
