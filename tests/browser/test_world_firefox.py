"""One tap through the proxy in a real Firefox, whose frames are told less of how they are seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from demo.server import DemoSite
from tests.support.firefox import Firefox, Page, wait
from tests.support.fox import Dialog, press
from tests.support.stack import Stack, X, learned
from tests.support.taps import ASKING, Tap, outcome, post, start

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")


@dataclass
class Fox:
    """A Firefox behind the proxy, at a page of the demo."""

    stack: Stack
    page: Page

    def frame(self) -> Page:
        """The frame of the warning, once the dialog in it is open."""
        return wait(self._frame)  # type: ignore[no-any-return]

    def _frame(self) -> Page | None:
        tree = self.page.browser.tell("browsingContext.getTree", root=self.page.context)["contexts"][0]
        for child in tree["children"]:
            found = Page(self.page.browser, child["context"])
            if "/jari-netral/frame?" in child["url"] and Dialog.of(found):
                return found
        return None


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fox]:
    """A Firefox that was shown the feed."""
    folder = tmp_path_factory.mktemp("firefox")
    with DemoSite(folder / "site") as site, Stack.running(site, folder / "proxy", ASKING) as stack:
        place = {"ssl": "127.0.0.1", "ssl_port": stack.proxy.port, "type": 1}
        proxied = {f"network.proxy.{name}": value for name, value in place.items()}
        with Firefox.running(folder / "profile", proxied) as browser:
            page = browser.page(X)
            page.wait_for_selector("main[data-ready]")
            learned(stack)
            yield Fox(stack, page)


@pytest.mark.parametrize("decision", ["cancel", "proceed"])
def test_a_tap_is_decided_in_the_frame(fox: Fox, decision: str) -> None:
    """The frame comes, its buttons count, and only what was let go arrives."""
    page: Any = fox.page  # it does what is needed of Playwright's
    start(page, LIKE)
    press(fox.frame(), decision)
    assert outcome(page)["ok"] is (decision == "proceed")
    assert len(LIKE.arrived(fox.stack.site)) == (1 if decision == "proceed" else 0)
