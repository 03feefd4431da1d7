"""Every kind of action, cancelled and released: what arrives is what Chromium sends without the extension."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from demo.server import DemoSite
from tests.support.comparing import PARTS, Run
from tests.support.extended import Extended, Tabs, informed, press, shown
from tests.support.tap_table import FREE, TAPS, TAUGHT
from tests.support.taps import Tap
from tests.support.walking import PLACES, Walker, cancel_of

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
    """Open the pages in a browser of its own, and walk."""
    with Extended.running(site, folder, playwright, extension=extension) as person:
        site.clear()
        tabs = informed(Tabs(person), PLACES, TAUGHT if extension else ())
        return Walker(site, tabs.at, shown, press).walk(asked=extension)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_tap_on_a_campaign_account_is_its_persons_to_decide(runs: tuple[Run, Run], tap: Tap) -> None:
    """While its person is asked, and after a no, nothing of it reaches the site. Released it arrives once:
    method, path, query, header names and values in their order, and body are the same bytes.
    """
    without, through = runs
    assert through[cancel_of(tap)] == []
    assert through[str(tap)] == without[str(tap)]
    assert len(through[str(tap)]) == 1


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
