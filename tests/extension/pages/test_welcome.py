"""The first page: what is chosen there is kept by one button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.extension_pages import TEXTS, kept, opened, state

pytestmark = pytest.mark.browser

ID = TEXTS["id"]


def test_it_says_what_is_never_done(tab: Page) -> None:
    """All three lists are there, Indonesian first."""
    page = opened(tab, "welcome")
    assert page.locator("h2").all_inner_texts() == [ID[key] for key in ("does", "cannot", "never", "choose")]
    assert page.locator(".three li").count() == 9


def test_nothing_is_kept_before_the_button(tab: Page) -> None:
    """Audience and region are kept together, when the person says so."""
    page = opened(tab, "welcome", told=state(parts=["id", "id/jatim", "id/bali"]))
    page.get_by_label(ID["audience_tni"]).check()
    page.locator("#region").select_option("id/jatim")
    assert kept(page) == {}
    page.locator("#begin").press("Enter")
    expect(page.locator("#done")).to_have_text(ID["begun"])
    assert kept(page) == {"welcomed": True, "audience": "tni", "updates": {"parts": ["id", "id/jatim"]}}


def test_the_language_keeps_what_was_chosen(tab: Page) -> None:
    """Changing the language in between loses no choice."""
    page = opened(tab, "welcome")
    page.get_by_label(ID["audience_polri"]).check()
    page.locator("#language").select_option("en")
    expect(page.get_by_label(TEXTS["en"]["audience_polri"])).to_be_checked()
    page.locator("#begin").click()
    expect(page.locator("#done")).to_have_text(TEXTS["en"]["begun"])
    assert kept(page) == {"language": "en", "welcomed": True, "audience": "polri"}


def test_whole_country_lets_go_of_a_region(tab: Page) -> None:
    """A region that was followed is offered still; an agency's publisher stays."""
    updates = {"url": "https://a.example", "parts": ["id", "id/bali"]}
    page = opened(tab, "welcome", settings={"updates": updates})
    expect(page.locator("#region")).to_have_value("id/bali")
    page.locator("#region").select_option("id")
    page.locator("#begin").click()
    expect(page.locator("#done")).to_have_text(ID["begun"])
    assert kept(page)["updates"] == {"url": "https://a.example", "parts": ["id"]}


def test_what_the_policy_fixed_is_left_alone(tab: Page) -> None:
    """Locked choices are shown and not sent along; the page can still be answered."""
    page = opened(tab, "welcome", policy={"audience": "polri", "locked": ["updates"]})
    expect(page.get_by_label(ID["audience_polri"])).to_be_disabled()
    expect(page.get_by_label(ID["audience_polri"])).to_be_checked()
    page.locator("#begin").click()
    expect(page.locator("#done")).to_have_text(ID["begun"])
    assert kept(page) == {"welcomed": True}
