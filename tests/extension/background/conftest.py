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


@pytest.fixture(scope="package")
def chromium(address: FileServer) -> Iterator[Chromium]:
    """The installed Chromium, as long as its tests follow each other: what comes after may run a loop."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield Chromium(address.url, browser)


@pytest.fixture(scope="package")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InFirefox]:
    """The installed Firefox."""
    firefox = InFirefox(tmp_path_factory.mktemp("firefox"))
    yield firefox
    firefox.close()


EVERYWHERE = ("node", "chromium", "firefox")
BY_MODULE = {"test_storage": EVERYWHERE, "test_tuf": ("chromium", "firefox")}
"""What is stored, and the attack list, in the real browsers. The rest is the same code, in Node."""

IN_BROWSERS = (
    "test_a_first_look_brings_rules_and_registry",
    "test_a_second_look_fetches_nothing",
    "test_changes_travel_as_changes",
    "test_a_change_for_the_wrong_base_falls_back_too",
    "test_where_all_is_broken_the_last_good_stays",
    "test_a_jump_needs_consent",
    "test_a_full_disk_leaves_the_last_good",
    "test_what_a_broken_update_left_is_removed",
    "test_torn_data_is_replaced_by_what_is_packaged",
    "test_the_first_start_uses_what_is_packaged",
    "test_without_room_what_is_packaged_is_in_memory",
    "test_who_is_offline_keeps_what_there_is",
    "test_a_wrong_clock_keeps_the_last_good",
)
"""Of the updates what rests on a browser's own storage, network and clock, and the attacks."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Clients are in Node, in browsers, or in all of them."""
    if "client" in metafunc.fixturenames:
        module, named = metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__
        places = EVERYWHERE if named in IN_BROWSERS else BY_MODULE.get(module, ("node",))
        marked = [
            name if name == "node" else pytest.param(name, marks=pytest.mark.browser) for name in places
        ]
        metafunc.parametrize("client", marked, indirect=True)


@pytest.fixture
def client(
    request: pytest.FixtureRequest, tmp_path: Path, publisher: Publisher, server: FileServer
) -> Client:
    """An extension that has not looked yet."""
    place = request.getfixturevalue(request.param)
    return Client(place, str(tmp_path / "stored"), server.url, publisher.first_root)
