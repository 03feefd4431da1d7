"""Firefox with the extension in it, straight at the demo site: a person who taps and decides."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.server import DemoSite
from extension.packing.cli import write
from extension.packing.files import Files
from tests.support.extended import CARD, LEVEL, PLACE, READ, SETTINGS, STAYS, demo_base, packed_for
from tests.support.firefox import Firefox, Page, Refused, to_site, wait
from tests.support.taps import Tap, outcome, settled, start, until
from tests.support.waiting import PATIENCE

ID = "jari-netral@example.org"
UUID = "11111111-2222-4333-8444-555555555555"
ORIGIN = f"moz-extension://{UUID}"
"""Where the extension's own pages are in the tests; every real browser has another one."""

SEES_ALL: Mapping[str, Any] = {"maxDomDepth": 2, "includeShadowTree": "all"}
ABLE = """async ([id, isOn]) => {
  const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
  const found = await AddonManager.getAddonByID(id);
  await (isOn ? found.enable() : found.disable());
}"""
PREFER = """(given) => Object.entries(given).forEach(([name, value]) => {
  if (value === null) Services.prefs.clearUserPref(name);
  else if (typeof value === "number") Services.prefs.setIntPref(name, value);
  else Services.prefs.setStringPref(name, value);
})"""
ESCAPE = "\ue00c"
ASLEEP = """async (id) => {
  const { extension } = WebExtensionPolicy.getByID(id);
  await extension.terminateBackground({ disableResetIdleForTest: true });
  return extension.backgroundState;
}"""
CHOSEN = """async (settings) => {
  await browser.storage.local.set({ settings });
  await new Promise((done) => setTimeout(done, 150));
}"""
ASKED = "function (given) {{ return JSON.stringify(({function}).apply(this, JSON.parse(given))); }}"
STEADY = 0.35
"""Presses right after a dialog appeared don't count."""


@dataclass
class Dialog:
    """The open dialog of a page, seen as only a debugger can: its tree is closed."""

    page: Page
    node: str

    @classmethod
    def of(cls, page: Page) -> Dialog | None:
        """The dialog that is open now, if one is."""
        for node in _trees(page):
            if node["value"].get("localName") == "dialog" and "open" in node["value"]["attributes"]:
                return cls(page, node["sharedId"])
        return None

    @classmethod
    def note(cls, page: Page) -> str:
        """What a note of ours on the page says; empty where none is shown."""
        for node in _trees(page):
            if node["value"].get("attributes", {}).get("class") == "note shown":
                return str(cls(page, node["sharedId"]).call("function () { return this.innerText; }"))
        return ""

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function says of the dialog."""
        said = self.page.browser.tell(
            "script.callFunction",
            functionDeclaration=ASKED.format(function=function),
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            this={"sharedId": self.node},
            awaitPromise=False,
            target={"context": self.page.context},
        )
        return json.loads(said["result"]["value"]) if said["type"] == "success" else None

    @property
    def card(self) -> str | None:
        """Another one for each question."""
        said = self.page.browser.tell(
            "script.callFunction",
            functionDeclaration="function () { return this.querySelector('.card'); }",
            this={"sharedId": self.node},
            awaitPromise=False,
            target={"context": self.page.context},
        )
        return said["result"].get("sharedId") if said["type"] == "success" else None

    @property
    def text(self) -> str:
        """All that stands on the card."""
        return str(self.call(CARD))

    @property
    def level(self) -> str:
        """The strength of the warning: warn, or advise."""
        return str(self.call(LEVEL))


def _trees(page: Page) -> list[dict[str, Any]]:
    """What stands in the closed trees of a page."""
    try:
        said = page.browser.tell(
            "script.evaluate",
            expression="[...document.querySelectorAll('html > div')]",
            awaitPromise=False,
            target={"context": page.context},
            serializationOptions=SEES_ALL,
        )
    except Refused:
        return []
    roots = [host["value"].get("shadowRoot") or {"value": {}} for host in said["result"].get("value", [])]
    return [node for root in roots for node in root["value"].get("children", [])]


def shown(page: Page, seconds: float = PATIENCE) -> Dialog:
    """The dialog, once it is there."""
    found: Dialog = wait(lambda: Dialog.of(page), seconds)
    return found


def press(page: Page, decision: str) -> None:
    """Press the dialog's button with the real mouse, until the dialog is another one or none."""
    asked = shown(page).card
    time.sleep(STEADY)
    end = time.monotonic() + PATIENCE
    while (now := Dialog.of(page)) and now.card == asked:
        assert time.monotonic() < end, "no press counts"
        place = now.call(PLACE, decision)
        if place:
            page.click(*place)
        time.sleep(0.05)


def answer(page: Page, decision: str) -> None:
    """Decide: to cancel by the key that every browser has for it, to proceed by the button."""
    if decision != "cancel":
        return press(page, decision)
    asked = shown(page).card
    page.key(ESCAPE)
    wait(lambda: not (now := Dialog.of(page)) or now.card != asked)
    return None


def decided(page: Page, tap: Tap, decision: str) -> dict[str, Any]:
    """Tap, decide; what the page was told."""
    start(page, tap)
    press(page, decision)
    return outcome(page)


