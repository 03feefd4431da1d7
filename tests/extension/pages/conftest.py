"""The installed Chromium for the extension's pages: one tab for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, sync_playwright

from tests.support.extension_pages import served
from tests.support.stage import launched


@pytest.fixture(scope="package")
def new_tab() -> Iterator[Callable[..., Page]]:
    """A tab of a fresh profile in Jakarta, in one browser for all tests of this folder in a row."""
    with served() as origin, sync_playwright() as driver, launched(driver) as running:

        def made(**options: Any) -> Page:
            context = running.new_context(
                base_url=origin,
                viewport={"width": 1000, "height": 800},
                locale="id-ID",
                timezone_id="Asia/Jakarta",
                reduced_motion="reduce",
                **options,
            )
            return context.new_page()

        yield made


@pytest.fixture(scope="package")
def _tab(new_tab: Callable[..., Page]) -> Page:
    return new_tab()


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
