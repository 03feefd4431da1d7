"""Chromium with the extension in it, straight at the demo site: a person who taps and decides."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, Worker, sync_playwright

from demo.server import DemoSite
from extension.packing.cli import write
from extension.packing.files import Files, shipped
from extension.packing.packaged import packaged
from tests.support.chromium import LEAN, chromium_path, trusting
from tests.support.dialogs import CARD, LEVEL, PLACE, Dialog, answer, is_without, press, shown, waiting
from tests.support.stack import CAMPAIGN, arrive, authority
from tests.support.taps import Tap, outcome, settled, start, until
from tests.support.waiting import PATIENCE

SETTINGS: Mapping[str, Any] = {
    "agency": "Pemerintah Kota Contoh",
    "hold_seconds": 20,
    "delay_seconds": 0,
    "grant_minutes": 0,
}
"""An agency where every tap is asked about at once."""

ASKED = "() => chrome.runtime.sendMessage({ type: 'state' })"
READ = "(seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); })"
STAYS = (0.2, 1, 5)
"""Seconds on each page of a tour, the first time and whenever something was not learned by it: a page that is
left as soon as it is there takes along what was just being read in it.
"""
KNOWS = """([item, ms]) => new Promise((done) => {
  const look = async () => {
    const { learned } = await chrome.storage.session.get("learned");
    if (learned?.authors.some(([key]) => key === item)) end(true);
  };
  const end = (isKnown) => {
    chrome.storage.session.onChanged.removeListener(look);
    done(isKnown);
  };
  chrome.storage.session.onChanged.addListener(look);
  setTimeout(end, ms, false);
  void look();
})"""
RULED = """async (says, given, ms) => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    if (says(await chrome.declarativeNetRequest.getSessionRules(), given)) return true;
  }
  return false;
}"""
FORGOTTEN = """async (settings) => {
  await chrome.storage.session.clear();
  await chrome.storage.local.clear();
  await chrome.storage.local.set({ settings });
}"""


@cache
def packed_for(browser: str) -> Files:
    """The extension for a browser as it is packed, without what comes with it."""
    return shipped(browser)


@cache
def demo_base() -> Files:
    """What comes with it: the made-up campaign."""
    return packaged(0, [CAMPAIGN])


def built(folder: Path, base: Files | None = None) -> Path:
    """The extension as it is packed, in a folder."""
    write(folder, {**packed_for("chrome"), **(demo_base() if base is None else base)})
    return folder


def decided(page: Page, tap: Tap, decision: str) -> dict[str, Any]:
    """Tap, decide; what the page was told."""
    start(page, tap)
    press(page, decision)
    return outcome(page)


@dataclass
class Extended:
    """One browser with the extension, at the demo site.

    ``welcome``: the headings of the extension's pages that opened by themselves when it had been installed.
    """

    site: DemoSite
    context: BrowserContext
    welcome: Sequence[str | None] = ()
    _desk: Page | None = None

    @classmethod
    @contextmanager
    def running(
        cls,
        site: DemoSite,
        folder: Path,
        playwright: Playwright,
        *,
        settings: Mapping[str, Any] = SETTINGS,
        base: Files | None = None,
        extension: bool = True,
        proxy: str | None = None,
        without: Sequence[str] = (),
    ) -> Iterator[Extended]:
        """A Chromium of its own, without some of Playwright's arguments, or without the extension."""
        path = built(folder / "extension", base)
        loaded = [f"--disable-extensions-except={path}", f"--load-extension={path}"] if extension else []
        arguments = [
            *LEAN,
            "--disable-quic",
            trusting(site.spki, authority()[1]),
            *([] if proxy else [f"--host-resolver-rules=MAP * 127.0.0.1:{site.port},EXCLUDE 127.0.0.1"]),
            *loaded,
        ]
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=chromium_path(),
            headless=True,
            args=arguments,
            ignore_default_args=list(without),
            ignore_https_errors=True,
            locale="id-ID",
            reduced_motion="reduce",
            proxy={"server": proxy} if proxy else None,
        )
        try:
            made = cls(site, context)
            if extension:
                made.welcome = made.welcomed()
                made.settings(settings)
            yield made
        finally:
            context.close()

    def welcomed(self) -> list[str | None]:
        """Wait for what opens when the extension has been installed, and close it; the headings."""
        own = "chrome-extension:"
        blank = self.context.pages[0]
        end = time.monotonic() + PATIENCE
        while not any(one.url.startswith(own) for one in self.context.pages):
            assert time.monotonic() < end, "no first page"
            blank.wait_for_timeout(20)
        found = [one for one in self.context.pages if one.url.startswith(own)]
        headings = [one.text_content("h1") for one in found]
        for one in found:
            one.close()
        return headings

    @property
    def worker(self) -> Worker:
        """The extension's worker."""
        workers = self.context.service_workers
        return workers[-1] if workers else self.context.wait_for_event("serviceworker")

    @property
    def desk(self) -> Page:
        """A page of the extension's own, that stays open: it can ask the browser what the worker can."""
        if self._desk is None:
            root = self.worker.url.rsplit("/", 2)[0]
            self._desk = self.context.new_page()
            self._desk.goto(f"{root}/manifest.json")
        return self._desk

    def stop_worker(self) -> None:
        """End the extension's worker, as the browser does when it has nothing to do."""
        assert self.context.browser
        cdp = self.context.browser.new_browser_cdp_session()
        targets = cdp.send("Target.getTargets")["targetInfos"]
        workers = [one for one in targets if one["type"] == "service_worker"]
        (worker,) = (one["targetId"] for one in workers if one["url"].startswith("chrome-extension:"))

        def is_gone() -> bool:
            if worker not in [one["targetId"] for one in cdp.send("Target.getTargets")["targetInfos"]]:
                return True
            with suppress(Error):  # one that is only just starting may take no notice the first time
                cdp.send("Target.closeTarget", {"targetId": worker})
            return False

        until(is_gone, 30)
        cdp.detach()

    @contextmanager
    def private(self) -> Iterator[Extended]:
        """Private windows of the same browser, which doesn't let the extension in there."""
        assert self.context.browser
        private = self.context.browser.new_context(
            ignore_https_errors=True, locale="id-ID", reduced_motion="reduce"
        )
        try:
            yield Extended(self.site, private)
        finally:
            private.close()

    def forget(self) -> None:
        """Close all pages, and let the extension be as it was when it had just been installed."""
        for page in self.context.pages:
            if page is not self.desk:
                page.close()
        self.desk.evaluate(ASKED)  # so that there is a worker
        self.stop_worker()  # what it knows it would put aside again
        self.desk.evaluate(FORGOTTEN, dict(SETTINGS))
        self.context.clear_cookies()
        self.site.clear()

    def reload(self) -> None:
        """Let the browser load the extension anew, as after an update; its pages and its worker go."""
        manager, desk = self.context.new_page(), self.desk
        manager.goto("chrome://extensions")  # what was loaded from a folder comes back only for developers
        allow = "chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })"
        manager.evaluate(allow)
        with self.context.expect_event("serviceworker"):
            desk.evaluate("() => void setTimeout(() => chrome.runtime.reload())")
        manager.close()
        self._desk = None

    def settings(self, settings: Mapping[str, Any]) -> None:
        """Choose, as on the options page."""
        self.desk.evaluate("settings => chrome.storage.local.set({ settings })", dict(settings))

    def open(self, url: str, page: Page | None = None) -> Page:
        """Open a page of the demo, in a new tab if in none, and wait until its feed is there."""
        return arrive(page or self.context.new_page(), url)

    def knows(self, face: str, identity: str, of: str = "post", seconds: float = PATIENCE) -> None:
        """Wait until the extension has learned who is behind an item."""
        assert self.has_learned(face, identity, of, seconds), "waited in vain"

    def has_learned(self, face: str, identity: str, of: str, seconds: float) -> bool:
        """Whether it has, now or soon."""
        return bool(self.desk.evaluate(KNOWS, [f"{face} {of} {identity}", seconds * 1000]))

    def ruled(self, says: str, given: Any = None) -> None:
        """Wait until a function says so of the rules that the browser has been told."""
        assert self.desk.evaluate(f"([given, ms]) => ({RULED})({says}, given, ms)", [given, PATIENCE * 1000])

    def learned(self) -> set[str]:
        """What it has learned of, and put aside."""
        stored = self.desk.evaluate("() => chrome.storage.session.get('learned')")
        return {key for key, _ in stored.get("learned", {}).get("authors", [])}


