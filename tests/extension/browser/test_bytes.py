"""Every kind of action, cancelled and released: what arrives is what Chromium sends without the extension."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from demo.server import DemoSite
from tests.support.comparing import Run
from tests.support.extended import Extended, Tabs, answer, informed, shown
from tests.support.same_bytes import (
    test_all_else_is_asked_for_as_ever,
    test_tap_on_a_campaign_account_is_its_persons_to_decide,
    test_what_is_no_tap_on_a_campaign_account_is_never_touched,
)
from tests.support.tap_table import TAUGHT
from tests.support.walking import PLACES, Walker

pytestmark = pytest.mark.browser

__all__ = [
    "test_all_else_is_asked_for_as_ever",
    "test_tap_on_a_campaign_account_is_its_persons_to_decide",
    "test_what_is_no_tap_on_a_campaign_account_is_never_touched",
]


@pytest.fixture(scope="module")
def runs(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """What arrived without the extension, and with it, of browsers that had not seen the site before."""
    folder = tmp_path_factory.mktemp("bytes")
    with DemoSite(folder / "site", h2=True) as site:
        return (
            run(site, folder / "without", playwright, extension=False),
            run(site, folder / "with", playwright, extension=True),
        )


def run(site: DemoSite, folder: Path, playwright: Playwright, *, extension: bool) -> Run:
    """Open the pages in a browser of its own, and walk."""
    with Extended.running(site, folder, playwright, extension=extension) as person:
        site.clear()
        site.set(kept=0)
        tabs = informed(Tabs(person), PLACES, TAUGHT if extension else ())
        return Walker(site, tabs.at, shown, answer).walk(asked=extension)
