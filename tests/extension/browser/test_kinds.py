"""Every kind of action in every generation, held by the extension in Chromium: cancelled, and released."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.ig_shapes import shortcode
from tests.support.extended import Tabs, decided, extended, informed, press, settled, shown
from tests.support.stack import INSTAGRAM, X
from tests.support.tap_table import FANS, IG_POST, TAPS, TAUGHT
from tests.support.taps import HOMES, Tap, outcome, start

pytestmark = pytest.mark.browser

PAGES = (
    f"{X}i/communities/{FANS}",
    f"{INSTAGRAM}p/{shortcode(IG_POST)}/",
    f"{INSTAGRAM}stories/walikota_contoh/",
    X,
    INSTAGRAM,
)


@pytest.fixture(scope="module")
def tabs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tabs]:
    """A person who was shown everything that the taps are about."""
    with extended(tmp_path_factory.mktemp("kinds")) as person:
        yield informed(Tabs(person), PAGES, TAUGHT)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_on_a_campaign_account_is_its_persons_to_decide(tabs: Tabs, tap: Tap) -> None:
    """Nothing goes before the decision, nothing after a cancel; after "proceed" it goes once."""
    site, page = tabs.person.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    start(page, tap)
    shown(page)
    settled(page, site)
    assert not tap.arrived(site)
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, site)
    assert not tap.arrived(site)
    assert decided(page, tap, "proceed")["ok"]
    assert len(tap.arrived(site)) == 1
