"""What a page may try against the extension: none of it decides for anybody, or tells who is registered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.extended import SETTINGS, Extended, press, settled, shown, waiting
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
WAYS = ("fetch", "xhr", "beacon")

CLICKS = """() => {
  const ours = () => document.querySelectorAll("html > div");
  const all = () => [...ours(), document.body, document.documentElement, document, window];
  setInterval(() => {
    for (const one of all()) {
      for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
        const at = { clientX: innerWidth / 2, clientY: innerHeight * 0.8 };
        one.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, composed: true, ...at }));
      }
      for (const key of ["Enter", " ", "Tab"]) {
        one.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
      }
    }
    document.activeElement?.click?.();
  }, 50);
}"""
URL = f"{X}i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet"
BODY = f'{{"variables":{{"tweet_id":"{X_POST}"}},"queryId":"lI07N6Otwv1PhnEgXILM7A"}}'
SENT = """(via, url, body) => {
  if (via === "beacon") navigator.sendBeacon(url, body);
  else if (via === "fetch") {
    window.__fetched = fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
  }
  else {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", url);
    xhr.setRequestHeader("content-type", "application/json");
    xhr.send(body);
  }
}"""
PROMISES = """() => {
  const go = (done) => { try { done("go"); done({ type: "answer", answer: "go" }); } catch {} };
  const isAnswer = (one) => one instanceof Response;
  const isRefusal = (one) => typeof one === "object" && "status" in one && "body" in one && !isAnswer(one);
  Object.defineProperty(Object.prototype, "then", {
    configurable: true,
    get() { return isRefusal(this) ? go : undefined; },
  });
  const real = Promise.prototype.then;
  Promise.prototype.then = function (done, failed) { return real.call(this, done, failed); };
  function Fake(executor) { executor(() => {}, () => {}); }
  Object.defineProperty(Promise.prototype, "constructor", { configurable: true, get: () => Fake });
}"""
PROTOTYPES = """() => {
  for (const name of ["answer", "off", "over", "heads", "type", "status", "asked", "once"]) {
    const value = name === "type" ? "answer" : "go";
    Object.defineProperty(Object.prototype, name, { configurable: true, writable: true, value });
  }
  Array.prototype[Symbol.iterator] = function* () {};
  RegExp.prototype.exec = () => null;
  RegExp.prototype.test = () => false;
  String.prototype.toUpperCase = () => "GET";
  Headers.prototype.get = () => null;
  Map.prototype.get = WeakMap.prototype.get = () => undefined;
  Object.hasOwn = () => false;
  Reflect.apply = () => { throw new Error("no"); };
  Request.prototype.clone = function () { return new Request("https://x.com/"); };
  MessagePort.prototype.postMessage = () => {};
  Object.defineProperty(URL.prototype, "pathname", { get: () => "/" });
  Object.defineProperty(Request, Symbol.hasInstance, { value: () => false });
}"""
FORGED = """() => {
  window.__stolen = [];
  const steal = (event) => window.__stolen.push(event.data ?? null);
  for (const target of [window, document]) target.addEventListener("jari-netral", steal, true);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = steal;
  for (const type of ["jari-netral", "message"]) {
    const all = [{ type: "off" }, { type: "answer", answer: "go" }, { type: "heads", heads: [] }];
    for (const data of all) {
      window.dispatchEvent(new MessageEvent(type, { data, ports: [port2] }));
      for (let id = 0; id < 20; id++) {
        port1.postMessage({ ...data, id });
        window.postMessage({ ...data, id }, "*");
      }
    }
  }
  const body = new ArrayBuffer(0);
  port1.postMessage({ type: "ask", id: 1, method: "GET", url: location.href, headers: {}, body });
}"""


@pytest.mark.parametrize(
    "attack", [CLICKS, PROMISES, PROTOTYPES, FORGED], ids=["clicks", "promises", "prototypes", "forged"]
)
def test_no_page_decides_for_its_person(person: Extended, page: Page, attack: str) -> None:
    """Clicks and keys by script, broken promises, patched natives and forged messages release nothing:
    whichever way it was sent, it waits, and nobody else has decided.
    """
    start_under(page, attack)
    shown(page)
    until(lambda: waiting(page) == len(WAYS) - 1)
    page.wait_for_timeout(1000)
    assert waiting(page) == len(WAYS) - 1, "somebody else decided"
    assert not LIKE.arrived(person.site)


def start_under(page: Page, attack: str) -> None:
    """Attack first, and send a request each way after it, as the page does."""
    sent = ";".join(f"({SENT})('{way}', `${{url}}?n={way}`, body)" for way in WAYS)
    page.evaluate(f"([url, body]) => {{ ({attack})(); {sent}; }}", [URL, BODY])


def test_keys_held_down_and_an_early_enter_release_nothing(person: Extended, page: Page) -> None:
    """Somebody who types while the dialog appears has not said yes: Enter lands on "cancel" at most."""
    person.settings({**SETTINGS, "hold_seconds": 5})
    start(page, LIKE)
    for _ in range(40):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    outcome(page)
    assert not LIKE.arrived(person.site)


def test_page_finds_neither_the_gate_nor_the_text(person: Extended, page: Page) -> None:
    """Nothing of ours stands in the page's world, and the warning's tree is closed to it."""
    names = page.evaluate(
        """() => Object.getOwnPropertyNames(window)
          .filter(name => /jari|netral|createDialog|captureNatives|^gate$/i.test(name))"""
    )
    assert names == []
    start(page, LIKE)
    text = shown(page).text
    assert "Ratna Contoh" in text
    seen = page.evaluate(
        """() => [...document.querySelectorAll("html > div")]
          .map(one => [one.shadowRoot, one.innerText, one.outerHTML])"""
    )
    assert all(root is None and "Ratna" not in words + html for root, words, html in seen)
    assert page.evaluate("() => typeof chrome?.runtime?.sendMessage") == "undefined"
    press(page, "cancel")


def test_page_that_removes_the_dialog_gets_a_no(person: Extended, page: Page) -> None:
    """Taking the dialog away, again and again, is a cancel; nothing is sent."""
    page.evaluate(
        """() => void setInterval(
          () => document.querySelectorAll("html > div").forEach(one => one.remove()), 20)"""
    )
    start(page, LIKE)
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


def test_files_of_the_extension_are_no_pages_to_read(person: Extended, page: Page) -> None:
    """No page can fetch the rules or the registry out of the extension, or tell that it is there."""
    root = person.worker.url.rsplit("/", 2)[0]
    for name in ("manifest.json", "packaged/id.records", "icons/16.png"):
        told = page.evaluate("url => fetch(url).then(() => 'read', () => 'no')", f"{root}/{name}")
        assert told == "no"
