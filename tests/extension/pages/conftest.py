"""The installed Chromium for the extension's pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.support.stage import launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all pages."""
    with sync_playwright() as driver, launched(driver) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile in Jakarta, in which an error of a page's script fails the test."""
    fresh = browser.new_context(
        viewport={"width": 1000, "height": 800},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
    )
    errors: list[str] = []
    fresh.on("weberror", lambda error: errors.append(str(error.error)))
    fresh.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield fresh
    fresh.close()
    assert errors == []
