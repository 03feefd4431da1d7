"""One Chromium with the extension for all modules that leave it whole: to start it costs more than a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from tests.support.extended import SETTINGS, Extended, Tabs, driver, extended
from tests.support.stack import X
from tests.support.tap_table import X_POST


@pytest.fixture(scope="package", autouse=True)
def playwright() -> Iterator[Playwright]:
    """One driver for all tests of this folder in a row; what comes after them may run a loop of its own."""
    with driver() as running:
        yield running


@pytest.fixture(scope="package")
def everybodys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    """The demo site and a Chromium with the extension, that keeps pages that were left, as people's do."""
    folder = tmp_path_factory.mktemp("extended")
    with extended(folder, without=["--disable-back-forward-cache"]) as person:
        yield person


@pytest.fixture(scope="module")
def person(everybodys: Extended) -> Iterator[Extended]:
    """Somebody who has just installed the extension."""
    yield everybodys
    everybodys.forget()


@pytest.fixture(scope="module")
def tabs(person: Extended) -> Tabs:
    """One tab per site."""
    return Tabs(person)


@pytest.fixture
def page(request: pytest.FixtureRequest, person: Extended, tabs: Tabs) -> Iterator[Page]:
    """A page just loaded, at a module's ``ADDRESS`` if it has one, whose posts are known."""
    page = tabs.anew(getattr(request.module, "ADDRESS", X))
    person.knows("x", X_POST)
    person.site.log.clear()
    yield page
    person.settings(SETTINGS)
