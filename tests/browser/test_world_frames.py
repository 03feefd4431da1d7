"""The frame in which people decide, shown in a page's own way: a press counts where its words are seen."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.support.taps import ASKING, outcome, settled
from tests.support.thief import LIKE, Thief, end, end_unless_late

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, delay_seconds=1, hold_seconds=150)}
UNSEEN = (
    ("opacity: 0", "", None),
    ("opacity: .01", "", None),
    ("opacity: .9", "", None),
    ("", "position: fixed; inset: 0; opacity: .5", None),
    ("filter: brightness(9)", "", None),
    ("mix-blend-mode: difference", "", None),
    ("clip-path: inset(60% 0 0 0)", "", None),
    ("width: 200px; height: 180px", "", None),
    ("width: 1280px; height: 720px; transform: scale(.3)", "", None),
    ("transform: rotate(180deg)", "", None),
    ("transform: translateY(-300px)", "", None),
    ("top: -300px; height: 720px", "", None),
    (
        "position: absolute; top: -560px; height: 720px",
        "position: fixed; inset: 0 0 auto; height: 120px; overflow: hidden",
        None,
    ),
)
COVERED = (
    ("", "", ""),
    ("", "", "opacity: .95"),
    ("", "", "inset: 0 0 50% 0"),
    ("", "", "inset: 150px 400px 300px 400px"),
    ("", "", "background: rgb(0 0 0 / .01)"),
)


@pytest.mark.parametrize("ways", [UNSEEN, COVERED], ids=["changed", "covered"])
def test_a_frame_counts_only_where_it_is_seen_as_it_is(
    thief: Thief, ways: tuple[tuple[str, str, str | None], ...]
) -> None:
    """Transparent, changed, cut off, small, turned, or below something that lets clicks through: a click into
    it decides nothing. Shown whole and uncovered it is the warning itself: whoever presses there was warned.
    """
    frame = thief.show(*ways[0])
    for way in ways:
        thief.style(*way)
        assert not thief.clicked(frame), way
    settled(thief.page, thief.stack.site)
    assert not LIKE.arrived(thief.stack.site)
    thief.style()
    assert thief.clicked(frame, 20)
    assert outcome(thief.page)["ok"]
    assert len(LIKE.arrived(thief.stack.site)) == 1


@pytest.mark.xfail(reason="browsers don't say of an element that it is masked")
@pytest.mark.parametrize(
    "style",
    [
        "mask-image: linear-gradient(#0000, #0000)",
        "clip-path: polygon(0 0, 1px 0, 1px 99%, 99% 60%, 100% 100%, 0 100%)",
    ],
    ids=["mask", "polygon"],
)
def test_a_frame_that_is_masked(thief: Thief, style: str) -> None:
    """What a mask leaves of it decides nothing either."""
    assert not thief.clicked(thief.show(style), 20)
    end(thief)


def test_a_frame_uncovered_at_the_last_moment(thief: Thief) -> None:
    """The delay begins when it is seen, not when it is loaded."""
    frame = thief.show("opacity: 0")
    thief.page.wait_for_timeout(2_500)
    thief.page.mouse.move(*thief.proceed(frame))
    began = time.monotonic()
    thief.page.evaluate("() => { document.getElementById('stolen').style.opacity = 1; }")
    for _ in range(3):
        thief.page.mouse.down()
        thief.page.mouse.up()
        thief.page.wait_for_timeout(100)
    took = time.monotonic() - began
    thief.page.evaluate("() => { document.getElementById('stolen').style.opacity = 0; }")
    end_unless_late(thief, took, PRODUCT["agency"].delay_seconds)


def test_a_frame_pushed_under_the_pointer(thief: Thief) -> None:
    """In sight for long, and then moved to where somebody is about to click."""
    thief.page.set_viewport_size({"width": 1600, "height": 800})
    frame = thief.show("width: 800px; height: 800px")
    thief.page.wait_for_timeout(2_500)
    x, y = thief.proceed(frame)
    longest = 0.0
    for _ in range(5):
        thief.page.mouse.move(x + 750, y)
        thief.page.wait_for_timeout(100)
        began = time.monotonic()
        thief.page.evaluate("() => { document.getElementById('stolen').style.left = '750px'; }")
        thief.page.mouse.down()
        thief.page.mouse.up()
        longest = max(longest, time.monotonic() - began)
        thief.page.wait_for_timeout(50)
        thief.page.evaluate("() => { document.getElementById('stolen').style.left = 0; }")
        thief.page.wait_for_timeout(400)
    end_unless_late(thief, longest, 0.3)


def test_a_focus_given_just_before_a_key(thief: Thief) -> None:
    """The frame gets the focus while somebody types: what they press doesn't land on the second button."""
    thief.show()
    thief.page.wait_for_timeout(2_000)
    began = time.monotonic()
    thief.page.evaluate("() => { document.getElementById('stolen').focus(); }")
    thief.page.keyboard.press("Tab")
    thief.page.keyboard.press("Enter")
    took = time.monotonic() - began
    settled(thief.page, thief.stack.site)
    if thief.hold.decision == "cancel":  # the focus came so late that the first button got the key
        assert not LIKE.arrived(thief.stack.site)
        return
    end_unless_late(thief, took, 0.5)
