"""A real Firefox over WebDriver BiDi: as much of a browser, and of its pages, as the tests ask for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.support.waiting import PATIENCE

PREFERENCES: Mapping[str, Any] = {
    "accessibility.force_disabled": 1,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.chrome.guess_favicon": False,
    "browser.chrome.site_icons": False,
    "browser.ml.enable": False,
    "browser.newtabpage.enabled": False,
    "browser.pagethumbnails.capturing_disabled": True,
    "browser.search.update": False,
    "browser.sessionstore.interval": 3_600_000,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.translations.enable": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processCount": 1,
    "dom.ipc.processCount.webIsolated": 1,
    "dom.ipc.processPrelaunch.enabled": False,
    "dom.min_background_timeout_value": 4,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "intl.locale.requested": "en-US",
    "layout.frame_rate": 5,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "reader.parse-on-load.enabled": False,
    "remote.active-protocols": 1,
    "remote.prefs.recommended": True,
    "signon.rememberSignons": False,
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
    "xpinstall.signatures.required": False,
}
"""A browser that talks to nobody of its own accord, and spends little on what no test looks at.

It loads no icons of sites: when it does, and whether a navigation comes before that, is a matter of time.
Every site has a process of its own, as ever, for all its tabs; those that are about to have a site share one.
"""

WANTED: Mapping[str, Any] = {
    "acceptInsecureCerts": True,
    "unhandledPromptBehavior": {"alert": "ignore"},
}
"""Every certificate is taken, and a page that alerts waits for somebody."""

FUNCTION = re.compile(r"\s*(async\s*)?(\([^)]*\)|\w+)\s*=>|\s*(async\s+)?function\b")
CALL = """async (given) => {{
  const said = await ({script})(...(given === null ? [] : [JSON.parse(given)]));
  return said === undefined ? null : JSON.stringify(said);
}}"""


class Refused(Exception):
    """What the browser said no to."""


def firefox_path() -> str:
    """The path of an installed Firefox. Without one the test is skipped, and fails where ``CI=true``."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        reason = "no Firefox found: apt-get install firefox-esr"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def to_site(port: int) -> dict[str, Any]:
    """Preferences by which every name leads to the site at a port of this machine."""
    return {"network.dns.forceResolve": "127.0.0.1", "network.socket.forcePort": f"443={port}"}


