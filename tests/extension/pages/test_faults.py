"""How often the extension itself failed today stands in the popup and on the options page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.extension_pages import TEXTS, opened, state

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["popup", "options"])
def test_faults_are_told_with_their_number(tab: Page, name: str) -> None:
    """One line with the number, in the person's language; none where there were none."""
    page = opened(tab, name, told=state(faults=1_200), settings={"language": "en"})
    expect(page.locator("p.no")).to_have_text(TEXTS["en"]["faults"].replace("{count}", "1,200"))
    page = opened(tab, name, told=state(faults=0))
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("p.no")).to_have_count(0)
