"""What tests of the whole product in a browser share; a module's ``PRODUCT`` holds options of ``product``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.stack import Person, Stack, launch
from tests.support.tap_table import informed
from tests.support.taps import Tabs, product, until
from tests.support.thief import Thief, stealing

COUNTED = {
    "proceed",
    "cancel",
    "expired",
    "aborted",
    "unseen",
    "unknown",
    "page",
    "unread",
    "fault",
    "oversize",
}


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """One driver for all tests of this folder in a row; what comes after them may run a loop of its own."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all of them: to start it costs more than most tests."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[Stack, Browser]]:
    """The product, for one module."""
    options = getattr(request.module, "PRODUCT", {})
    with product(browser, tmp_path_factory.mktemp("product"), **options) as stack:
        yield stack, browser


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser]) -> Tabs:
    """A person who was shown everything that the taps of the table are about."""
    stack, browser = running
    return informed(Tabs(stack.person(browser)))


@pytest.fixture
def stack(running: tuple[Stack, Browser]) -> Iterator[Stack]:
    """Site and proxy; the site knows nobody when a test begins.

    When it is over no tap is held, and nothing was counted but how often what happened.
    """
    stack = running[0]
    stack.site.clear()
    yield stack
    until(lambda: stack.addon.desk.open_holds == 0)
    assert {name for day in stack.addon.counters.shown().values() for name in day} <= COUNTED


@pytest.fixture
def person(running: tuple[Stack, Browser], stack: Stack) -> Iterator[Person]:
    """Somebody with a new browser profile."""
    person = stack.person(running[1])
    yield person
    person.close()


@pytest.fixture
def another(running: tuple[Stack, Browser], stack: Stack) -> Iterator[Person]:
    """Somebody else at the same address."""
    another = stack.person(running[1])
    yield another
    another.close()


@pytest.fixture
def thief(person: Person, stack: Stack) -> Iterator[Thief]:
    """A tap held, and claimed by the page itself."""
    with stealing(person, stack) as thief:
        yield thief
