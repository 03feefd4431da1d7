"""The extension's dialog without a mouse, on small screens, enlarged, and in a person's own colours."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.extended import Dialog, Extended, Tabs, settled, shown
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
SCREENS = {"laptop": (1280, 720), "phone": (320, 640), "laptop at 400 %": (320, 180)}
SEEN = """function () {
  const cancel = this.querySelector("button.cancel"), proceed = this.querySelector("button.proceed");
  const inside = (one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
  };
  const isWide = (one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1;
  const wide = [...this.querySelectorAll("*:not(.spoken)")].filter(isWide);
  return {
    inside: inside(this) && inside(cancel) && inside(proceed),
    wide: wide.map((one) => one.className),
    small: [cancel, proceed].some((one) => one.getBoundingClientRect().height < 24),
    edges: [cancel, proceed].map((one) => getComputedStyle(one).borderTopStyle),
  };
}"""
FOCUSED = """function () {
  const focused = this.getRootNode().activeElement;
  return [focused?.className ?? "", focused ? getComputedStyle(focused).outlineStyle : ""];
}"""
SCROLLED = "function () { this.scrollTop = this.scrollHeight; return this.querySelector('.card').innerText; }"


@pytest.fixture(scope="module")
def page(person: Extended, tabs: Tabs) -> Page:
    """A page whose posts are known."""
    page = tabs.at(X)
    person.knows("x", X_POST)
    return page


def focused(asked: Dialog) -> Any:
    """The class of what has the focus, and its outline."""
    return asked.call(FOCUSED)


@pytest.mark.parametrize("screen", SCREENS)
def test_keys_alone_decide_on_any_screen(person: Extended, page: Page, screen: str) -> None:
    """Both buttons are in sight, nothing is cut off; Tab goes round in the dialog, Enter and Esc decide."""
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    person.site.log.clear()
    start(page, LIKE)
    asked = shown(page)
    seen = asked.call(SEEN)
    assert (seen["inside"], seen["wide"], seen["small"]) == (True, [], False)
    assert "Ratna Contoh" in asked.call(SCROLLED)
    assert focused(asked)[0] == "cancel"
    went = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name, outline = focused(asked)
        assert outline == "solid"
        went.append(name)
        if name == "cancel":
            break
    assert went[-1] == "cancel"
    assert "proceed" in went
    page.keyboard.press("Escape")
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)
    start(page, LIKE)
    asked = shown(page)
    while focused(asked)[0] != "proceed":
        page.keyboard.press("Tab")
    last = time.monotonic() + 15
    page.wait_for_timeout(400)  # what has just come under a finger is not pressed on purpose
    while Dialog.of(page):
        assert time.monotonic() < last, "no key counts"
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
    assert outcome(page)["ok"]
    assert len(LIKE.arrived(person.site)) == 1
    until(lambda: Dialog.of(page) is None)


def test_buttons_have_edges_in_forced_colours(page: Page) -> None:
    """Where backgrounds are taken away the buttons can still be told from text."""
    page.emulate_media(forced_colors="active")
    page.set_viewport_size({"width": 1280, "height": 720})
    start(page, LIKE)
    assert shown(page).call(SEEN)["edges"] == ["solid", "solid"]
    page.keyboard.press("Escape")
    assert not outcome(page)["ok"]
