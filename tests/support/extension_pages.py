"""The extension's own pages in a real browser, with the rest of the extension played by a few lines."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from playwright.sync_api import Page

from rules.compile import ruleset
from tests.support.stage import SEES_CLOSED_TREES

FOLDER: Final = Path(__file__).parents[2] / "extension"
POLICY: Final = "script-src 'self'; object-src 'self'; style-src 'self'; require-trusted-types-for 'script'"
"""Stricter than browsers are with an extension's pages: no inline script or style, no markup out of texts."""

STAND_IN: Final = """
(given) => {
  const heard = [];
  const area = (name) => ({
    async get(what) { return structuredClone(what === null ? given[name] : { [what]: given[name][what] }); },
    async set(items) {
      Object.assign(given[name], structuredClone(items));
      for (const one of heard) one(items, name);
    },
  });
  const texts = given.unreachable;
  const answers = {
    state: () => given.state, update: () => given.after ?? given.state,
    asked: () => given.warning ?? null, led: () => given.led ?? "",
    ask: () => ({ warning: given.warning, granting: {} }),
  };
  window.asked = [];
  window.given = given;
  window.chrome = {
    i18n: { getMessage: (name) => (name === "unreachable" ? texts : "") },
    runtime: {
      id: "k",
      async sendMessage(message) { window.asked.push(message); return answers[message.type]?.(); },
      connect: () => ({
        onMessage: { addListener(one) { setTimeout(() => one({ type: "ask", warning: given.warning })); } },
        postMessage(message) { window.asked.push(message); },
      }),
    },
    tabs: {
      async query() { return [{ id: 7, ...(given.address && { url: given.address }) }]; },
      async sendMessage() { if (given.here) return given.here; throw new Error("nobody"); },
    },
    storage: {
      local: area("local"), managed: area("managed"),
      onChanged: {
        addListener(one) { heard.push(one); },
        removeListener(one) { heard.splice(heard.indexOf(one), 1); },
      },
    },
  };
  window.browser = window.chrome;
  window.__mode = "open";
  window.elsewhere = (name, items) => {
    Object.assign(given[name], items);
    for (const one of heard) one(items, name);
  };
}
"""
"""What a page of an extension has, as far as our pages use it."""

DRAWN: Final = """() => document.querySelector("main:not([hidden]) > *")
  ?? window.__root?.querySelector("dialog[open] .card")"""

_RULES: Final = ruleset()
TEXTS: Final[dict[str, dict[str, str]]] = {
    language: _RULES["messages"][language]["extension"] for language in ("id", "en")
}
PLATFORMS: Final = [{"platform": one["platform"], "name": one["name"]} for one in _RULES["platforms"]]
NOW: Final = 1_795_257_378_000
HOUR: Final = 3_600_000


def state(**changes: Any) -> dict[str, Any]:
    """What the worker says of itself, with changes."""
    told: dict[str, Any] = {
        "texts": TEXTS,
        "platforms": PLATFORMS,
        "here": {"platform": "x", "kinds": ["like", "comment", "share", "follow", "post", "vote"]},
        "windows": [
            {"contest": {"id": "Pilkada 2024", "en": "Regional elections 2024"}, "until": NOW + 72 * HOUR}
        ],
        "ruleset": {"version": "5f0c9c1d2a77", "taken": NOW - 3 * HOUR},
        "registry": [{"part": "id", "accounts": 14_862, "taken": NOW - 3 * HOUR}],
        "updates": None,
    }
    return told | changes


_given: WeakKeyDictionary[Page, Any] = WeakKeyDictionary()


def opened(
    tab: Page,
    name: str,
    *,
    key: str = "",
    told: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    policy: dict[str, Any] | None = None,
    **given: Any,
) -> Page:
    """A page, in a tab that may have had another one, once it is drawn."""
    everything = {
        "state": state() if told is None else told,
        "local": {"settings": settings or {}},
        "managed": policy or {},
        "unreachable": "unreachable",
        **given,
    }
    if tab in _given:
        _given[tab].close()
    else:
        tab.clock.set_fixed_time(datetime.fromtimestamp(NOW / 1000, UTC))
    script = f"({STAND_IN})({json.dumps(everything)}); {SEES_CLOSED_TREES}"
    _given[tab] = tab.add_init_script(script)
    if key:
        tab.goto("about:blank")  # the same page with another key would not be loaded anew
    tab.goto(f"/pages/{name}.html{key and f'#{key}'}")
    tab.wait_for_function(DRAWN)
    return tab


def kept(page: Page) -> dict[str, Any]:
    """What the page has put into the storage."""
    found: dict[str, Any] = page.evaluate("() => window.given.local.settings")
    return found


@contextmanager
def served() -> Iterator[str]:
    """An address where the extension's files are; a browser need not ask for one of them twice."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(FOLDER))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Files(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("content-security-policy", POLICY)
        self.send_header("cache-control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *given: object) -> None:
        pass
