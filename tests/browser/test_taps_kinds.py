"""Every kind of action in every generation: held, and cancelled. `test_taps_bytes` has what is released."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.stack import dialog, press
from tests.support.tap_table import TAPS, informed
from tests.support.taps import HOMES, Tabs, Tap, outcome, product, settled, start

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tabs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tabs]:
    """A person who was shown everything that the taps are about."""
    with product(tmp_path_factory.mktemp("kinds")) as (stack, browser):
        yield informed(Tabs(stack.person(browser)))


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_nothing_goes_before_the_decision_and_nothing_after_a_cancel(tabs: Tabs, tap: Tap) -> None:
    """While the dialog is open and after a cancel the site has heard nothing; the page sees a failure."""
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
