"""The whole product as a person has it: the demo site, the real proxy before it, and a real Chromium.

``Stack`` starts them; ``Person`` is one browser with cookies of its own, who taps and decides.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright

from demo.server import DemoSite
from proxy_addon import ca
from proxy_addon.addon import Addon
from proxy_addon.assembly import assemble
from proxy_addon.limits import Limits
from proxy_addon.server import ProxyServer
from proxy_addon.settings import ProxySettings
from rules.compile import SHIPPED, ruleset
from rules.model import Settings
from rules.sites import Sites
from tests.support.chromium import LEAN, chromium_path, trusting
from tests.support.waiting import PATIENCE

CAMPAIGN = SHIPPED / "campaigns" / "demo"
AGENCY = Settings(agency="Pemerintah Kota Contoh", hold_seconds=8, delay_seconds=0)
X, INSTAGRAM = "https://x.com/", "https://www.instagram.com/"

FLAGS = (*LEAN, "--disable-quic")

# The dialog lives in a closed shadow tree, so that no page can reach it. Tests open it.
OPEN_TREES = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, {...init, mode: "open"});
  (window.__roots ??= []).push(root);
  return root;
};
"""


# Tests wait in the page: to ask it time and again from outside would cost more than all the rest.
WAITING = """const soon = async (look, ms) => {
  const end = performance.now() + ms;
  for (;;) {
    const found = look();
    if (found || performance.now() >= end) return found;
    await new Promise((done) => setTimeout(done, 15));
  }
};
const open = () => (window.__roots ?? []).flatMap((root) => [...root.querySelectorAll("dialog[open]")]);"""
READY = f"""(ms) => {{
  {WAITING}
  return soon(() => !!document.querySelector("main[data-ready]"), ms);
}}"""
SHOWN = f"""(ms) => {{
  {WAITING}
  return soon(() => open().map((one) => one.innerText).join(), ms);
}}"""
FRAMED = f"""(ms) => {{
  {WAITING}
  window.__pressed = open().map((one) => one.querySelector(".card")).find(Boolean);
  return soon(() => open().some((one) => one.matches(".dialog.framed")), ms);
}}"""
REST = 0.35
"""Seconds: presses right after a dialog appeared, or moved, or a pointer came, don't count."""
MOVES = 0.1
"""Seconds: a frame that has just come may not have the pointer's first move."""
# Where a button of the dialog is, as long as it is there; nothing once it is another dialog, or none.
BUTTON = f"""async ([decision, ms]) => {{
  {WAITING}
  const gone = () => !window.__pressed?.checkVisibility();
  if (await soon(gone, ms)) return null;
  const box = window.__pressed.querySelector(`button.${{decision}}`).getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}}"""


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
        put_authority(folder / "ca")
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
        calm: dict[str, Any] = {"ignore_https_errors": True, "locale": "id-ID", "reduced_motion": "reduce"}
        server = f"http://127.0.0.1:{self.proxy.port}"
        context = browser.new_context(proxy={"server": server}, **calm | options)
        context.add_init_script(OPEN_TREES)
        return Person(context, self)


@cache
def authority() -> tuple[dict[str, bytes], str]:
    """The files of one CA, and the hash of its key."""
    with TemporaryDirectory() as folder:
        made, _ = ca.ensure(Path(folder), Sites(ruleset()["platforms"]).hosts, datetime.now(UTC))
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}, made.spki


def put_authority(folder: Path) -> None:
    """Give a proxy the CA that all of them have here, so that a browser can know it as it starts."""
    folder.mkdir(parents=True)
    for name, content in authority()[0].items():
        (folder / name).write_bytes(content)


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """The machine's own Chromium, headless. It trusts the CA of these proxies, as a device does."""
    flags = [*FLAGS, trusting(authority()[1]), *arguments]
    return playwright.chromium.launch(executable_path=chromium_path(), args=flags)


@dataclass
class Person:
    """One browser profile: ``open`` its pages, read and press the dialog as a person would."""

    context: BrowserContext
    stack: Stack

    def open(self, url: str) -> Page:
        """Open a page of the demo and wait until its feed is there."""
        return arrive(self.context.new_page(), url)

    def close(self) -> None:
        """Close all its tabs."""
        self.context.close()


def arrive(page: Page, url: str) -> Page:
    """Go to a page of the demo and wait until its feed is there: in an open tab at half the cost."""
    page.goto(url)
    return ready(page)


def ready(page: Page) -> Page:
    """Wait until the feed of a page of the demo is there. A selector of Playwright's would put a large script
    into every page, and take a quarter of the time that loading it does.
    """
    assert page.evaluate(READY, PATIENCE * 1000), "no feed"
    return page


def dialog(page: Page, seconds: float = PATIENCE) -> str:
    """The text of the open dialog; waits for it, empty if none comes."""
    text: str = page.evaluate(SHOWN, seconds * 1000)
    return text


def is_framed(page: Page, seconds: float = 0) -> bool:
    """Whether the frame in which people decide covers the open dialog, now or soon."""
    return bool(page.evaluate(FRAMED, seconds * 1000))


def framed(page: Page, seconds: float = PATIENCE) -> Frame:
    """The frame in which the open dialog is decided, once it covers the page's own."""
    assert is_framed(page, seconds), "no frame"
    return next(frame for frame in page.frames if "/jari-netral/frame?" in frame.url)


def press(page: Page, decision: str) -> None:
    """Press the dialog's button for ``decision`` (cancel or proceed) with the real mouse until it counts.

    The hand comes when the frame has, and rests a moment before it presses. It presses again only later.
    """
    is_framed(page, 0.5)
    last = time.monotonic() + 30
    place = page.evaluate(BUTTON, [decision, 0])
    while place:
        assert time.monotonic() < last, "the dialog stays"
        page.mouse.move(place[0] - 4, place[1])
        time.sleep(MOVES)
        page.mouse.move(*place)
        time.sleep(REST)
        _click(page, *place)
        place = page.evaluate(BUTTON, [decision, 1000])


def _click(page: Page, x: float, y: float) -> None:
    """Click; of a click at a frame that is just going the browser never tells the end."""
    clicked = page.mouse._impl_obj.click(x=x, y=y, delay=None, button=None, click_count=None)
    with suppress(TimeoutError):
        page.mouse._sync(asyncio.wait_for(clicked, 5))


def escape(page: Page) -> None:
    """Cancel with the key that does so at once, before a frame has come; with its button where one has.

    The key is let go of only when the dialog is gone: of a key in a frame that is just going the browser
    never tells the end.
    """
    if is_framed(page):
        return press(page, "cancel")
    page.keyboard.down("Escape")
    place = page.evaluate(BUTTON, ["cancel", 1000])
    page.keyboard.up("Escape")
    return press(page, "cancel") if place else None


def learned(stack: Stack, seconds: float = PATIENCE) -> None:
    """Wait until the proxy has learned from what the browser was shown."""
    index: Any = stack.addon._engine.authors  # type: ignore[attr-defined]
    end = time.monotonic() + seconds
    while not len(index) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(index), "nothing was learned"