class Tabs:
    """One tab per site, shared by the tests of a module."""

    def __init__(self, person: Extended) -> None:
        """Nothing is open yet."""
        self.person = person
        self._pages: dict[str, Page] = {}
        self._front: Page | None = None

    def at(self, url: str) -> Page:
        """The tab of a site, at this address; loaded anew where a failed test left a dialog in it."""
        page = self._pages.get(_site(url))
        if page is None or page.is_closed() or page.url != url or Dialog.of(page):
            return self.anew(url)
        return self._to_front(page)

    def anew(self, url: str) -> Page:
        """The tab of a site, in which this address has just been loaded: cheaper than a tab of its own."""
        page = self._pages.get(_site(url))
        if page and not page.is_closed():
            self._to_front(page)
            return self.person.open(url, page)
        self._front = self._pages[_site(url)] = page = self.person.open(url)
        return page

    def _to_front(self, page: Page) -> Page:
        if page is not self._front:
            page.bring_to_front()
        self._front = page
        return page


def _site(url: str) -> str:
    return url.split("/")[2]


_driver: list[Playwright] = []


@contextmanager
def driver() -> Iterator[Playwright]:
    """Playwright, or the one that runs already: no process can have two."""
    if _driver:
        yield _driver[0]
        return
    with sync_playwright() as started:
        _driver.append(started)
        try:
            yield started
        finally:
            _driver.clear()


@contextmanager
def extended(folder: Path, **options: Any) -> Iterator[Extended]:
    """The demo site and a Chromium with the extension."""
    with (
        DemoSite(folder / "site", h2=True) as site,
        driver() as playwright,
        Extended.running(site, folder, playwright, **options) as person,
    ):
        yield person


def informed(tabs: Tabs, urls: Sequence[str], taught: Sequence[tuple[str, str, str]]) -> Tabs:
    """Open these pages, until the extension knows who is behind these items."""
    for stay in STAYS:
        for url in urls:
            tabs.anew(url).evaluate(READ, stay)
        if all(tabs.person.has_learned(face, identity, of, 5) for face, of, identity in taught):
            return tabs
    raise AssertionError("not everything was learned")


__all__ = [
    "CARD",
    "LEVEL",
    "PLACE",
    "Dialog",
    "Extended",
    "Tabs",
    "answer",
    "built",
    "decided",
    "driver",
    "extended",
    "informed",
    "is_without",
    "press",
    "settled",
    "shown",
    "waiting",
]