@dataclass
class Fox:
    """One Firefox, with the extension or without it, at the demo site."""

    site: DemoSite
    browser: Firefox
    pages: dict[str, Page] = field(default_factory=dict)
    _desk: Page | None = None
    _where: dict[str, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def running(
        cls,
        site: DemoSite,
        folder: Path,
        *,
        settings: Mapping[str, Any] = SETTINGS,
        base: Files | None = None,
        package: Path | None = None,
        extension: bool = True,
        private: bool = False,
        preferences: Mapping[str, Any] | None = None,
    ) -> Iterator[Fox]:
        """A Firefox of its own; without the extension it is the one to compare with."""
        known = {"extensions.webextensions.uuids": json.dumps({ID: UUID}), **to_site(site.port)}
        with Firefox.running(folder / "profile", {**known, **(preferences or {})}) as browser:
            made = cls(site, browser)
            if extension:
                made.install(package or built(folder / "extension", base), private=private, settings=settings)
            yield made

    def install(self, path: Path, *, private: bool = False, settings: Mapping[str, Any] = SETTINGS) -> None:
        """Install the extension, or a newer one over it; its pages are closed by that."""
        with self._changing():
            self.browser.install(path, private=private)
        self.settings(settings)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """While the extension comes or goes, its pages are closed: and a browser without a tab ends."""
        spare = self.browser.page()
        self.close()
        self._desk = None
        yield
        assert self.desk
        spare.close()

    @property
    def desk(self) -> Page:
        """A page of the extension's own, that stays open: it can ask the browser what the extension can."""
        if self._desk is None:
            self._desk = self.browser.page(f"{ORIGIN}/manifest.json")
        return self._desk

    def settings(self, settings: Mapping[str, Any]) -> None:
        """Choose, as on the options page; it is heard of a moment later."""
        self.desk.evaluate(CHOSEN, dict(settings))

    @contextmanager
    def without_extension(self) -> Iterator[None]:
        """The browser as it is for others: the extension is switched off, and its pages are closed."""
        self.begin()
        with self._changing():
            self.browser.chrome.evaluate(ABLE, [ID, False])
            yield
            self.close()
            self.browser.chrome.evaluate(ABLE, [ID, True])

    @contextmanager
    def preferring(self, preferences: Mapping[str, Any]) -> Iterator[None]:
        """The browser with other preferences, for a while."""
        self.browser.chrome.evaluate(PREFER, dict(preferences))
        yield
        self.browser.chrome.evaluate(PREFER, dict.fromkeys(preferences))

    def sleep(self) -> None:
        """Put the extension to sleep, as the browser does when it has nothing to do."""
        wait(lambda: self.browser.chrome.evaluate(ASLEEP, ID) == "stopped")

    def begin(self) -> Fox:
        """Leave the container, if it is in one, and choose as at first."""
        if self._where:
            self.close()
            self._where = {}
        self.settings(SETTINGS)
        return self

    def close(self) -> None:
        """Close the tabs that are kept."""
        for page in self.pages.values():
            page.close()
        self.pages.clear()

    def elsewhere(self) -> Fox:
        """The same in a container of its own, with nothing cached, stored or connected."""
        self.close()
        self._where = {"userContext": self.browser.tell("browser.createUserContext")["userContext"]}
        return self

    def open(self, url: str) -> Page:
        """Open a page of the demo and wait until its feed is there."""
        page = self.browser.page(url, **self._where)
        page.wait_for_selector("main[data-ready]")
        return page

    def at(self, url: str) -> Page:
        """The tab of a site, at this address; a new one where a failed test left a dialog in the old one."""
        site = url.split("/")[2]
        page = self.pages.get(site)
        if page and Dialog.of(page):
            page.close()
            page = None
        if page is None:
            self.pages[site] = page = self.open(url)
        elif page.url != url:
            page.goto(url)
            page.wait_for_selector("main[data-ready]")
        page.bring_to_front()
        return page

    def learned(self) -> set[str]:
        """What it has learned of, and put aside."""
        stored = self.desk.evaluate("() => browser.storage.session.get('learned')")
        return {key for key, _ in stored.get("learned", {}).get("authors", [])}

    def tour(self, urls: Sequence[str], stay: float = STAYS[0]) -> None:
        """Open these pages one after the other, each for so many seconds that it is read."""
        for url in urls:
            self.at(url).evaluate(READ, stay)

    def informed(self, urls: Sequence[str], taught: Sequence[tuple[str, str, str]]) -> Fox:
        """Open these pages, until the extension knows who is behind these items; unless it does."""
        known = {f"{face} {of} {identity}" for face, of, identity in taught}
        return self if known <= self.learned() else self.taught(urls, taught)

    def taught(self, urls: Sequence[str], taught: Sequence[tuple[str, str, str]]) -> Fox:
        """The same, whatever it knows."""
        known = {f"{face} {of} {identity}" for face, of, identity in taught}
        for stay in STAYS:
            self.close()  # what stands open taught long ago
            self.tour(urls, stay)
            with suppress(AssertionError):
                until(lambda: known <= self.learned(), 5)
                return self
        raise AssertionError("not everything was learned")


def built(folder: Path, base: Files | None = None) -> Path:
    """The extension as it is packed, in a folder."""
    write(folder, {**packed_for("firefox"), **(demo_base() if base is None else base)})
    return folder


@contextmanager
def foxed(folder: Path, *, h2: bool = True, **options: Any) -> Iterator[Fox]:
    """The demo site and a Firefox with the extension."""
    with DemoSite(folder / "site", h2=h2) as site, Fox.running(site, folder, **options) as person:
        yield person


def picture(page: Page, path: Path) -> None:
    """Keep what the page looks like."""
    said = page.browser.tell("browsingContext.captureScreenshot", context=page.context)
    path.write_bytes(base64.b64decode(said["data"]))


__all__ = ["Dialog", "Fox", "built", "decided", "foxed", "picture", "press", "settled", "shown"]
