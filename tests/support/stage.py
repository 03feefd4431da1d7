"""A web page of any kind with the dialog in it, in a real browser; what a person sees and does there."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

from proxy_addon.agent import assets
from tests.support.chromium import LEAN, chromium_path
from tests.support.waiting import PATIENCE

WARNINGS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("warnings.json").read_text("utf-8"))
ORIGIN = "https://sosial.example"

SEES_CLOSED_TREES = """
(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, { ...init, mode: window.__mode ?? init.mode });
    Object.defineProperty(window, '__root', { value: root, configurable: true });
    return root;
  };
})();
"""
"""Tests look into the closed tree; pages cannot. Runs before our script, which captures what it finds."""


@contextmanager
def launched(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    """The installed Chromium without a window."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*LEAN, *flags])
    try:
        yield browser
    finally:
        browser.close()


def warning(name: str = "like", **changes: Any) -> dict[str, Any]:
    """A warning of the fixture, with changes."""
    return {**WARNINGS[name], **changes}


def document(script: str, *, body: str = "", late: str = "") -> str:
    """A page with ``script`` first in its head, as the proxy puts it, and a page script of its own after."""
    return (
        f'<!doctype html><html lang="id"><head><script nonce="n">{script}</script><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Sosial</title>'
        f'<script nonce="n">{late}</script>'
        f"</head><body>{body}</body></html>"
    )


def dialog_script() -> str:
    """The dialog alone, reachable for the test as ``dialog``."""
    shared = [path for path in assets.SCRIPTS if path.parent == assets.DIALOG]
    return "".join(path.read_text("utf-8") for path in shared) + "const dialog = createDialog({ window });"


@dataclass
class Stage:
    """One page with the dialog. ``outcomes`` of what was asked are kept in the page as ``outcomes[id]``."""

    page: Page
    clock: bool = False

    @classmethod
    def open(
        cls,
        context: BrowserContext,
        *,
        body: str = "",
        late: str = "",
        policy: str = "",
        clock: bool = False,
        open_tree: bool = False,
    ) -> Self:
        """Serve and load the page; ``late`` is what the site's own script does.

        With ``clock`` time stands still until the test moves it; with ``open_tree`` checkers can look inside.
        """
        html = document(dialog_script() + "const outcomes = {};", body=body, late=late)
        headers = {"content-type": "text/html"} | ({"content-security-policy": policy} if policy else {})

        def serve(route: Route) -> None:
            route.fulfill(status=200, headers=headers, body=html)

        page = context.new_page()
        if open_tree:
            page.add_init_script("window.__mode = 'open'")
        page.add_init_script(SEES_CLOSED_TREES)
        if clock:
            page.clock.install(time=0)
            page.clock.pause_at(3_600_000)  # far enough for any machine: until then it goes
        page.route(f"{ORIGIN}/**", serve)
        page.goto(f"{ORIGIN}/")
        return cls(page, clock)

    def ask(self, shown: dict[str, Any], id: str = "1") -> None:
        """Ask, and don't wait for the answer."""
        self.page.evaluate(
            "([id, warning]) => { dialog.ask(id, warning).then((outcome) => { outcomes[id] = outcome; }) }",
            [id, shown],
        )

    def outcome(self, id: str = "1") -> str | None:
        """What came of it; None while the person is still being asked."""
        result: str | None = self.page.evaluate("(id) => outcomes[id] ?? null", id)
        return result

    def settled(self, id: str = "1") -> str:
        """The outcome, once it is there."""
        end = time.monotonic() + PATIENCE
        while not (outcome := self.outcome(id)):
            assert time.monotonic() < end, "undecided"
            self.page.clock.run_for(10) if self.clock else self.page.wait_for_timeout(20)
        return outcome

    def text(self, selector: str) -> str:
        """What an element of the dialog says; empty when it is not there."""
        result: str = self.page.evaluate(
            "(s) => window.__root?.querySelector(s)?.textContent ?? ''", selector
        )
        return result

    def truth(self, script: str, *args: Any) -> Any:
        """What an expression in the page gives; ``root`` is the dialog's closed tree, null until then."""
        return self.page.evaluate(
            f"(args) => {{ const root = window.__root; return root && ({script}); }}", list(args)
        )

    def focused(self) -> str:
        """The tag and class of the dialog's element with the focus."""
        result: str = self.truth(
            "root.activeElement ? `${root.activeElement.localName}.${root.activeElement.className}` : ''"
        )
        return result

    def until(self, script: str) -> None:
        """Wait until an expression about ``root`` holds."""
        end = time.monotonic() + PATIENCE
        while not self.truth(script):
            assert time.monotonic() < end, script
            self.page.wait_for_timeout(20)

    def steady(self) -> None:
        """Wait until a button that has just appeared, or moved, may be pressed.

        The page itself waits, however slow it is: at first until the dialog has looked where its buttons are.
        """
        if self.clock:
            self.page.clock.run_for(500)
        else:
            self.page.evaluate("new Promise((done) => { setTimeout(() => setTimeout(done, 350), 150); })")

    def accessibility(self) -> list[dict[str, Any]]:
        """What assistive technology is told of the page."""
        session = self.page.context.new_cdp_session(self.page)
        nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
        return [node for node in nodes if not node["ignored"]]

    def click(self, selector: str) -> None:
        """Press with a real mouse in the middle of an element."""
        x, y = self.middle(selector)
        self.page.mouse.click(x, y)

    def middle(self, selector: str) -> tuple[float, float]:
        """Where an element is on the screen."""
        box = self.truth(
            "(() => { const b = root.querySelector(args[0]).getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()",
            selector,
        )
        return box[0], box[1]
