"""Every kind of action in every generation: held, and cancelled. `test_taps_bytes` has what is released."""

from __future__ import annotations

import pytest

from tests.support.stack import dialog, escape
from tests.support.tap_table import TAPS
from tests.support.taps import HOMES, Tabs, Tap, outcome, settled, start

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_nothing_goes_before_the_decision_and_nothing_after_a_cancel(tabs: Tabs, tap: Tap) -> None:
    """While the dialog is open and after a cancel the site has heard nothing; the page sees a failure."""
    site, page = tabs.person.stack.site, tabs.at(HOMES[tap.face])
    site.log.clear()
    start(page, tap)
    assert dialog(page)
    settled(page, site)
    assert not tap.arrived(site)
    escape(page)
    assert not outcome(page)["ok"]
    settled(page, site)
    assert not tap.arrived(site)
