"""A covered site in a tiny frame of somebody else's page: a window of the extension's own asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Frame, Page

from tests.support.dialogs import press
from tests.support.extended import Dialog, Extended, shown
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/favorites/create.json")
STRANGER = "https://lain.contoh.test/?csp=none"
WINDOW = "/pages/window.html#"
EMBED = """([url, width, height]) => {
  const frame = Object.assign(document.createElement("iframe"), { src: url, width, height });
  document.body.append(frame);
}"""
SEND = f"""() => {{
  window.ended = fetch("/i/api/1.1/favorites/create.json", {{
    method: "POST",
    body: new URLSearchParams("id={X_POST}"),
  }}).then(({{ ok }}) => ok, () => false);
}}"""

FLOOD = f"""() => {{
  for (let at = 0; at < 5; at++) {{
    const body = new URLSearchParams(`id={X_POST}&at=${{at}}`);
    fetch("/i/api/1.1/favorites/create.json", {{ method: "POST", body }}).catch(() => 0);
  }}
}}"""


@pytest.fixture(scope="module")
def person(everybodys: Extended) -> Iterator[Extended]:
    """Somebody with the extension, who has seen the post."""
    everybodys.open(X).close()
    everybodys.knows("x", X_POST)
    yield everybodys
    everybodys.forget()


def embedded(person: Extended, width: int, height: int) -> tuple[Page, Frame]:
    """A player of the covered site in a page that is not covered."""
    page = next((one for one in person.context.pages if one.url == STRANGER), None)
    page = page or person.context.new_page()
    page.goto(STRANGER)
    page.evaluate(EMBED, [f"{X}_demo/frame", width, height])
    until(lambda: page.evaluate("() => 1") and any(one.url.startswith(X) for one in page.frames))
    frame = next(one for one in page.frames if one.url.startswith(X))
    frame.wait_for_load_state()
    person.site.log.clear()
    return page, frame


def opened(person: Extended, page: Page, frame: Frame) -> Page:
    """The window that opens on a tap in the frame."""
    with person.context.expect_page() as found:
        frame.evaluate(SEND)
    made = found.value
    assert WINDOW in made.url
    assert "Ratna Contoh" in shown(made).text
    assert Dialog.of(page) is None
    assert not LIKE.arrived(person.site)
    return made


@pytest.mark.parametrize("decision", ["proceed", "cancel"])
def test_a_window_asks_for_a_tiny_frame(person: Extended, decision: str) -> None:
    """Nobody could read the warning in there; the window decides for the frame, and goes."""
    page, frame = embedded(person, 200, 100)
    made = opened(person, page, frame)
    with made.expect_event("close"), suppress(Error):  # it goes with the last press
        press(made, decision)
    assert frame.evaluate("() => window.ended") is (decision == "proceed")
    assert len(LIKE.arrived(person.site)) == (decision == "proceed")


def test_closing_the_window_is_a_no(person: Extended) -> None:
    """Whoever closes it has not said yes."""
    page, frame = embedded(person, 200, 100)
    opened(person, page, frame).close()
    assert frame.evaluate("() => window.ended") is False
    assert not LIKE.arrived(person.site)


def test_a_frame_that_is_gone_closes_its_window(person: Extended) -> None:
    """What nobody waits for is not asked any longer, and nothing of it is kept."""
    page, frame = embedded(person, 200, 100)
    made = opened(person, page, frame)
    with made.expect_event("close"):
        page.evaluate("() => document.querySelector('iframe').remove()")
    until(lambda: not [one for one in kept(person) if one.startswith("asked ")])


def kept(person: Extended) -> list[str]:
    """What the extension keeps for this session."""
    return list(person.desk.evaluate("() => chrome.storage.session.get(null)"))


def test_a_page_cannot_fill_the_screen_with_windows(person: Extended) -> None:
    """However often a page taps: there are three windows at most, and no window is no yes."""
    page, frame = embedded(person, 200, 100)
    frame.evaluate(FLOOD)
    until(lambda: frame.evaluate("() => document.querySelectorAll('html > div').length") == 1)
    until(lambda: len(windows(person)) == 3)
    page.close()
    until(lambda: page.is_closed() and not windows(person))
    assert not LIKE.arrived(person.site)


def windows(person: Extended) -> list[Page]:
    """The windows of our own that are open."""
    person.desk.evaluate("() => 0")
    return [one for one in person.context.pages if WINDOW in one.url]


def test_a_frame_with_room_asks_itself(person: Extended) -> None:
    """Where there is room for the dialog no window is opened."""
    _, frame = embedded(person, 600, 600)
    frame.evaluate(SEND)
    until(lambda: frame.evaluate("() => document.querySelectorAll('html > div').length") == 1)
    assert not [one for one in person.context.pages if WINDOW in one.url]
    assert not LIKE.arrived(person.site)