@dataclass
class Page:
    """One tab; what has the name of a Playwright method does the same."""

    browser: Firefox
    context: str

    def evaluate(self, script: str, given: Any = None) -> Any:
        """What an expression or a function says in the page, promises awaited."""
        function = script if FUNCTION.match(script) else f"() => ({script})"
        argument = {"type": "null"} if given is None else {"type": "string", "value": json.dumps(given)}
        said = self.browser.tell(
            "script.callFunction",
            functionDeclaration=CALL.format(script=function),
            arguments=[argument],
            awaitPromise=True,
            target={"context": self.context},
        )
        if said["type"] == "exception":
            raise Refused(said["exceptionDetails"]["text"])
        text = said["result"].get("value")
        return None if text is None else json.loads(text)

    def goto(self, url: str, wait: str = "complete") -> None:
        """Go to an address."""
        self.browser.tell("browsingContext.navigate", context=self.context, url=url, wait=wait)

    def back(self, by: int = -1) -> None:
        """Go through the history."""
        self.browser.tell("browsingContext.traverseHistory", context=self.context, delta=by)

    @property
    def url(self) -> str:
        """Its address."""
        tree = self.browser.tell("browsingContext.getTree", root=self.context, maxDepth=0)
        return str(tree["contexts"][0]["url"])

    def wait(self, condition: str, given: Any = None, seconds: float = PATIENCE) -> Any:
        """What a script says once that is true of the page; a page that is being left is asked again."""

        def asked() -> Any:
            try:
                return self.evaluate(condition, given)
            except Refused:
                return None

        return wait(asked, seconds)

    def wait_for_selector(self, selector: str) -> None:
        """Once something is there."""
        self.wait("(selector) => !!document.querySelector(selector)", selector)

    def bring_to_front(self) -> None:
        """Make it the tab in front."""
        self.browser.tell("browsingContext.activate", context=self.context)

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse at a place."""
        moved = {"type": "pointerMove", "x": round(x), "y": round(y)}
        pressed = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        mouse = {"type": "pointer", "id": "mouse", "actions": [moved, *pressed]}
        self.browser.tell("input.performActions", context=self.context, actions=[mouse])

    def key(self, value: str) -> None:
        """Press and release a key."""
        pressed = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        keys = {"type": "key", "id": "keys", "actions": pressed}
        self.browser.tell("input.performActions", context=self.context, actions=[keys])

    def close(self) -> None:
        """Close the tab."""
        self.browser.tell("browsingContext.close", context=self.context)


@dataclass
class Firefox:
    """One running browser, and the one connection to it."""

    connection: ClientConnection
    profile: Path
    _last: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def running(cls, profile: Path, preferences: Mapping[str, Any]) -> Iterator[Firefox]:
        """A Firefox with a profile of its own, that takes every certificate."""
        path = firefox_path()
        profile.mkdir(parents=True)
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in {**PREFERENCES, **preferences}.items()
        ]
        (profile / "user.js").write_text("".join(lines), "utf-8")
        options = ["--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access"]
        command = [path, *options, "--profile", str(profile)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            place = wait(lambda: _place(profile / "WebDriverBiDiServer.json"), 60)
            with connect(f"{place}/session", max_size=None, compression=None) as connection:
                made = cls(connection, profile)
                made.tell("session.new", capabilities={"alwaysMatch": WANTED})
                made.tell("session.subscribe", events=["log.entryAdded"])
                yield made
        finally:
            process.kill()  # nobody looks at what it would put in order
            process.wait(30)

    def tell(self, method: str, **parameters: Any) -> Any:
        """Have the browser do something; what it answers."""
        self._last += 1
        self.connection.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            said = json.loads(self.connection.recv(60))
            if said.get("type") == "event":
                self.events.append(said)
            elif said.get("id") == self._last:
                break
        if said["type"] == "error":
            raise Refused(f"{method}: {said['error']}: {said['message']}")
        return said["result"]

    def install(self, path: Path, *, private: bool = False) -> None:
        """Install an extension from its folder or zip."""
        kind = "path" if path.is_dir() else "archivePath"
        options = {"moz:allowPrivateBrowsing": private}
        self.tell("webExtension.install", extensionData={"type": kind, "path": str(path)}, **options)

    def page(self, url: str = "", **where: Any) -> Page:
        """A new tab."""
        made = Page(self, self.tell("browsingContext.create", type="tab", **where)["context"])
        if url:
            made.goto(url)
        return made

    def pages(self) -> list[Page]:
        """Every tab that is open."""
        tree = self.tell("browsingContext.getTree", maxDepth=0)
        return [Page(self, one["context"]) for one in tree["contexts"]]

    @property
    def chrome(self) -> Page:
        """The browser's own window, which may do what the browser itself may."""
        tree = self.tell("browsingContext.getTree", maxDepth=0, **{"moz:scope": "chrome"})
        return Page(self, tree["contexts"][0]["context"])

    def complaints(self) -> list[str]:
        """The errors of pages and scripts so far."""
        entries = [one["params"] for one in self.events if one["method"] == "log.entryAdded"]
        return [str(one.get("text")) for one in entries if one["level"] == "error"]


def wait(asked: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What is asked for, once it is there."""
    end = time.monotonic() + seconds
    while not (found := asked()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.03)
    return found


def _place(file: Path) -> str:
    """Where the browser listens, once it has said so."""
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return f"ws://{said['ws_host']}:{said['ws_port']}"
