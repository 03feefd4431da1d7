"""A page that has stolen the token of a window of its own, and what it tries with it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Frame, Page

from proxy_addon.hold import Hold
from tests.support.stack import Person, Stack, X, learned
from tests.support.taps import Tap, outcome, post, settled, start, until
from tests.support.waiting import PATIENCE

LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
OWN = X.replace("://", "://jari-netral.").rstrip("/")

# Its own agent is silenced, as in a page out of a service worker's cache.
SILENCED = """if (location.host === "x.com")
  Object.defineProperty(Document.prototype, "hidden", { get: () => true, configurable: true });"""

STEAL = """async () => {
  const opened = open("/nojs", "", "popup");
  const stolen = [];
  const { remove } = opened.Element.prototype;
  opened.Element.prototype.remove = function () {
    stolen.push(this.textContent);
    remove.call(this);
  };
  while (opened.location.pathname !== "/nojs" || opened.document.readyState !== "complete") {
    await new Promise((done) => setTimeout(done, 20));
  }
  opened.close();
  return stolen.join();
}"""

ASK = """async ([verb, fields]) => {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", credentials: "include", headers, body: JSON.stringify(fields) };
  const response = await fetch("/.well-known/jari-netral/" + verb, init);
  return [response.status, await response.text().then((text) => text && JSON.parse(text))];
}"""

KEEP = """(token) => void (async () => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ token, focused: true });
  while (true) await fetch("/.well-known/jari-netral/listen", { method: "POST", headers, body });
})()"""
"""Who falls silent loses the claim."""

# Everything by which a script reads an address; what each one got to see.
READ = """async (url) => {
  const settled = (work) => work.then(String, () => "");
  const shown = (tag, attributes) => new Promise((resolve) => {
    const element = Object.assign(document.createElement(tag), attributes);
    const look = () => {
      let seen = "";
      try { seen = element.contentDocument?.documentElement.outerHTML ?? ""; } catch {}
      element.remove();
      resolve(seen);
    };
    element.onload = element.onerror = look;
    setTimeout(look, 1500);
    document.body.append(element);
  });
  const popup = async () => {
    const opened = open(url, "", "popup");
    await new Promise((done) => setTimeout(done, 1500));
    try { return opened.document.documentElement.outerHTML; } catch { return ""; } finally { opened.close(); }
  };
  const xhr = (withCredentials) => new Promise((resolve) => {
    const request = Object.assign(new XMLHttpRequest(), { withCredentials });
    request.onloadend = () => resolve(request.responseText);
    request.open("GET", url);
    request.send();
  });
  const fetched = (init) => settled(fetch(url, init).then((response) => response.text()));
  return [
    await fetched({}),
    await fetched({ credentials: "include" }),
    await fetched({ credentials: "include", mode: "no-cors" }),
    await fetched({ credentials: "include", cache: "force-cache" }),
    await xhr(false),
    await xhr(true),
    await shown("iframe", { src: url }),
    await shown("object", { data: url, type: "text/html" }),
    await shown("embed", { src: url, type: "text/html" }),
    await popup(),
    await settled(import(url)),
  ];
}"""

SHOW = """(url) => {
  const frame = Object.assign(document.createElement("iframe"), { src: url, id: "stolen" });
  const box = Object.assign(document.createElement("div"), { id: "box" });
  const cover = Object.assign(document.createElement("div"), { id: "cover", hidden: true });
  box.append(frame);
  document.body.append(box, cover);
}"""
STYLE = """([style, around, covering]) => {
  const [frame, box, cover] = ["stolen", "box", "cover"].map((id) => document.getElementById(id));
  const whole = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0; z-index: 9;";
  frame.style.cssText = whole + style;
  box.style.cssText = around;
  const above = "position: fixed; inset: 0; z-index: 99; background: #fff; pointer-events: none;";
  cover.style.cssText = above + (covering ?? "");
  cover.hidden = covering === null;
}"""
SYNTHETIC = """async () => {
  const frame = document.getElementById("stolen");
  const inner = frame.contentWindow;
  const words = ["ready", "proceed", "released", "cancel", { decision: "proceed" }, 0];
  for (const word of words) inner.postMessage(word, "*");
  const box = frame.getBoundingClientRect();
  for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "keydown"]) {
    for (const target of [frame, document, window]) {
      const place = { bubbles: true, clientX: box.x + 20, clientY: box.y + 20, key: "Enter" };
      target.dispatchEvent(new (type === "keydown" ? KeyboardEvent : PointerEvent)(type, place));
    }
  }
  frame.focus();
  inner.focus();
  try { inner.document.querySelector("button").click(); } catch {}
  try { inner.eval("1"); } catch {}
}"""


@dataclass
class Thief:
    """A page that has stolen the token of a window of its own, and claimed a tap with it."""

    page: Page
    stack: Stack
    token: str
    hold: Hold
    frame_url: str

    def ask(self, verb: str, **fields: Any) -> tuple[int, Any]:
        """What the page is answered."""
        status, answer = self.page.evaluate(ASK, [verb, {"token": self.token, **fields}])
        return status, answer

    def show(self, style: str = "", around: str = "", covering: str | None = None) -> Frame:
        """Show the frame somehow; its own dialog is drawn."""
        self.page.evaluate(SHOW, self.frame_url)
        self.style(style, around, covering)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            frame = next((frame for frame in self.page.frames if frame.url == self.frame_url), None)
            if frame and frame.evaluate("() => Boolean(window.__roots?.[0]?.querySelector('dialog[open]'))"):
                return frame
            self.page.wait_for_timeout(50)
        raise AssertionError("no frame")

    def style(self, style: str = "", around: str = "", covering: str | None = None) -> None:
        """Change how the frame is shown: itself, what is around it, and what lies over it (None: nothing)."""
        self.page.evaluate(STYLE, [style, around, covering])

    def proceed(self, frame: Frame) -> tuple[float, float]:
        """Where on the screen its second button is."""
        box = frame.locator("button.proceed").bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def clicked(self, frame: Frame, times: int = 3) -> bool:
        """Have the person press there with their own hand, after the delay; whether anything was decided."""
        x, y = self.proceed(frame)
        self.page.mouse.move(x - 3, y)
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(1_400)
        for at in range(times):
            self.page.mouse.move(x - at % 2, y)
            self.page.mouse.click(x, y)
            self.page.wait_for_timeout(350)
            if self.hold.state == "decided":
                return True
        return False


@contextmanager
def stealing(person: Person, stack: Stack) -> Iterator[Thief]:
    """A page that was tapped in, and claims its own tap; what it held is decided in the end."""
    person.context.add_init_script(SILENCED)
    page = person.open(f"{X}?csp=loose")
    learned(stack)
    found = re.search(r'runAgent\("([\w-]+)"\)', page.evaluate(STEAL))
    assert found, "the token of a popup can be stolen; should that end, these tests need another way to it"
    start(page, LIKE)
    made = Thief(page, stack, found[1], Hold.__new__(Hold), "")
    (event,) = made.ask("listen", focused=True)[1]["events"]
    status, answer = made.ask("claim", id=event["id"])
    assert status == 200
    page.evaluate(KEEP, made.token)
    hold = open_hold(stack)
    assert hold
    yield replace(made, hold=hold, frame_url=answer["frame"])
    until(lambda: hold.state == "decided", 25)


def open_hold(stack: Stack) -> Hold | None:
    """The one tap that waits."""
    holds = [hold for place in stack.addon.desk._places.values() for hold in place.open_holds()]
    return holds[0] if holds else None


def end_unless_late(thief: Thief, took: float, limit: float) -> None:
    """As ``end``, unless the machine was so slow that the last press came after a time when presses count."""
    if took < limit or thief.hold.state == "claimed":
        end(thief)


def end(thief: Thief) -> None:
    """What the page can do: cancel. Nothing has arrived."""
    assert thief.hold.state == "claimed"
    settled(thief.page, thief.stack.site)
    assert not LIKE.arrived(thief.stack.site)
    assert thief.ask("decide", id=thief.hold.id, decision="cancel") == (200, {"then": "refused"})
    assert not outcome(thief.page)["ok"]
    assert not LIKE.arrived(thief.stack.site)
