"""Nobody decides: the time runs out, nothing is sent, and the page takes its taps back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.support.both_ways import expired
from tests.support.stack import INSTAGRAM, X, dialog
from tests.support.tap_table import INSTAGRAM_TAPS, X_TAPS
from tests.support.taps import ASKING, HOMES, Tabs, Tap, settled

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, hold_seconds=2)}


@pytest.mark.parametrize("taps", [X_TAPS, INSTAGRAM_TAPS], ids=["x", "instagram"])
def test_taps_nobody_decides_are_never_sent(tabs: Tabs, taps: tuple[Tap, ...]) -> None:
    """All kinds at once expire: each is answered with the platform's own failure, and none arrives."""
    expired(tabs.at(HOMES[taps[0].face]), tabs.person.stack, taps)


@pytest.mark.parametrize("home", [X, INSTAGRAM], ids=HOMES)
def test_button_goes_dark_when_time_is_up(tabs: Tabs, home: str) -> None:
    """The button that lit up reverts, the dialog goes, and a note says that nothing was sent."""
    site, page = tabs.person.stack.site, tabs.at(home)
    button = page.locator("article[data-author=walikota_contoh]").first.get_by_test_id("like")
    button.click()
    assert dialog(page)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not dialog(page, 0.01)
    page.wait_for_function(
        "() => window.__roots.some(root => /Tidak ada yang terkirim/.test(root.textContent))"
    )
    settled(page, site)
    assert not site.log.of(body=b"FavoriteTweet")
    assert not site.log.of(body=b"LikeMutation")
