"""The whole way without a mouse, under every content security policy of the demo's pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Frame, expect

from tests.support.stack import INSTAGRAM, Stack, X, dialog, framed
from tests.support.tap_table import IG_POST, X_POST
from tests.support.taps import Tabs, decided_by_key, knows, settled

pytestmark = pytest.mark.browser

POLICIES = {"strict": X, "loose": INSTAGRAM, "meta": X, "none": INSTAGRAM}
"""The policies say the same on every face."""
KNOWN = {X: ("x", X_POST), INSTAGRAM: ("instagram", IG_POST)}

FOCUSED = """() => {
  const root = window.__roots.find((root) => root.querySelector("dialog[open]"));
  const { localName = "", className = "" } = root?.activeElement ?? {};
  return `${localName} ${className}`.trim();
}"""
STEADY = """() => new Promise((resolve) => {
  const root = window.__roots.find((root) => root.querySelector("dialog[open]"));
  const place = () => JSON.stringify(root.querySelector("button.proceed").getBoundingClientRect());
  let [last, since] = [place(), performance.now()];
  const look = () => {
    if (place() !== last) [last, since] = [place(), performance.now()];
    if (performance.now() - since > 600) resolve();
    else requestAnimationFrame(look);
  };
  look();
})"""
"""Keys don't count while the dialog still arrives, and for a moment after, as presses don't."""


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser]) -> Tabs:
    """A person with a keyboard."""
    stack, browser = running
    return Tabs(stack.person(browser, reduced_motion="no-preference"))


def likes(stack: Stack) -> int:
    """How many likes arrived."""
    return len(stack.site.log.of(body=X_POST.encode(), method="POST", path="/FavoriteTweet")) + len(
        stack.site.log.of(body=b"XIGLikeMutation")
    )


def focus_is_on(frame: Frame, name: str) -> None:
    """Wait until the dialog's focus is on an element of this kind and class."""
    frame.wait_for_function(f"(name) => ({FOCUSED})() === name", arg=name)


@pytest.mark.parametrize("policy", POLICIES)
def test_tap_is_decided_by_keys_alone(tabs: Tabs, policy: str) -> None:
    """Enter taps, Escape cancels and gives the focus back; Enter, Tab and Enter release it."""
    stack, home = tabs.person.stack, POLICIES[policy]
    stack.site.clear()
    page = tabs.at(f"{home}?csp={policy}")
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Policy" in said.text else None)
    page.on("pageerror", lambda error: violations.append(str(error)))
    knows(stack, *KNOWN[home])
    button = page.locator("article[data-author=walikota_contoh]").first.get_by_test_id("like")
    button.focus()

    page.keyboard.press("Enter")
    assert dialog(page)
    focus_is_on(framed(page), "button cancel")
    decided_by_key(page, "Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_be_focused()
    settled(page, stack.site)
    assert likes(stack) == 0

    page.keyboard.press("Enter")
    assert dialog(page)
    frame = framed(page)
    focus_is_on(frame, "button cancel")
    page.keyboard.press("Shift+Tab")
    focus_is_on(frame, "summary")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focus_is_on(frame, "button proceed")
    frame.evaluate(STEADY)
    decided_by_key(page, "Enter")
    settled(page, stack.site)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    assert likes(stack) == 1
    assert violations == []
