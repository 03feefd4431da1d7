"""Taps for browser tests: what there is to tap on the demo's faces, how a tap begins, ends and arrives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserType, Page

from demo import data
from demo.arrivals import Arrival
from demo.server import DemoSite
from rules.model import Item, Settings
from tests.support.chromium import LEAN, chromium_path, trusting
from tests.support.stack import AGENCY, INSTAGRAM, Person, Stack, X, arrive, dialog, escape, press
from tests.support.waiting import PATIENCE

HOMES = {"x": X, "instagram": INSTAGRAM}
ASKING = replace(AGENCY, grant_minutes=0, hold_seconds=20)
"""An agency where every tap is asked about: no "proceed" is remembered."""

MARK = "penanda"
START = "([kind, id, options]) => { window.__outcome = demo.act(kind, id, options); }"
CARD = """() => {
  const cards = (window.__roots ?? []).map((root) => root.querySelector("dialog[open] .card"));
  const card = cards.find(Boolean);
  return card ? [card.classList[1], card.innerText] : ["", ""];
}"""
# Longer than any hold: new settings may reach the extension only after a tap that was held by the old ones.
ENDED = """() => Promise.race([
  window.__outcome,
  new Promise((_, fail) => setTimeout(() => fail(new Error("no outcome")), 30000)),
])"""


@dataclass(frozen=True)
class Tap:
    """One action by ``demo.act``. It arrives at ``path``, with ``body`` in it."""

    face: str
    kind: str
    id: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""
    label: str = ""

    def __str__(self) -> str:
        """Its name among the tests."""
        more = [str(value) for key, value in self.options.items() if key in ("gen", "via")]
        return "-".join([self.face, self.kind, *more, *filter(None, [self.label])])

    def arrived(self, site: DemoSite) -> list[Arrival]:
        """Where the site saw it."""
        return site.log.of(self.path, method="POST", body=self.body)


def post(face: str, number: int) -> str:
    """The id of a post."""
    found = data.post_by_number(number)
    assert found
    return found.id_on(face)


def comment(number: int) -> str:
    """The id of a comment on the face that has them."""
    return data.COMMENTS[number - 1].id_on("instagram")


@contextmanager
def product(
    browser: Browser, folder: Path, agency: Settings = ASKING, *, h2: bool = True, **options: Any
) -> Iterator[Stack]:
    """Site and proxy, for the tests of one module; what they opened in the browser is closed with it."""
    with (
        DemoSite(folder / "site", h2=h2) as site,
        Stack.running(site, folder / "proxy", agency, **options) as stack,
    ):
        try:
            yield stack
        finally:
            for context in browser.contexts:
                context.close()


def launch_straight(kind: BrowserType, site: DemoSite) -> Browser:
    """The same Chromium without the proxy: every name leads to the site itself."""
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}"
    arguments = [*LEAN, "--disable-quic", trusting(site.spki), rules]
    return kind.launch(executable_path=chromium_path(), args=arguments)


class Tabs:
    """One tab per site, shared by the tests of a module. A second one of the same site would be asked, too:
    in a headless browser every tab is in front.
    """

    def __init__(self, person: Person) -> None:
        """Nothing is open yet."""
        self.person = person
        self._pages: dict[str, Page] = {}
        self._front: Page | None = None

    def at(self, url: str) -> Page:
        """The tab of a site, at this address; a new one where a failed test left a dialog in the old one."""
        page = self._pages.get(urlsplit(url).netloc)
        if page is None or page.url != url or open_card(page)[0]:
            return self.anew(url)
        return self._seen(page)

    def anew(self, url: str) -> Page:
        """The same, but the page is loaded again even where it is there."""
        site = urlsplit(url).netloc
        page = self._pages.get(site)
        if page and open_card(page)[0]:
            page.close()
            page = None
        if page is None:
            self._pages[site] = page = self.person.open(url)
        else:
            arrive(page, url)
        return self._seen(page)

    def _seen(self, page: Page) -> Page:
        if page is not self._front:
            page.bring_to_front()
        self._front = page
        return page


type Taught = Sequence[tuple[str, str]]
"""Kinds of items and their ids."""


def toured(
    running: tuple[Stack, Browser], face: str, home: str, places: Sequence[str], taught: Taught
) -> Tabs:
    """A person who was shown these places of a face and its home last; the proxy knows what they teach."""
    stack, browser = running
    tabs = Tabs(stack.person(browser))
    for place in (*places, ""):
        tabs.at(home + place)
    for of, identity in taught:
        knows(stack, face, identity, of)
    return tabs


def shown_once(tabs: Tabs, url: str, *, bare: bool = False) -> None:
    """Somebody is shown a page anew; of a ``bare`` one nothing but its HTML is read."""
    if not bare:
        tabs.anew(url)
        return
    browser = tabs.person.context.browser
    assert browser
    reader = tabs.person.stack.person(browser, java_script_enabled=False)
    reader.context.new_page().goto(url)
    reader.close()


def knows(stack: Stack, face: str, identity: str, of: str = "post", seconds: float = PATIENCE) -> None:
    """Wait until the proxy has learned who is behind a post (or comment, or group)."""
    engine: Any = stack.addon._engine
    item = Item(of, identity)
    until(lambda: engine.authors.recall(face, item) is not None, seconds)


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return once ``true`` says so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def start(page: Page, tap: Tap) -> None:
    """Make a tap; its outcome is for ``outcome`` to wait for."""
    page.evaluate(START, [tap.kind, tap.id, tap.options])


def outcome(page: Page) -> dict[str, Any]:
    """What the page was told of the tap: {ok, status, body}."""
    told: dict[str, Any] = page.evaluate(ENDED)
    return told


def decided(page: Page, tap: Tap, decision: str) -> dict[str, Any]:
    """Tap, read the dialog, decide by button (cancel, proceed) or key (escape); what the page was told."""
    start(page, tap)
    assert dialog(page), "no dialog"
    escape(page) if decision == "escape" else press(page, decision)
    return outcome(page)


def decided_by_key(page: Page, key: str) -> None:
    """Press a key that decides; it is let go of only when the dialog is gone, as in ``escape``."""
    page.keyboard.down(key)
    until(lambda: not open_card(page)[0])
    page.keyboard.up(key)


def settled(page: Page, site: DemoSite) -> None:
    """Send one more request, and wait until it is there: what was sent before it would be there, too."""
    before = len(site.log.of(body=MARK.encode()))
    page.evaluate("(mark) => demo.act('telemetry', mark, { event: mark })", MARK)
    assert site.log.wait(partial(_more_marks, before))


def _more_marks(before: int, items: list[Arrival]) -> bool:
    return sum(item.complete and MARK.encode() in item.body for item in items) > before


def shown(page: Page) -> tuple[str, str]:
    """Level and text of the dialog, once it is there."""
    assert dialog(page), "no dialog"
    return open_card(page)


def open_card(page: Page) -> tuple[str, str]:
    """Level and text of the dialog that is open now; empty if none is."""
    level, text = page.evaluate(CARD)
    return level, text
