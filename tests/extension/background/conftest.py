"""A publisher over HTTP and the extension's updates that follow it, in Node, Chromium and Firefox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.support.file_server import FileServer
from tests.support.office import registry, rules
from tests.support.signed_repository import Publisher
from tests.support.stage import launched
from tests.support.updates_client import Chromium, Client, InFirefox, Node


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """Rules for one platform, and two registered accounts."""
    return Publisher(tmp_path / "repository", tmp_path / "work", rules(), {"id": registry("budi", "wati")})


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    """One address for the publishers of all tests, so that a page is loaded once."""
    with FileServer(tmp_path_factory.mktemp("nothing")) as server:
        yield server


@pytest.fixture
def server(address: FileServer, publisher: Publisher) -> FileServer:
    """The publisher's web server."""
    address.folder = publisher.folder
    address.tricks.clear()
    address.asked.clear()
    return address


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """Node."""
    node = Node()
    yield node
    node.restart()


@pytest.fixture(
    scope="module"
)  # a Playwright left open would stand in the way of every asynchronous test after it
def chromium(address: FileServer) -> Iterator[Chromium]:
    """The installed Chromium."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield Chromium(address.url, browser)


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InFirefox]:
    """The installed Firefox."""
    firefox = InFirefox(tmp_path_factory.mktemp("firefox"))
    yield firefox
    firefox.close()


IN_FIREFOX = ("test_storage", "test_updates")
"""What is stored, and the attack list of the updates: the rest is the same code."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Clients are everywhere, some in Firefox, too."""
    if "client" in metafunc.fixturenames:
        browsers = ("chromium", "firefox") if metafunc.module.__name__.endswith(IN_FIREFOX) else ("chromium",)
        marked = [pytest.param(name, marks=pytest.mark.browser) for name in browsers]
        metafunc.parametrize("client", ["node", *marked], indirect=True)


@pytest.fixture
def client(
    request: pytest.FixtureRequest, tmp_path: Path, publisher: Publisher, server: FileServer
) -> Client:
    """An extension that has not looked yet."""
    place = request.getfixturevalue(request.param)
    return Client(place, str(tmp_path / "stored"), server.url, publisher.first_root)
