"""Every kind of action in every generation: held, explained, and cancelled or released."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.stack import INSTAGRAM, Stack, X, dialog, press
from tests.support.tap_table import FANS, IG_COMMENT, IG_POST, STORY, TAPS, X_POST
from tests.support.taps import HOMES, Tabs, Tap, decided, knows, outcome, post, product, settled, start
from demo.ig_shapes import shortcode

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tabs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tabs]:
    """A person who was shown everything that the taps are about."""
    with product(tmp_path_factory.mktemp("kinds")) as (stack, browser):
        tabs = Tabs(stack.person(browser))
        shown(tabs, stack)
        yield tabs


def shown(tabs: Tabs, stack: Stack) -> None:
    """Open the pages that teach the proxy who is behind what."""
    for url in (f"{X}i/communities/{FANS}", f"{INSTAGRAM}p/{shortcode(IG_POST)}/", f"{INSTAGRAM}stories/walikota_contoh/"):
        tabs.person.open(url).close()
    tabs.at(X), tabs.at(INSTAGRAM)
    for face, of, identity in (
        ("x", "post", X_POST),
        ("x", "post", post("x", 3)),
        ("x", "group", FANS),
        ("instagram", "post", IG_POST),
        ("instagram", "post", STORY),
        ("instagram", "comment", IG_COMMENT),
    ):
        knows(stack, face, identity, of)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_nothing_goes_before_the_decision_and_nothing_after_a_cancel(tabs: Tabs, tap: Tap) -> None:
    """While the dialog is open, and after it was cancelled, the site has heard nothing; the page sees a failure."""
    site, page = tabs.person.stack.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    start(page, tap)
    assert dialog(page)
    settled(page, site)
    assert not tap.arrived(site)
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, site)
    assert not tap.arrived(site)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_proceeding_sends_it_once(tabs: Tabs, tap: Tap) -> None:
    """After "proceed" it arrives exactly once, and the page sees its success."""
    site, page = tabs.person.stack.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    assert decided(page, tap, "proceed")["ok"]
    settled(page, site)
    assert len(tap.arrived(site)) == 1
