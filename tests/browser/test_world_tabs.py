"""Several tabs, windows and browsers: one person is asked once, where they are looking, and nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page

from tests.support.stack import Person, Stack, X, dialog, learned, press
from tests.support.taps import Tap, outcome, post, settled, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
READY = "main[data-ready]"
POPUP = "() => void open(location.href, '', 'popup,width=700,height=700')"


def really_focused(*pages: Page) -> list[CDPSession]:
    """Undo the driver's doing, by which every tab believes to be in front; holds while the sessions live."""
    sessions = [page.context.new_cdp_session(page) for page in pages]
    for session in sessions:
        session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    return sessions


def never_asked(page: Page) -> bool:
    """Whether no dialog was ever put into a page."""
    return bool(page.evaluate("() => !(window.__roots ?? []).length"))


def turn_to(page: Page) -> None:
    """Bring a tab to the front and click in it, as whoever taps does; wait until it has the focus."""
    page.bring_to_front()
    page.mouse.click(2, 2)
    page.wait_for_function("() => document.hasFocus()")


def test_the_tab_in_front_asks(person: Person, stack: Stack) -> None:
    """Of two tabs the one with the focus shows the only dialog, whichever of them sent the tap.

    Whoever turns to the other tab is asked there about the next tap.
    """
    front, behind = person.open(X), person.open(X)
    learned(stack)
    kept = really_focused(front, behind)
    for count, sender in enumerate((front, behind), 1):
        turn_to(front)
        start(sender, LIKE)
        assert dialog(front)
        press(front, "proceed")
        assert outcome(sender)["ok"]
        assert front.evaluate("() => document.hasFocus()"), "the frame took the focus along"
        assert never_asked(behind)
        assert len(LIKE.arrived(stack.site)) == count
    turn_to(behind)
    start(front, LIKE)
    assert dialog(behind)
    press(behind, "cancel")
    assert not outcome(front)["ok"]
    assert len(LIKE.arrived(stack.site)) == 2
    assert kept


def test_a_hidden_tab_never_asks(person: Person, stack: Stack) -> None:
    """It does not even listen; what is tapped in it is asked about in the visible one."""
    script = "if (name === 'hidden') Object.defineProperty(Document.prototype, 'hidden', {get: () => true})"
    person.context.add_init_script(script)
    front = person.open(X)
    learned(stack)
    with front.expect_popup() as opened:
        front.evaluate("() => void open(location.href, 'hidden')")
    hidden = opened.value
    asked: list[str] = []
    hidden.on("request", lambda request: asked.append(request.url))
    hidden.wait_for_selector(READY)
    start(hidden, LIKE)
    assert dialog(front)
    press(front, "cancel")
    assert not outcome(hidden)["ok"]
    assert never_asked(hidden)
    assert not [url for url in asked if "jari-netral" in url]


def test_one_dialog_for_two_windows(person: Person, stack: Stack) -> None:
    """Both are visible and in use; one of them asks, the other stays as it is."""
    first = person.open(X)
    learned(stack)
    with first.expect_popup() as opened:
        first.evaluate(POPUP)
    second = opened.value
    second.wait_for_selector(READY)
    start(first, LIKE)
    until(lambda: not (never_asked(first) and never_asked(second)))
    asking, other = (first, second) if never_asked(second) else (second, first)
    assert dialog(asking)
    press(asking, "cancel")
    assert not outcome(first)["ok"]
    assert never_asked(other)


def test_a_closed_tab_hands_its_question_on(person: Person, stack: Stack) -> None:
    """The dialog of a tab that is closed comes up in the other, and decides there."""
    asking, other = person.open(X), person.open(X)
    learned(stack)
    kept = really_focused(asking, other)
    turn_to(asking)
    start(other, LIKE)
    assert dialog(asking)
    asking.close()
    assert dialog(other)
    press(other, "cancel")
    assert not outcome(other)["ok"]
    assert not LIKE.arrived(stack.site)
    assert kept


def test_two_browsers_behind_one_address(person: Person, another: Person, stack: Stack) -> None:
    """Each is asked about their own tap, and decides only that; each request goes with its own session."""
    mine, theirs = person.open(X), another.open(X)
    learned(stack)
    start(mine, LIKE)
    assert dialog(mine)
    settled(theirs, stack.site)
    assert never_asked(theirs)
    start(theirs, LIKE)
    assert dialog(theirs)
    press(theirs, "proceed")
    assert outcome(theirs)["ok"]
    assert dialog(mine)
    press(mine, "cancel")
    assert not outcome(mine)["ok"]
    (arrived,) = LIKE.arrived(stack.site)
    cookies = {cookie["name"]: cookie["value"] for cookie in another.context.cookies(X)}
    assert arrived.cookies()["sesi"] == cookies["sesi"]
