"""The pages of the installed extension in a real Chromium: its own worker answers, its own storage keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from extension.packing.cli import write
from extension.packing.files import shipped
from extension.packing.packaged import packaged
from tests.support.chromium import chromium_path
from tests.support.extended import welcomed
from tests.support.extension_pages import PLATFORMS, TEXTS
from tests.support.stack import CAMPAIGN

pytestmark = pytest.mark.browser

ID = TEXTS["id"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A Chromium with the packed extension, and no network."""
    folder = tmp_path_factory.mktemp("installed")
    path = folder / "extension"
    write(path, {**shipped("chrome"), **packaged(0, [CAMPAIGN])})
    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=chromium_path(),
            args=[
                "--no-sandbox",
                f"--disable-extensions-except={path}",
                f"--load-extension={path}",
                "--host-resolver-rules=MAP * ~NOTFOUND",
            ],
            locale="id-ID",
            viewport={"width": 1000, "height": 800},
        )
        yield context
        context.close()


def opened(context: BrowserContext, name: str) -> Page:
    """A page of the extension, in a tab."""
    worker = (
        context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    )
    page = context.new_page()
    page.goto(f"{worker.url.partition('/background/')[0]}/pages/{name}.html")
    page.wait_for_selector("main > *")
    return page


def test_the_first_page_opens_by_itself(installed: BrowserContext) -> None:
    """Whoever installed the extension sees first what it does; it is the only page that opens."""
    page = welcomed(installed)
    expect(page.locator("h1")).to_have_text(ID["welcome_lead"])
    assert sum(one.url.startswith("chrome-extension:") for one in installed.pages) == 1
    page.close()


def test_the_popup_knows_what_is_installed(installed: BrowserContext) -> None:
    """Rules, accounts and platforms come from the extension's own package, through its worker."""
    page = opened(installed, "popup")
    assert page.get_by_role("switch").count() == len(PLATFORMS)
    expect(page.locator("h1")).to_have_text(ID["here_none"])
    lines = page.locator("section li").all_inner_texts()
    assert lines[0].startswith("Aturan versi ")
    assert lines[0].endswith(ID["packaged"])
    assert lines[1].startswith("Daftar akun: ")
    assert lines[2].startswith("Pemilihan contoh (rekaan): sampai ")
    page.close()


def test_a_choice_reaches_every_page(installed: BrowserContext) -> None:
    """What the first page keeps, the popup and the settings page show at once."""
    welcome, popup = opened(installed, "welcome"), opened(installed, "popup")
    options = opened(installed, "options")
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


def test_a_policy_schema_is_accepted(installed: BrowserContext) -> None:
    """The browser has read the schema: without a policy the storage of policies is there, and empty."""
    page = opened(installed, "options")
    assert page.evaluate("chrome.storage.managed.get(null)") == {}
    page.locator("#update").click()
    expect(page.locator("#note")).to_have_text(TEXTS["en"]["update_done"])
    page.close()
