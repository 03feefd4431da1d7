"""The installed Chromium for the extension's pages: one tab for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

from tests.support.stage import launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all pages."""
    with sync_playwright() as driver, launched(driver) as running:
        yield running


def jakarta(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh profile in Jakarta."""
    return browser.new_context(
        viewport={"width": 1000, "height": 800},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
        **options,
    )


@pytest.fixture(scope="module")
def _tab(browser: Browser) -> Page:
    return jakarta(browser).new_page()


@pytest.fixture
def tab(_tab: Page) -> Iterator[Page]:
    """A tab in which an error of a page's script fails the test; another test may have had a page in it."""
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def fail(error: Error) -> None:
        errors.append(error.message)

    _tab.on("console", hear)
    _tab.on("pageerror", fail)
    yield _tab
    _tab.remove_listener("console", hear)
    _tab.remove_listener("pageerror", fail)
    assert errors == []
