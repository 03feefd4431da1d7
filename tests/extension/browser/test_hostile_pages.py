"""A page that works against the warning while it stands: it neither decides, nor reads it, nor breaks it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.extension.browser.test_attacks import PROMISES, PROTOTYPES
from tests.support.extended import Dialog, Extended, press, settled, shown, waiting
from tests.support.stack import X
from tests.support.tap_table import X_OTHER, X_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

ADDRESS = f"{X}?csp=none"
LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
REPOST = Tap("x", "repost", X_POST, "/CreateRetweet")
NAME = "Ratna Contoh"
OVER = {
    "popover": """() => {
      const over = Object.assign(document.createElement("div"), { popover: "manual", id: "over" });
      over.style = "position: fixed; inset: 0; width: 100vw; height: 100vh";
      document.body.append(over);
      over.showPopover();
    }""",
    "modal": """() => {
      const over = Object.assign(document.createElement("dialog"), { id: "over" });
      over.style = "position: fixed; inset: 0; width: 100vw; height: 100vh";
      document.body.append(over);
      over.showModal();
      addEventListener("focusin", (event) => { if (!over.contains(event.target)) over.focus(); }, true);
    }""",
    "fullscreen": """async () => {
      const over = Object.assign(document.createElement("div"), { id: "over" });
      document.body.append(over);
      await over.requestFullscreen();
    }""",
}
COVERED = """() => void setInterval(() => {
  const over = Object.assign(document.createElement("div"), { popover: "manual" });
  over.style = "position: fixed; inset: 0; width: 100vw; height: 100vh; opacity: 0; pointer-events: none";
  document.documentElement.append(over);
  over.showPopover();
}, 30)"""
NAMED = "(rules, part) => JSON.stringify(rules).replaceAll('\\\\', '').includes(part)"
REMOVED = "() => document.getElementById('over').remove()"
CLEARED = """(how) => {
  const hosts = () => document.querySelectorAll("html > div");
  const ways = {
    hidden: (host) => { host.style = "display: none !important"; },
    clear: (host) => { host.style = "opacity: 0 !important; filter: blur(9px)"; },
    away: (host) => { host.style = "transform: translate(-9999px)"; },
    inert: (host) => { host.inert = true; },
    moved: (host) => { document.createElement("div").append(host); },
  };
  clearInterval(window.__clearing);
  window.__clearing = setInterval(() => hosts().forEach(ways[how]), 20);
}"""
WAYS = ("hidden", "clear", "away", "inert", "moved")
VISIBLE = """function () {
  const { opacity, filter } = getComputedStyle(this.getRootNode().host);
  const isShown = this.checkVisibility({ opacityProperty: true });
  return [opacity, filter, isShown, this.getBoundingClientRect().x >= 0];
}"""
READS = """(name) => {
  const found = [];
  if (window.find(name, false, false, true)) found.push("find");
  if (window.find(name, false, true, true, false, true)) found.push("find backwards");
  document.execCommand("selectAll");
  if (`${getSelection()}`.includes(name)) found.push("selection");
  getSelection().selectAllChildren(document.documentElement);
  if (`${getSelection()}`.includes(name)) found.push("all selected");
  for (let x = 5; x < innerWidth; x += 40) for (let y = 5; y < innerHeight; y += 40) {
    const place = document.caretPositionFromPoint?.(x, y)?.offsetNode;
    if (place?.getRootNode() instanceof ShadowRoot) found.push("caret");
    const hits = document.elementsFromPoint(x, y);
    if (hits.some((one) => one.getRootNode() instanceof ShadowRoot)) found.push("point");
  }
  const host = document.querySelector("html > div");
  if (host.shadowRoot || host.getHTML?.({ serializableShadowRoots: true })) found.push("tree");
  if (document.documentElement.innerText.includes(name)) found.push("text");
  if (document.activeElement !== host && document.activeElement !== document.body) found.push("focus");
  return found;
}"""
HEARD = """() => {
  window.__heard = [];
  const types = ["keydown", "keyup", "keypress", "click", "pointerdown", "pointerup", "mousedown", "mouseup",
    "focusin", "focusout", "focus", "blur", "selectionchange", "copy"];
  for (const type of types) {
    for (const target of [window, document, document.documentElement]) {
      target.addEventListener(type, (event) => {
        const path = event.composedPath().map((one) => one.className ?? "").join(" ");
        if (event.target !== window && event.isTrusted) window.__heard.push(`${type} ${path}`);
      }, true);
    }
  }
}"""
PING = """(id) => {
  const ping = `/i/api/1.1/statuses/retweet/${id}.json`;
  Object.assign(document.createElement("a"), { href: "#", ping }).click();
}"""
REOPENED = """(id) => {
  const form = `<form method=post action=/i/api/1.1/favorites/create.json?n=form><input name=id value=${id}>`;
  document.open();
  document.write(`<main data-ready>again</main>${form}<button>like</button></form>`);
  document.close();
}"""


def test_dialog_stands_above_whatever_the_page_has_on_top(person: Extended, page: Page) -> None:
    """Over a popover, another modal dialog and a full screen it is seen, pressed, and decides."""
    for count, layer in enumerate(OVER, 1):
        page.mouse.click(1, 1)  # a full screen wants a gesture
        page.evaluate(OVER[layer])
        start(page, LIKE)
        press(page, "proceed")
        assert outcome(page)["ok"], layer
        assert len(LIKE.arrived(person.site)) == count, layer
        page.evaluate(REMOVED)


def test_dialog_that_is_covered_again_and_again_is_a_no(person: Extended, page: Page) -> None:
    """What lies over it unseen takes no "proceed" from anybody: in the end nobody was asked."""
    page.evaluate(COVERED)
    start(page, LIKE)
    shown(page)
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not LIKE.arrived(person.site)


def test_dialog_that_is_made_invisible_releases_nothing(person: Extended, page: Page) -> None:
    """Whatever a page does to the host, the dialog is in sight, or the answer is no."""
    for how in WAYS:
        page.evaluate(CLEARED, how)
        start(page, LIKE)
        until(lambda: Dialog.of(page) or page.evaluate("Promise.race([window.__outcome, false])"))
        page.wait_for_timeout(200)
        found = Dialog.of(page)
        if found:
            assert found.call(VISIBLE) == ["1", "none", True, True], how
            press(page, "cancel")
        assert not outcome(page)["ok"], how
        settled(page, person.site)
        assert not LIKE.arrived(person.site), how


@pytest.mark.parametrize("attack", [PROMISES, PROTOTYPES], ids=["promises", "prototypes"])
def test_natives_broken_while_it_stands_change_no_decision(person: Extended, page: Page, attack: str) -> None:
    """What is overridden during a hold leaves a no a no, and a yes a yes."""
    start(page, REPOST)
    shown(page)
    start(page, LIKE)
    until(lambda: waiting(page) == 1)
    page.evaluate(f"() => void ({attack})()")
    press(page, "cancel")
    press(page, "proceed")
    until(lambda: LIKE.arrived(person.site))
    page.wait_for_timeout(300)
    assert len(LIKE.arrived(person.site)) == 1
    assert not REPOST.arrived(person.site)


def test_page_reads_nothing_of_the_warning(person: Extended, page: Page) -> None:
    """Neither search, nor selection, nor points, nor events tell a page whom the warning is about."""
    page.evaluate(HEARD)
    start(page, LIKE)
    assert NAME in shown(page).text
    page.evaluate("() => document.querySelector('main').remove()")
    assert page.evaluate(READS, NAME) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    press(page, "cancel")
    heard = page.evaluate("window.__heard")
    assert not [one for one in heard if "card" in one or "dialog" in one]
    assert not [one for one in heard if one.startswith(("key", "click", "pointer", "mouse"))]
    assert not outcome(page)["ok"]


def test_page_that_opens_its_document_anew_is_held_as_before(person: Extended, page: Page) -> None:
    """document.open() takes all listeners off the window, ours too; requests and forms are held still."""
    page.evaluate(REOPENED, X_POST)
    page.get_by_role("button").click(no_wait_after=True)
    press(page, "cancel")
    settled_by_fetch(page, person)
    assert not person.site.log.of("/favorites/create.json")
    start_by_fetch(page)
    press(page, "proceed")
    until(lambda: person.site.log.of("?n=fetch"))


def test_pings_of_links_do_not_act(person: Extended, page: Page) -> None:
    """What a link sends when it is followed is blocked where its address acts on a registered account."""
    person.ruled(NAMED, f"retweet/{X_POST}")
    for post in (X_POST, X_OTHER):
        page.evaluate(PING, post)
    until(lambda: person.site.log.of(f"retweet/{X_OTHER}"))
    settled(page, person.site)
    assert not person.site.log.of(f"retweet/{X_POST}")


def start_by_fetch(page: Page) -> None:
    """A like without the demo's own scripts."""
    send = """(id) => void fetch("/i/api/1.1/favorites/create.json?n=fetch",
      { method: "POST", body: new URLSearchParams({ id }) })"""
    page.evaluate(send, X_POST)


def settled_by_fetch(page: Page, person: Extended) -> None:
    """One more request is there."""
    page.evaluate("() => fetch('/_demo/icon.svg?settled', { cache: 'no-store' })")
    until(lambda: person.site.log.of("?settled"))
