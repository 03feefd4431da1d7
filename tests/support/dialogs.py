"""The extension's dialog in a page of Chromium, seen as only a debugger can: its tree is closed."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Error, Page

from tests.support.waiting import PATIENCE

CARD = "function () { return this.querySelector('.card').innerText; }"
LEVEL = "function () { return this.querySelector('.card').classList[1]; }"
PLACE = """function (decision) {
  const box = this.querySelector(`button.${decision}`)?.getBoundingClientRect();
  return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
}"""

SEEK = """(() => {
  for (const host of document.querySelectorAll("html > div")) {
    const dialog = chrome.dom.openOrClosedShadowRoot(host)?.querySelector("dialog.dialog[open]");
    if (dialog?.querySelector(".card")) return dialog;
  }
  return null;
})()"""
"""The open dialog, for a content script: to nobody else in the page is its tree open."""
WAITING = "function () { return this.querySelector('.waiting')?.innerText ?? ''; }"
NUMBER = """function () {
  const card = this.querySelector(".card");
  return card && (card.numbered ??= Math.random());
}"""


class Debugger:
    """What a debugger can see of a page: the worlds of the extension in it and its frames."""

    def __init__(self, page: Page) -> None:
        """Begin to listen."""
        self.cdp = page.context.new_cdp_session(page)
        self.worlds: set[int] = set()
        self.is_left = False
        self.cdp.on("Runtime.executionContextCreated", lambda event: self._made(event["context"]))
        self.cdp.on("Runtime.executionContextDestroyed", self._gone)
        self.cdp.on("Runtime.executionContextsCleared", lambda _: self.worlds.clear())
        self.cdp.send("Runtime.enable")

    def _made(self, world: Mapping[str, Any]) -> None:
        if world["origin"].startswith("chrome-extension:"):
            self.worlds.add(world["id"])

    def _gone(self, event: Mapping[str, Any]) -> None:
        self.worlds.discard(event["executionContextId"])

    def seek(self, world: int) -> str | None:
        """The open dialog of one of these worlds."""
        try:
            said = self.cdp.send("Runtime.evaluate", {"expression": SEEK, "contextId": world})
        except Error:  # the world has gone
            return None
        if "exceptionDetails" in said:  # the extension has gone from it, and left its dialog
            self.is_left = True
            return None
        handle: str | None = said["result"].get("objectId")
        return handle


_debuggers: WeakKeyDictionary[Page, Debugger] = WeakKeyDictionary()


@dataclass
class Dialog:
    """The open dialog of a page, seen as only a debugger can: its tree is closed."""

    cdp: CDPSession
    handle: str

    @classmethod
    def of(cls, page: Page) -> Dialog | None:
        """The dialog that is open now, if one is."""
        debugger = _debuggers.get(page)
        if debugger is None:
            _debuggers[page] = debugger = Debugger(page)
        found = next(filter(None, map(debugger.seek, sorted(debugger.worlds))), None)
        if found:
            return cls(debugger.cdp, found)
        is_alone = debugger.is_left or page.url.startswith("chrome-extension:")
        return cls._deep(debugger.cdp) if is_alone else None

    @classmethod
    def _deep(cls, cdp: CDPSession) -> Dialog | None:
        """That of a page where no content script is at work: of the extension's own, or that it has left."""
        cdp.send("DOM.enable")
        for node in cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"]:
            if node["localName"] == "dialog" and _is_ours(node.get("attributes", [])):
                try:
                    found = cdp.send("DOM.resolveNode", {"nodeId": node["nodeId"]})
                except Error:  # it has gone since it was listed
                    return None
                return cls(cdp, found["object"]["objectId"])
        return None

    @property
    def card(self) -> float:
        """Another one for each question."""
        return float(self.call(NUMBER) or 0)

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function says of the dialog."""
        given = [{"value": one} for one in arguments]
        asked = {
            "objectId": self.handle,
            "functionDeclaration": function,
            "arguments": given,
            "returnByValue": True,
        }
        return self.cdp.send("Runtime.callFunctionOn", asked)["result"].get("value")

    @property
    def text(self) -> str:
        """All that stands on the card."""
        return str(self.call(CARD))

    @property
    def level(self) -> str:
        """The strength of the warning: warn, or advise."""
        return str(self.call(LEVEL))


def _is_ours(attributes: Sequence[str]) -> bool:
    """Whether these are the attributes of our own dialog while it is open: a page may have others."""
    named = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return "open" in named and "dialog" in named.get("class", "").split()


def shown(page: Page, seconds: float = PATIENCE) -> Dialog:
    """The dialog, once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = Dialog.of(page)
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("no dialog")


def is_without(page: Page) -> bool:
    """Whether no script of the extension runs in a page."""
    return Dialog.of(page) is None and not _debuggers[page].worlds


def waiting(page: Page) -> int:
    """How many others wait behind the question that is asked now."""
    asked = Dialog.of(page)
    return int(re.sub(r"\D", "", asked.call(WAITING) or "") or 0) if asked else 0


def press(page: Page, decision: str) -> None:
    """Press the dialog's button with the real mouse, until the dialog is another one or none."""
    asked = shown(page).card
    time.sleep(0.35)  # presses right after it appeared don't count
    end = time.monotonic() + PATIENCE
    while (now := Dialog.of(page)) and now.card == asked:
        assert time.monotonic() < end, "no press counts"
        place = now.call(PLACE, decision)
        if place:
            page.mouse.click(*place)
        time.sleep(0.05)


def answer(page: Page, decision: str) -> None:
    """Decide: to cancel by the key that every browser has for it, to proceed by the button."""
    if decision != "cancel":
        return press(page, decision)
    asked = shown(page).card
    page.keyboard.press("Escape")
    end = time.monotonic() + PATIENCE
    while (now := Dialog.of(page)) and now.card == asked:
        assert time.monotonic() < end, "the key doesn't count"
        time.sleep(0.02)
    return None
