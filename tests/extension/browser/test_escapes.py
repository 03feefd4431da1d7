"""Ways around the gate that Chromium leaves open to a page: each is known, and listed in docs/limits.md.

Strict: the day one of them is closed, its test says so.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from tests.support.extended import Extended, settled
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
URL = f"{X}i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet"
BODY = json.dumps({"variables": {"tweet_id": X_POST}, "queryId": "lI07N6Otwv1PhnEgXILM7A"})
PATH = f"{X}i/api/1.1/favorites/create.json"

SAME_TASK = """([url, body]) => {
  const frame = document.createElement("iframe");
  frame.src = "/_demo/frame";
  document.body.append(frame);
  return frame.contentWindow.fetch(url, { method: "POST", body, keepalive: true }).then(() => 1, () => 0);
}"""
SCRIPT_FRAME = """([url, body]) => new Promise((done) => {
  window.ended = done;
  const frame = document.createElement("iframe");
  frame.src = `javascript:void parent.ended(fetch(${JSON.stringify(url)}, { method: "POST",
    body: ${JSON.stringify(body)} }).then(() => 1, () => 0))`;
  document.body.append(frame);
  setTimeout(done, 3000);
})"""
AT_ONCE = """([url, body]) => {
  const xhr = new XMLHttpRequest();
  xhr.open("POST", url, false);
  xhr.setRequestHeader("content-type", "application/json");
  xhr.send(body);
}"""
ESCAPES = {
    "same-task": (SAME_TASK, "a frame's scripts run only after the task that made the frame"),
    "waits-for-nothing": (AT_ONCE, "a request that blocks the page can't wait for a dialog in it"),
}


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(script, id=name, marks=pytest.mark.xfail(strict=True, reason=reason))
        for name, (script, reason) in ESCAPES.items()
    ],
)
def test_nothing_goes_around_the_gate(person: Extended, page: Page, script: str) -> None:
    """Whatever a page tries, nothing arrives before its person was asked."""
    page.evaluate(f"(given) => void ({script})(given)", [URL, BODY])
    page.wait_for_timeout(1500)
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


def test_frame_with_a_script_for_an_address_is_held(person: Extended, page: Page) -> None:
    """Nothing arrives from a frame whose address is a script."""
    page.evaluate(f"(given) => void ({SCRIPT_FRAME})(given)", [URL, BODY])
    page.wait_for_timeout(1500)
    settled(page, person.site)
    assert not LIKE.arrived(person.site)
