"""Every kind of action in every generation, over HTTP/2: released as the browser sent it, or cancelled.

What arrives is compared with what the same browser sends straight to the site.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.comparing import Run, both_runs
from tests.support.same_bytes import (
    test_all_else_is_asked_for_as_ever,
    test_what_is_no_tap_on_a_campaign_account_is_never_touched,
)
from tests.support.stack import dialog, escape
from tests.support.tap_table import FREE, TAPS
from tests.support.taps import HOMES, Tabs, Tap, outcome, settled, start

pytestmark = pytest.mark.browser

__all__ = ["test_all_else_is_asked_for_as_ever", "test_what_is_no_tap_on_a_campaign_account_is_never_touched"]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[Run, Run, Tabs]]:
    """Both runs; the product stays for more."""
    with both_runs(browser, tmp_path_factory.mktemp("bytes"), (*TAPS, *FREE), h2=True) as both:
        yield both


@pytest.fixture(scope="module")
def runs(both: tuple[Run, Run, Tabs]) -> tuple[Run, Run]:
    """What arrived without the proxy, and with it."""
    return both[:2]


@pytest.fixture(scope="module")
def tabs(both: tuple[Run, Run, Tabs]) -> Tabs:
    """Whoever made the run through the proxy."""
    return both[2]


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_released_tap_arrives_once_and_as_it_was_sent(runs: tuple[Run, Run], tap: Tap) -> None:
    """Method, path, query, header names and values in their order, and body: the same bytes, exactly once."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1


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
