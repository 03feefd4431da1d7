"""The pages of the installed extension in a real Chromium: its own worker answers, its own storage keeps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.extended import SETTINGS, Extended
from tests.support.extension_pages import PLATFORMS, TEXTS

pytestmark = pytest.mark.browser

ID = TEXTS["id"]


def opened(person: Extended, name: str) -> Page:
    """A page of the extension, in a tab."""
    page = person.context.new_page()
    page.goto(person.desk.url.replace("manifest.json", f"pages/{name}.html"))
    page.wait_for_selector("main > *")
    return page


def test_the_first_page_opens_by_itself(person: Extended) -> None:
    """Whoever installed the extension sees first what it does; it is the only page that opens."""
    assert person.welcome == [ID["welcome_lead"]]


def test_the_popup_knows_what_is_installed(person: Extended) -> None:
    """Rules, accounts and platforms come from the extension's own package, through its worker."""
    page = opened(person, "popup")
    assert page.get_by_role("switch").count() == len(PLATFORMS)
    expect(page.locator("h1")).to_have_text(ID["here_none"])
    lines = page.locator("section li").all_inner_texts()
    assert lines[0].startswith("Aturan versi ")
    assert lines[0].endswith(ID["packaged"])
    assert lines[1].startswith("Daftar akun: ")
    assert lines[2].startswith("Pemilihan contoh (rekaan): sampai ")
    page.close()


def test_a_choice_reaches_every_page(person: Extended) -> None:
    """What the first page keeps, the popup and the settings page show at once."""
    welcome, popup = opened(person, "welcome"), opened(person, "popup")
    options = opened(person, "options")
    welcome.get_by_label(ID["audience_tni"]).check()
    welcome.locator("#begin").click()
    expect(welcome.locator("#done")).to_have_text(ID["begun"])
    expect(options.get_by_label(ID["audience_tni"])).to_be_checked()
    popup.get_by_role("switch", name="X", exact=True).click()
    expect(options.get_by_role("switch", name="X", exact=True)).not_to_be_checked()
    options.locator("#language").select_option("en")
    expect(popup.locator("#pause")).to_have_text(TEXTS["en"]["pause"])
    for page in (welcome, popup, options):
        page.close()
    person.settings(SETTINGS)


def test_a_policy_schema_is_accepted(person: Extended) -> None:
    """The browser has read the schema: without a policy the storage of policies is there, and empty."""
    page = opened(person, "options")
    assert page.evaluate("chrome.storage.managed.get(null)") == {}
    page.locator("#update").click()
    expect(page.locator("#note")).to_have_text(ID["update_done"])
    page.close()
