"""What arrives is what the browser sent: compared with the same browser without the extension."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from demo.server import DemoSite
from tests.extension.browser.test_kinds import PAGES
from tests.support.comparing import AFTER, PARTS, Run, apart, taken
from tests.support.comparing import PAGES as BEFORE
from tests.support.extended import Extended, Tabs, decided, informed
from tests.support.tap_table import FREE, TAPS, TAUGHT
from tests.support.taps import HOMES, Tap, outcome, settled, start, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """What arrived without the extension, and with it."""
    folder = tmp_path_factory.mktemp("bytes")
    with DemoSite(folder / "site", h2=True) as site, sync_playwright() as playwright:
        return (
            run(site, folder / "without", playwright, extension=False),
            run(site, folder / "with", playwright, extension=True),
        )


def run(site: DemoSite, folder: Path, playwright: Playwright, *, extension: bool) -> Run:
    """Open the pages, then make every tap, one after the other; "proceed" where it has to be held."""
    with Extended.running(site, folder, playwright, extension=extension) as person:
        tabs = Tabs(person)
        site.clear()
        informed(tabs, PAGES, TAUGHT if extension else ())
        for home in HOMES.values():
            settled(tabs.at(home), site)
        found: Run = {BEFORE: taken(site)}
        for tap in (*TAPS, *FREE):
            page = tabs.at(HOMES[tap.face])
            if extension and tap in TAPS:
                decided(page, tap, "proceed")
            else:
                start(page, tap)
                outcome(page)
            until(partial(tap.arrived, site))
            found[str(tap)] = taken(site)
        for home in HOMES.values():
            settled(tabs.at(home), site)
        found[AFTER] = taken(site)
    return apart(found)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_released_tap_arrives_once_and_as_it_was_sent(runs: tuple[Run, Run], tap: Tap) -> None:
    """Method, path, query, header names and values in their order, and body: the same bytes, exactly once."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1


@pytest.mark.parametrize("tap", FREE, ids=str)
def test_what_is_no_tap_on_a_campaign_account_is_never_touched(runs: tuple[Run, Run], tap: Tap) -> None:
    """Undo, telemetry, bookmarks, messages, uploads and other people's posts: no question, the same bytes."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1


@pytest.mark.parametrize("part", PARTS)
def test_all_else_is_asked_for_as_ever(runs: tuple[Run, Run], part: str) -> None:
    """Documents, scripts, feeds, preflights; nothing late, and no request of the extension's own."""
    without, through = (one[part] for one in runs)
    assert through == without
    assert through
