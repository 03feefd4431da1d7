"""The extension follows a publisher by itself: what is newer counts, what is wrong doesn't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from demo import data
from rules.registry import Registry
from tests.support.extended import SETTINGS, Dialog, Extended, Tabs, press
from tests.support.extension_pages import TEXTS
from tests.support.file_server import FileServer
from tests.support.publisher import demo, ruleset
from tests.support.signed_repository import Publisher
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

ID = TEXTS["id"]
SHOP = next(one for one in data.home("x") if one.author == data.WARUNG).id_on("x")
CANDIDATES = Tap("x", "like", X_POST, "/FavoriteTweet")
SHOPS = Tap("x", "like", SHOP, "/FavoriteTweet")
UPDATE = "() => chrome.runtime.sendMessage({ type: 'update' })"
STATE = "() => chrome.runtime.sendMessage({ type: 'state' })"
GROWN = f"""async (before) => {{
  for (let look = 0; look < 100; look++) {{
    if ((await ({STATE})()).registry[0].accounts === before + 1) return true;
    await new Promise((done) => setTimeout(done, 100));
  }}
  return false;
}}"""
DUE = "() => chrome.alarms.create('look', { when: Date.now() })"
CLOCK = "(ms) => { const real = globalThis.real ??= Date.now.bind(Date); Date.now = () => real() + ms; }"
FULL = """() => {
  globalThis.put ??= IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
}"""
ROOM = "() => { IDBObjectStore.prototype.put = globalThis.put ?? IDBObjectStore.prototype.put; }"
YEAR = 365 * 86_400_000


class World:
    """A person whose extension follows a publisher."""

    def __init__(self, person: Extended, publisher: Publisher, server: FileServer) -> None:
        """All of them."""
        self.person = person
        self.tabs = Tabs(person)
        self.publisher = publisher
        self.server = server

    def update(self) -> list[tuple[str, str]]:
        """Look for updates now; what went wrong, and about what."""
        return troubles(self.person.desk.evaluate(UPDATE))

    def begins(self, shop: bool) -> None:
        """The campaign is published and known, with a shop in it or without."""
        self.publisher.publish(parts={"id": with_shop(shop)})
        assert self.update() == []

    @property
    def state(self) -> dict[str, Any]:
        """What the popup is told."""
        told: dict[str, Any] = self.person.desk.evaluate(STATE)
        return told

    def is_asked(self, tap: Tap) -> bool:
        """Whether somebody who has just opened the site is asked about a tap."""
        site = self.person.site
        page = self.tabs.anew(X)
        self.person.knows("x", X_POST)
        site.log.clear()
        start(page, tap)
        until(lambda: Dialog.of(page) or tap.arrived(site))
        asked = Dialog.of(page) is not None
        if asked:
            press(page, "cancel")
            outcome(page)
        return asked


def troubles(state: dict[str, Any]) -> list[tuple[str, str]]:
    """What went wrong with the last look."""
    return [(one["about"], one["kind"]) for one in state["updates"]["troubles"]]


def with_shop(added: bool = True) -> Registry:
    """The made-up campaign, and a shop in it."""
    first = next(one for one in demo().records if one.platform == "x")
    shop = replace(first, handle=data.WARUNG.handle, account_id=data.WARUNG.id_on("x"))
    return Registry([*demo().records, *([shop] if added else [])], demo().hashtags)


@pytest.fixture(scope="module")
def world(person: Extended, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A publisher whose root the settings name by its hash."""
    folder: Path = tmp_path_factory.mktemp("updates")
    publisher = Publisher(folder / "repository", folder / "work", ruleset(), {"id": demo()})
    with FileServer(publisher.folder) as server:
        follow(person, publisher, server)
        yield World(person, publisher, server)


def follow(person: Extended, publisher: Publisher, server: FileServer, **changes: str) -> None:
    """Choose a publisher."""
    updates = {"url": server.url, "root_sha256": publisher.root_sha256, "parts": ["id"], **changes}
    person.settings({**SETTINGS, "updates": updates})


@pytest.fixture(autouse=True)
def well(world: World) -> Iterator[None]:
    """Every test leaves the server, the disk and the clock as they were."""
    yield
    world.server.tricks.clear()
    world.person.worker.evaluate(CLOCK, 0)
    world.person.worker.evaluate(ROOM)


def test_what_is_newer_counts_at_the_next_tap(world: World) -> None:
    """A look takes what there is; what is published later comes by the extension's own alarm."""
    world.begins(shop=False)
    assert not world.is_asked(SHOPS)
    world.publisher.publish(parts={"id": with_shop()})
    before = world.state["registry"][0]["accounts"]
    world.person.desk.evaluate(DUE)
    assert world.person.desk.evaluate(GROWN, before)
    assert world.is_asked(SHOPS)
    assert world.is_asked(CANDIDATES)


def test_a_hostile_update_changes_nothing(world: World) -> None:
    """What somebody without the keys publishes is refused, and told; who was registered still is."""
    world.begins(shop=True)
    thief = Publisher(world.publisher.work / "thief", world.publisher.work / "t", ruleset(), {"id": demo()})
    world.publisher.signers = {"registry": thief.keys["registry"]}
    world.publisher.publish(parts={"id": with_shop(added=False)})
    assert ("id", "signature") in world.update()
    popup = world.person.context.new_page()
    popup.goto(world.person.desk.url.replace("manifest.json", "pages/popup.html"))
    expect(popup.locator("p.no")).to_have_text(ID["update_refused"])
    popup.close()
    world.publisher.signers = {}
    world.publisher.publish(parts={"id": with_shop()})
    assert world.update() == []
    assert world.is_asked(SHOPS)


def test_without_a_server_all_goes_on(world: World) -> None:
    """Offline: told, and nothing else changes."""
    world.begins(shop=True)
    world.server.tricks["timestamp.json"] = lambda handler, _: handler.connection.close()
    assert world.update() == [("", "unreachable")]
    assert world.is_asked(SHOPS)


def test_a_full_disk_keeps_the_last_good(world: World) -> None:
    """Nothing more can be stored, not even that: it is told all the same, and who was registered still is."""
    world.begins(shop=True)
    world.publisher.publish(parts={"id": with_shop(added=False)})
    world.person.worker.evaluate(FULL)
    assert world.update() == [("", "disk")]
    assert troubles(world.state) == [("", "disk")]
    assert world.is_asked(SHOPS)
    world.person.worker.evaluate(ROOM)
    assert world.update() == []
    assert not world.is_asked(SHOPS)


@pytest.mark.parametrize(("years", "kept"), [(5, True), (-5, False)], ids=["ahead", "behind"])
def test_a_wrong_clock_is_told(world: World, years: int, kept: bool) -> None:
    """Years ahead everything has expired, and nothing is taken; years behind it is. Both are told."""
    world.begins(shop=False)
    world.publisher.publish(parts={"id": with_shop()})
    world.person.worker.evaluate(CLOCK, years * YEAR)
    assert world.update() == [("", "clock")]
    world.person.worker.evaluate(CLOCK, 0)
    assert world.is_asked(SHOPS) is not kept
    assert world.update() == []


def test_another_fingerprint_is_told(world: World) -> None:
    """A root that is not the one the settings name: nothing is taken, and what came with it is in use."""
    follow(world.person, world.publisher, world.server, root_sha256="0" * 64)
    assert world.update() == [("", "root")]
    options = world.person.context.new_page()
    options.goto(world.person.desk.url.replace("manifest.json", "pages/options.html"))
    expect(options.locator("p.no")).to_have_text(ID["update_root"])
    options.close()
    assert world.is_asked(CANDIDATES)
