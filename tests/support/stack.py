"""The whole product as a person has it: the demo site, the real proxy before it, and a real Chromium.

``Stack`` starts them; ``Person`` is one browser with cookies of its own, who taps and decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright

from demo.server import DemoSite
from proxy_addon.addon import Addon
from proxy_addon.assembly import assemble
from proxy_addon.limits import Limits
from proxy_addon.server import ProxyServer
from proxy_addon.settings import ProxySettings
from rules.compile import SHIPPED
from rules.model import Settings
from tests.support.chromium import chromium_path

CAMPAIGN = SHIPPED / "campaigns" / "demo"
AGENCY = Settings(agency="Pemerintah Kota Contoh", hold_seconds=8, delay_seconds=0)
X, INSTAGRAM = "https://x.com/", "https://www.instagram.com/"

FLAGS = ("--no-sandbox", "--disable-quic", "--ignore-certificate-errors")  # the last for service workers

# The dialog lives in a closed shadow tree, so that no page can reach it. Tests open it.
OPEN_TREES = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, {...init, mode: "open"});
  (window.__roots ??= []).push(root);
  return root;
};
"""


PRESSED = """() => {
  window.__pressed = window.__roots.map(r => r.querySelector("dialog[open] .card")).find(Boolean);
}"""
FRAMED = "() => (window.__roots ?? []).some(root => root.querySelector('.dialog.framed[open]'))"
REST = 0.35
"""Seconds: presses right after a dialog appeared, or moved, or a pointer came, don't count."""
# Where a button of the dialog is; nothing once it is another dialog, or none.
BUTTON = """decision => {
  const card = window.__pressed;
  if (!card?.checkVisibility()) return null;
  const box = card.querySelector(`button.${decision}`).getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


@dataclass
class Stack:
    """Site and proxy, running. ``said`` is all that the proxy's own code said."""

    site: DemoSite
    proxy: ProxyServer
    addon: Addon
    said: list[str]

    @classmethod
    @contextmanager
    def running(
        cls,
        site: DemoSite,
        folder: Path,
        agency: Settings = AGENCY,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: Limits | None = None,
        wrap: Callable[[Any], Any] = lambda engine: engine,
    ) -> Iterator[Self]:
        """A proxy before ``site``; ``wrap`` may put something around the engine (a fault, say)."""
        place = ("127.0.0.1", site.port)
        chosen = ProxySettings(agency=agency, campaigns=(CAMPAIGN,), upstream_ca=site.ca_path)
        parts = assemble(replace(chosen, resolve=dict.fromkeys(site.hosts, place)))
        said: list[str] = []
        engine = wrap(parts.engine)
        addon = Addon(engine, agency, clock=clock, limits=limits, say=said.append)
        proxy = ProxyServer(
            engine,
            data_dir=folder,
            resolve=dict(parts.settings.resolve),
            upstream_ca=site.ca_path,
            addons=[addon],
            faults=addon.faults,
            clock=clock,
        )
        with proxy:
            yield cls(site, proxy, addon, said)

    def person(self, browser: Browser, **options: Any) -> Person:
        """A new browser profile behind the proxy."""
        server = f"http://127.0.0.1:{self.proxy.port}"
        context = browser.new_context(
            proxy={"server": server}, ignore_https_errors=True, locale="id-ID", **options
        )
        context.add_init_script(OPEN_TREES)
        return Person(context, self)


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """The machine's own Chromium, headless."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *arguments])


@dataclass
class Person:
    """One browser profile: ``open`` its pages, read and press the dialog as a person would."""

    context: BrowserContext
    stack: Stack

    def open(self, url: str) -> Page:
        """Open a page of the demo and wait until its feed is there."""
        page = self.context.new_page()
        page.goto(url)
        page.wait_for_selector("main[data-ready]", timeout=20_000)
        return page

    def close(self) -> None:
        """Close all its tabs."""
        self.context.close()


def dialog(page: Page, seconds: float = 6.0) -> str:
    """The text of the open dialog; waits for it, empty if none comes."""
    read = """() => (window.__roots ?? [])
      .flatMap(root => [...root.querySelectorAll('dialog[open]')]).map(one => one.innerText).join()"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text: str = page.evaluate(read)
        if text:
            return text
        time.sleep(0.03)
    return ""


def is_framed(page: Page) -> bool:
    """Whether the frame in which people decide covers the open dialog."""
    return bool(page.evaluate(FRAMED))


def framed(page: Page, seconds: float = 6.0) -> Frame:
    """The frame in which the open dialog is decided, once it covers the page's own."""
    end = time.monotonic() + seconds
    while not is_framed(page):
        assert time.monotonic() < end, "no frame"
        page.wait_for_timeout(20)
    return next(frame for frame in page.frames if "/jari-netral/frame?" in frame.url)


def press(page: Page, decision: str) -> None:
    """Press the dialog's button for ``decision`` (cancel or proceed) with the real mouse until it counts.

    The hand comes when the frame has, and rests a moment before it presses. It presses again only later:
    of a click at a frame that is just going the browser never tells the end.
    """
    page.evaluate(PRESSED)
    last = time.monotonic() + 30
    come = time.monotonic() + 0.5
    while time.monotonic() < come and not is_framed(page):
        time.sleep(0.02)
    while place := page.evaluate(BUTTON, decision):
        assert time.monotonic() < last, "the dialog stays"
        page.mouse.move(place[0] - 4, place[1])
        page.mouse.move(*place)
        time.sleep(REST)
        page.mouse.click(*place)
        end = time.monotonic() + 1
        while time.monotonic() < end and page.evaluate(BUTTON, decision):
            time.sleep(0.01)


def learned(stack: Stack, seconds: float = 10.0) -> None:
    """Wait until the proxy has learned from what the browser was shown."""
    index: Any = stack.addon._engine.authors  # type: ignore[attr-defined]
    end = time.monotonic() + seconds
    while not len(index) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(index), "nothing was learned"
