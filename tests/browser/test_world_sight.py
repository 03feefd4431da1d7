"""The frame in which people decide, as screen readers meet it, and browsers that tell a frame less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from rules.compile import ruleset
from rules.phrases import Phrases
from tests.support.stack import Person, Stack, X, framed, learned, press
from tests.support.taps import Tap, decided_by_key, outcome, post, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
SAYS = Phrases(ruleset(), "id")

# As in Firefox and Safari: what an element is covered with is not told.
TOLD_LESS = """{
  const Whole = window.IntersectionObserver;
  const less = (one) => ({ intersectionRatio: one.intersectionRatio, isIntersecting: one.isIntersecting });
  window.IntersectionObserver = class extends Whole {
    constructor(heard, { threshold }) { super((all) => heard(all.map(less)), { threshold }); }
    takeRecords() { return super.takeRecords().map(less); }
  };
}"""


def tapped(person: Person, stack: Stack) -> tuple[Page, Frame]:
    """A page with a tap held, and the frame that covers its dialog."""
    page = person.open(X)
    learned(stack)
    start(page, LIKE)
    return page, framed(page)


def tree(person: Person, of: Page | Frame) -> list[dict[str, Any]]:
    """What assistive technology is told of a page or frame: role, name, description and properties."""
    session = person.context.new_cdp_session(of)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        {
            **{key: node.get(key, {}).get("value", "") for key in ("role", "name", "description")},
            **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        }
        for node in nodes
        if not node["ignored"]
    ]


def focused(nodes: list[dict[str, Any]]) -> list[str]:
    """The names of what has the focus, as assistive technology is told some time after it moved."""
    return [node["name"] for node in nodes if node.get("focused") and node["role"] != "RootWebArea"]


@pytest.fixture
def ended(stack: Stack) -> Iterator[None]:
    """Whatever is still held is let go of in the end, and was not sent."""
    yield
    assert not LIKE.arrived(stack.site)


@pytest.mark.usefixtures("ended")
def test_a_screen_reader_meets_one_alert_dialog(person: Person, stack: Stack) -> None:
    """It is the frame's, with name and content; the focus is on the first button, Tab leads to the second."""
    page, frame = tapped(person, stack)
    until(lambda: focused(tree(person, frame)) == [SAYS("ui", "cancel")])
    until(lambda: focused(tree(person, page)) == [SAYS("heading", "warn")])
    outside, inside = tree(person, page), tree(person, frame)
    assert not [node for node in outside if node["role"] in ("alertdialog", "dialog", "button")]
    (dialog,) = [node for node in inside if node["role"] == "alertdialog"]
    assert dialog["name"] == SAYS("heading", "warn")
    assert "@walikota_contoh" in dialog["description"]
    buttons = [node for node in inside if node["role"] == "button"]
    assert [node["name"] for node in buttons] == [SAYS("ui", "cancel"), SAYS("ui", "proceed")]
    page.keyboard.press("Tab")
    until(lambda: focused(tree(person, frame)) == [SAYS("ui", "proceed")])
    decided_by_key(page, "Escape")
    assert not outcome(page)["ok"]


@pytest.mark.parametrize("decision", ["proceed", "cancel"])
def test_a_browser_that_tells_a_frame_less(person: Person, stack: Stack, decision: str) -> None:
    """Without the newer observer people decide as ever."""
    person.context.add_init_script(TOLD_LESS)
    page, _ = tapped(person, stack)
    press(page, decision)
    assert outcome(page)["ok"] is (decision == "proceed")
    assert len(LIKE.arrived(stack.site)) == (1 if decision == "proceed" else 0)
