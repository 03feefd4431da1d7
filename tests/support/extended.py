"""Chromium with the extension in it, straight at the demo site: a person who taps and decides."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright, Worker, sync_playwright

from demo.server import DemoSite
from extension.packing.cli import write
from extension.packing.files import Files, shipped
from extension.packing.packaged import packaged
from tests.support.chromium import LEAN, chromium_path
from tests.support.stack import CAMPAIGN
from tests.support.taps import Tap, outcome, settled, start, until

SETTINGS: Mapping[str, Any] = {
    "agency": "Pemerintah Kota Contoh",
    "hold_seconds": 20,
    "delay_seconds": 0,
    "grant_minutes": 0,
}
"""An agency where every tap is asked about at once."""

CARD = "function () { return this.querySelector('.card').innerText; }"
LEVEL = "function () { return this.querySelector('.card').classList[1]; }"
PLACE = """function (decision) {
  const box = this.querySelector(`button.${decision}`)?.getBoundingClientRect();
  return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
}"""

SEEK = """(() => {
  for (const host of document.querySelectorAll("html > div")) {
    const dialog = chrome.dom.openOrClosedShadowRoot(host)?.querySelector("dialog.dialog[open]");
    if (dialog?.querySelector(".card")) return dialog;
  }
  return null;
})()"""
"""The open dialog, for a content script: to nobody else in the page is its tree open."""
NUMBER = """function () {
  const card = this.querySelector(".card");
  return card && (card.numbered ??= Math.random());
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


class Debugger:
    """What a debugger can see of a page: the worlds of the extension in it and its frames."""

    def __init__(self, page: Page) -> None:
        """Begin to listen."""
        self.cdp = page.context.new_cdp_session(page)
        self.worlds: set[int] = set()
        self.is_left = False
        self.cdp.on("Runtime.executionContextCreated", lambda event: self._made(event["context"]))
        self.cdp.on("Runtime.executionContextDestroyed", self._gone)
        self.cdp.on("Runtime.executionContextsCleared", lambda _: self.worlds.clear())
        self.cdp.send("Runtime.enable")

    def _made(self, world: Mapping[str, Any]) -> None:
        if world["origin"].startswith("chrome-extension:"):
            self.worlds.add(world["id"])

    def _gone(self, event: Mapping[str, Any]) -> None:
        self.worlds.discard(event["executionContextId"])

    def seek(self, world: int) -> str | None:
        """The open dialog of one of these worlds."""
        try:
            said = self.cdp.send("Runtime.evaluate", {"expression": SEEK, "contextId": world})
        except Error:  # the world has gone
            return None
        if "exceptionDetails" in said:  # the extension has gone from it, and left its dialog
            self.is_left = True
            return None
        handle: str | None = said["result"].get("objectId")
        return handle


_debuggers: WeakKeyDictionary[Page, Debugger] = WeakKeyDictionary()


@dataclass
class Dialog:
    """The open dialog of a page, seen as only a debugger can: its tree is closed."""

    cdp: CDPSession
    handle: str

    @classmethod
    def of(cls, page: Page) -> Dialog | None:
        """The dialog that is open now, if one is."""
        debugger = _debuggers.get(page)
        if debugger is None:
            _debuggers[page] = debugger = Debugger(page)
        found = next(filter(None, map(debugger.seek, sorted(debugger.worlds))), None)
        if found:
            return cls(debugger.cdp, found)
        is_alone = debugger.is_left or page.url.startswith("chrome-extension:")
        return cls._deep(debugger.cdp) if is_alone else None

    @classmethod
    def _deep(cls, cdp: CDPSession) -> Dialog | None:
        """That of a page where no content script is at work: of the extension's own, or that it has left."""
        cdp.send("DOM.enable")
        for node in cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"]:
            if node["localName"] == "dialog" and _is_ours(node.get("attributes", [])):
                try:
                    found = cdp.send("DOM.resolveNode", {"nodeId": node["nodeId"]})
                except Error:  # it has gone since it was listed
                    return None
                return cls(cdp, found["object"]["objectId"])
        return None

    @property
    def card(self) -> float:
        """Another one for each question."""
        return float(self.call(NUMBER) or 0)

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function says of the dialog."""
        given = [{"value": one} for one in arguments]
        asked = {
            "objectId": self.handle,
            "functionDeclaration": function,
            "arguments": given,
            "returnByValue": True,
        }
        return self.cdp.send("Runtime.callFunctionOn", asked)["result"].get("value")

    @property
    def text(self) -> str:
        """All that stands on the card."""
        return str(self.call(CARD))

    @property
    def level(self) -> str:
        """The strength of the warning: warn, or advise."""
        return str(self.call(LEVEL))


def _is_ours(attributes: Sequence[str]) -> bool:
    """Whether these are the attributes of our own dialog while it is open: a page may have others."""
    named = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return "open" in named and "dialog" in named.get("class", "").split()


def welcomed(context: BrowserContext) -> Page:
    """The page that opens when the extension has been installed."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for page in context.pages:
            if page.url.endswith("/pages/welcome.html"):
                return page
        context.pages[0].wait_for_timeout(20)
    raise AssertionError("no first page")


def shown(page: Page, seconds: float = 8.0) -> Dialog:
    """The dialog, once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = Dialog.of(page)
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("no dialog")


def press(page: Page, decision: str) -> None:
    """Press the dialog's button with the real mouse, until the dialog is another one or none."""
    asked = shown(page).card
    time.sleep(0.35)  # presses right after it appeared don't count
    end = time.monotonic() + 30
    while (now := Dialog.of(page)) and now.card == asked:
        assert time.monotonic() < end, "no press counts"
        place = now.call(PLACE, decision)
        if place:
            page.mouse.click(*place)
        time.sleep(0.05)


def decided(page: Page, tap: Tap, decision: str) -> dict[str, Any]:
    """Tap, decide; what the page was told."""
    start(page, tap)
    press(page, decision)
    return outcome(page)


@dataclass
class Extended:
    """One browser with the extension, at the demo site."""

    site: DemoSite
    context: BrowserContext
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
            "--ignore-certificate-errors",
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
                welcomed(context).close()
                made.settings(settings)
            yield made
        finally:
            context.close()

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
        cdp.send("Target.closeTarget", {"targetId": worker})
        until(lambda: worker not in [one["targetId"] for one in cdp.send("Target.getTargets")["targetInfos"]])
        cdp.detach()

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

    def open(self, url: str) -> Page:
        """Open a page of the demo and wait until its feed is there."""
        page = self.context.new_page()
        page.goto(url)
        page.wait_for_selector("main[data-ready]", timeout=20_000)
        return page

    def knows(self, face: str, identity: str, of: str = "post", seconds: float = 10.0) -> None:
        """Wait until the extension has learned who is behind an item."""
        until(lambda: f"{face} {of} {identity}" in self.learned(), seconds)

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

    def at(self, url: str) -> Page:
        """The tab of a site, at this address; a new one where a failed test left a dialog in the old one."""
        site = url.split("/")[2]
        page = self._pages.get(site)
        if page and (page.url != url or Dialog.of(page)):
            page.close()
            page = None
        if page is None:
            self._pages[site] = page = self.person.open(url)
        page.bring_to_front()
        return page


@contextmanager
def extended(folder: Path, *, h2: bool = True, **options: Any) -> Iterator[Extended]:
    """The demo site and a Chromium with the extension."""
    with (
        DemoSite(folder / "site", h2=h2) as site,
        sync_playwright() as playwright,
        Extended.running(site, folder, playwright, **options) as person,
    ):
        yield person


def informed(tabs: Tabs, urls: Sequence[str], taught: Sequence[tuple[str, str, str]]) -> Tabs:
    """Open these pages, until the extension knows who is behind these items."""
    for url in urls:
        tabs.at(url)
    for face, of, identity in taught:
        tabs.person.knows(face, identity, of)
    return tabs


__all__ = [
    "Dialog",
    "Extended",
    "Tabs",
    "built",
    "decided",
    "extended",
    "informed",
    "press",
    "settled",
    "shown",
    "welcomed",
]
