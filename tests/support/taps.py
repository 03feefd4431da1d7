"""Taps for browser tests: what there is to tap on the demo's faces, how a tap begins, ends and arrives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from demo import data
from demo.arrivals import Arrival
from demo.server import DemoSite
from rules.model import Item, Settings
from tests.support.stack import AGENCY, INSTAGRAM, Person, Stack, dialog, launch, press, X

HOMES = {"x": X, "instagram": INSTAGRAM}
ASKING = replace(AGENCY, grant_minutes=0, hold_seconds=20)
"""An agency where every tap is asked about: no "proceed" is remembered."""

MARK = "penanda"
START = """([kind, id, options]) => {
  window.__outcome = null;
  demo.act(kind, id, options).then((outcome) => { window.__outcome = outcome; });
}"""


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
    folder: Path, agency: Settings = ASKING, *, h2: bool = True, **options: Any
) -> Iterator[tuple[Stack, Browser]]:
    """Site, proxy and Chromium, for the tests of one module."""
    with (
        DemoSite(folder / "site", h2=h2) as site,
        Stack.running(site, folder / "proxy", agency, **options) as stack,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        yield stack, browser
        browser.close()


class Tabs:
    """One person's tabs, each opened once and shared by the tests of a module."""

    def __init__(self, person: Person) -> None:
        """Nothing is open yet."""
        self.person = person
        self._pages: dict[str, Page] = {}

    def at(self, url: str) -> Page:
        """The tab of an address, in front; a new one where a failed test left a dialog in the old one."""
        page = self._pages.get(url)
        if page is None or dialog(page, 0.01):
            self._pages[url] = page = self.person.open(url)
        page.bring_to_front()
        return page


def knows(stack: Stack, face: str, identity: str, of: str = "post", seconds: float = 10.0) -> None:
    """Wait until the proxy has learned who is behind a post (or comment, or group)."""
    engine: Any = stack.addon._engine
    item = Item(of, identity)  # type: ignore[arg-type]
    until(lambda: engine.authors.recall(face, item) is not None, seconds)


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
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
    page.wait_for_function("() => window.__outcome !== null")
    told: dict[str, Any] = page.evaluate("() => window.__outcome")
    return told


def decided(page: Page, tap: Tap, decision: str) -> dict[str, Any]:
    """Tap, read the dialog, decide; what the page was told."""
    start(page, tap)
    assert dialog(page), "no dialog"
    press(page, decision)
    return outcome(page)


def settled(page: Page, site: DemoSite) -> None:
    """Send one more request, and wait until it is there: what was sent before it would be there, too."""
    before = len(site.log.of(body=MARK.encode()))
    page.evaluate("(mark) => demo.act('telemetry', mark, { event: mark })", MARK)
    assert site.log.wait(partial(_more_marks, before))


def _more_marks(before: int, items: list[Arrival]) -> bool:
    return sum(item.complete and MARK.encode() in item.body for item in items) > before


def shown(page: Page) -> tuple[str, str]:
    """Level and text of the dialog that opens."""
    text = dialog(page)
    level: str = page.evaluate(
        """() => {
          const roots = window.__roots ?? [];
          const card = roots.map((root) => root.querySelector("dialog[open] .card")).find(Boolean);
          return card ? card.classList[1] : "";
        }"""
    )
    return level, text
