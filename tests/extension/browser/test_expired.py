"""Nobody decides: every kind of tap on every platform runs out of time, all at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from rules.compile import ruleset
from tests.extension.browser import test_platforms as others
from tests.support.extended import SETTINGS, Extended, Tabs, informed, press, settled, shown
from tests.support.tap_table import INSTAGRAM_TAPS, TAUGHT, X_POST, X_TAPS
from tests.support.taps import HOMES, Tap, outcome, start, until
from tests.support.walking import PLACES

pytestmark = pytest.mark.browser

HOME = {**HOMES, **{face: module.HOME for face, module in others.FACES.items()}}
TAPS = {
    "x": X_TAPS,
    "instagram": INSTAGRAM_TAPS,
    **{face: [tap for tap in others.TAPS if tap.face == face] for face in others.FACES},
}
URLS = [*PLACES, *others.URLS]
KNOWN = [*TAUGHT, *others.KNOWN]
BEGIN = """taps => {
  window.__all = Promise.all(taps.map(([kind, id, options]) => demo.act(kind, id, options)));
}"""
ENDED = "() => window.__all"
LEFT = re.compile(r"batal dalam (\d+) detik")
LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
REPOST = Tap("x", "repost", X_POST, "/CreateRetweet")
HOLD = int(SETTINGS["hold_seconds"])


def given(taps: Sequence[Tap]) -> list[list[Any]]:
    """The taps as a page takes them."""
    return [[tap.kind, tap.id, tap.options] for tap in taps]


def refusals(face: str) -> list[tuple[int, Any]]:
    """How a platform itself fails: status, and body as its page reads it."""
    (named,) = (one["refusals"] for one in ruleset()["platforms"] if one["platform"] == face)
    return [(one["status"], json.loads(one["body"] or '""')) for one in named.values()]


def left(text: str) -> int:
    """How many seconds a warning gives."""
    found = LEFT.search(text)
    assert found
    return int(found[1])


@pytest.fixture(scope="module")
def tabs(person: Extended) -> Tabs:
    """A person who was shown everything that the taps are about."""
    return informed(Tabs(person), URLS, KNOWN)


@pytest.fixture(autouse=True)
def _anew(person: Extended, tabs: Tabs) -> Iterator[None]:
    person.site.log.clear()
    yield
    person.settings(SETTINGS)


def test_taps_nobody_decides_are_never_sent(tabs: Tabs, person: Extended) -> None:
    """Of every platform every kind at once: each page is told its platform's own failure; none arrives."""
    pages: dict[str, Page] = {face: tabs.at(HOME[face]) for face in TAPS}
    person.settings({**SETTINGS, "hold_seconds": 5})
    for face, page in pages.items():
        page.evaluate(BEGIN, given(TAPS[face]))
    for face, page in pages.items():
        told = page.evaluate(ENDED)
        own = refusals(face)
        wrong = [
            str(tap)
            for tap, one in zip(TAPS[face], told, strict=True)
            if (one["status"], one["body"]) not in own
        ]
        assert wrong == []
    for page in pages.values():
        settled(page, person.site)
    assert [str(tap) for taps in TAPS.values() for tap in taps if others.arrived(tap, person.site)] == []


def test_time_runs_for_those_that_wait_behind_a_warning(tabs: Tabs, person: Extended) -> None:
    """One is shown after the other, yet the time of each runs from its tap, as the page's patience does."""
    page = tabs.at(HOME["x"])
    start(page, LIKE)
    first = shown(page)
    start(page, REPOST)
    until(lambda: left(first.text) <= HOLD - 3, 30)
    press(page, "cancel")
    second = shown(page)
    assert left(second.text) <= HOLD - 2
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)
    assert not REPOST.arrived(person.site)
