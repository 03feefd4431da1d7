"""Behind a proxy that asks already, the extension in Firefox is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.firefox import wait
from tests.support.fox import Fox, shown
from tests.support.stack import Stack, X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, knows, start

pytestmark = pytest.mark.browser

HERE = """async () => {
  const [tab] = await browser.tabs.query({ url: "https://x.com/*" });
  return (await browser.tabs.sendMessage(tab.id, { type: "here" }, { frameId: 0 }))?.state;
}"""
LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")


def test_nobody_is_asked_twice(fox: Fox, tmp_path: Path) -> None:
    """The popup says that a proxy asks here; the proxy holds the request, and the extension lets it."""
    fox.begin().elsewhere().site.log.clear()
    with Stack.running(fox.site, tmp_path) as stack:
        proxied = {
            "network.proxy.type": 1,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": stack.proxy.port,
        }
        with fox.preferring(proxied):
            page = fox.open(X)
            knows(stack, "x", X_POST)
            wait(lambda: fox.desk.evaluate(HERE) == "down")
            page.bring_to_front()
            start(page, LIKE)
            shown(page)
            assert page.evaluate("() => document.querySelectorAll('html > div').length") == 1
            assert not LIKE.arrived(fox.site)
            assert stack.addon.desk.open_holds == 1
            page.close()
