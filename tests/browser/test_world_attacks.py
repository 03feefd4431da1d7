"""A page that wants to decide for its person, with all it can do: it can cancel, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from demo import app
from demo.answer import Answer, Visit
from proxy_addon.hold import Hold
from tests.support.stack import Person, Stack, X, dialog, learned, press
from tests.support.taps import ASKING, Tap, outcome, post, settled, start, until

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, delay_seconds=1)}
LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
PATH = "/.well-known/jari-netral/"
CANDIDATE = "Sukai unggahan Ratna Contoh"

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

SHOW = """([url, style, around]) => {
  const frame = Object.assign(document.createElement("iframe"), { src: url, id: "stolen" });
  const whole = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0; z-index: 9;";
  frame.style.cssText = whole + style;
  const box = document.createElement("div");
  box.id = "box";
  box.style.cssText = around;
  box.append(frame);
  document.body.append(box);
}"""
COVER = """(style) => {
  const cover = document.createElement("div");
  const whole = "position: fixed; inset: 0; z-index: 99; background: #fff; pointer-events: none;";
  cover.style.cssText = whole + style;
  document.body.append(cover);
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

    def show(self, style: str = "", around: str = "") -> Frame:
        """Show the frame somehow; its own dialog is drawn."""
        self.page.evaluate(SHOW, [self.frame_url, style, around])
        for _ in range(200):
            frame = next((frame for frame in self.page.frames if frame.url == self.frame_url), None)
            if frame and frame.evaluate("() => Boolean(window.__roots?.[0]?.querySelector('dialog[open]'))"):
                return frame
            self.page.wait_for_timeout(50)
        raise AssertionError("no frame")

    def proceed(self, frame: Frame) -> tuple[float, float]:
        """Where on the screen its second button is."""
        box = frame.locator("button.proceed").bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def clicked(self, frame: Frame, seconds: float = 4.0) -> bool:
        """Have the person click there for a while, with their own hand; whether anything was decided."""
        for _ in range(int(seconds / 0.25)):
            self.page.mouse.click(*self.proceed(frame))
            self.page.wait_for_timeout(250)
            if self.hold.state == "decided":
                return True
        return False


def open_hold(stack: Stack) -> Hold | None:
    """The one tap that waits."""
    holds = [hold for place in stack.addon.desk._places.values() for hold in place.open_holds()]
    return holds[0] if holds else None


@pytest.fixture
def thief(person: Person, stack: Stack) -> Iterator[Thief]:
    """A tap held, and claimed by the page itself."""
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


def end(thief: Thief) -> None:
    """What the page can do: cancel. Nothing has arrived."""
    assert thief.hold.state == "claimed"
    settled(thief.page, thief.stack.site)
    assert not LIKE.arrived(thief.stack.site)
    assert thief.ask("decide", id=thief.hold.id, decision="cancel") == (200, {"then": "refused"})
    assert not outcome(thief.page)["ok"]
    assert not LIKE.arrived(thief.stack.site)


def test_a_stolen_token_can_only_cancel(thief: Thief) -> None:
    """It hears, it claims, and "proceed" is refused, in any form and with whatever the page knows."""
    for fields in (
        {"id": thief.hold.id, "decision": "proceed"},
        {"id": thief.hold.id, "decision": "proceed", "secret": thief.token},
        {"id": thief.hold.id, "decision": "released"},
    ):
        assert thief.ask("decide", **fields) == (403, "")
    end(thief)


def test_no_script_reads_the_frame(thief: Thief) -> None:
    """Not fetched, not in an element of any kind, not in a window."""
    for at, text in enumerate(thief.page.evaluate(READ, thief.frame_url)):
        assert "secret" not in text, at
        assert "jari" not in text.lower(), at
    end(thief)


def test_no_script_reads_the_frame_by_its_own_address(thief: Thief) -> None:
    """On the site's own host there is nothing at that path."""
    own = thief.frame_url.replace("https://jari-netral.x.com", "https://x.com")
    for at, text in enumerate(thief.page.evaluate(READ, own)):
        assert "secret" not in text, at
    end(thief)


def test_synthetic_events_decide_nothing(thief: Thief) -> None:
    """The frame hears neither the page's events nor its words, even while it can be seen."""
    thief.show()
    for _ in range(6):
        thief.page.evaluate(SYNTHETIC)
        thief.page.wait_for_timeout(400)
    thief.page.bring_to_front()
    end(thief)


def test_a_frame_in_plain_sight_is_the_persons_own(thief: Thief) -> None:
    """Shown whole and uncovered it is the warning itself: whoever presses there has been warned."""
    assert thief.clicked(thief.show())
    assert outcome(thief.page)["ok"]
    assert len(LIKE.arrived(thief.stack.site)) == 1


@pytest.mark.parametrize(
    ("style", "around"),
    [
        ("opacity: 0", ""),
        ("opacity: .01", ""),
        ("opacity: .9", ""),
        ("", "position: fixed; inset: 0; opacity: .5"),
        ("filter: brightness(9)", ""),
        ("mix-blend-mode: difference", ""),
        ("mask-image: linear-gradient(transparent, transparent)", ""),
        ("clip-path: inset(60% 0 0 0)", ""),
        ("width: 200px; height: 180px", ""),
        ("width: 1280px; height: 720px; transform: scale(.3)", ""),
        ("transform: rotate(180deg)", ""),
        ("transform: translateY(-300px)", ""),
        ("top: -300px; height: 720px", ""),
        (
            "position: absolute; top: -560px; height: 720px",
            "position: fixed; inset: 0 0 auto; height: 120px; overflow: hidden",
        ),
    ],
    ids=range(14),
)
def test_a_frame_that_is_not_seen_as_it_is(thief: Thief, style: str, around: str) -> None:
    """Transparent, changed, cut off, small, turned: a click into it decides nothing."""
    assert not thief.clicked(thief.show(style, around))
    end(thief)


@pytest.mark.parametrize(
    "style",
    [
        "",
        "opacity: .95",
        "inset: 0 0 50% 0",
        "inset: 150px 400px 300px 400px",
        "background: rgb(0 0 0 / .01)",
    ],
    ids=range(5),
)
def test_a_frame_that_is_covered(thief: Thief, style: str) -> None:
    """By something that lets clicks through, all of it or the part with the words."""
    frame = thief.show()
    thief.page.evaluate(COVER, style)
    assert not thief.clicked(frame)
    end(thief)


def test_a_frame_uncovered_at_the_last_moment(thief: Thief) -> None:
    """The delay begins when it is seen, not when it is loaded."""
    frame = thief.show("opacity: 0")
    thief.page.wait_for_timeout(2_500)
    thief.page.mouse.move(*thief.proceed(frame))
    thief.page.evaluate("() => { document.getElementById('stolen').style.opacity = 1; }")
    for _ in range(3):
        thief.page.mouse.down()
        thief.page.mouse.up()
        thief.page.wait_for_timeout(200)
    thief.page.evaluate("() => { document.getElementById('stolen').style.opacity = 0; }")
    end(thief)


def test_a_frame_pushed_under_the_pointer(thief: Thief) -> None:
    """In sight for long, and then moved to where somebody is about to click."""
    thief.page.set_viewport_size({"width": 1600, "height": 800})
    frame = thief.show("width: 800px; height: 800px")
    thief.page.wait_for_timeout(2_500)
    x, y = thief.proceed(frame)
    for _ in range(5):
        thief.page.mouse.move(x + 750, y)
        thief.page.wait_for_timeout(100)
        thief.page.evaluate("() => { document.getElementById('stolen').style.left = '750px'; }")
        thief.page.mouse.down()
        thief.page.mouse.up()
        thief.page.wait_for_timeout(50)
        thief.page.evaluate("() => { document.getElementById('stolen').style.left = 0; }")
        thief.page.wait_for_timeout(400)
    end(thief)


def test_a_focus_given_just_before_a_key(thief: Thief) -> None:
    """The frame gets the focus while somebody types: what they press doesn't land on the second button."""
    thief.show()
    thief.page.wait_for_timeout(2_000)
    thief.page.evaluate("() => { document.getElementById('stolen').focus(); }")
    thief.page.keyboard.press("Tab")
    thief.page.keyboard.press("Enter")
    end(thief)


WORKER = """
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(
  Promise.all([self.clients.claim(), self.registration.navigationPreload.enable()])));
self.addEventListener("fetch", (event) => event.respondWith((async () => {
  const ahead = await event.preloadResponse;
  const response = ahead ?? await fetch(event.request);
  const text = await response.clone().text().catch(() => "");
  const { url, mode, destination } = event.request;
  const cache = await caches.open("seen");
  await cache.put("/seen/" + Math.random(), new Response(JSON.stringify([url, mode, destination, text])));
  return response;
})()));
"""
SEEN = """async () => {
  const cache = await caches.open("seen");
  const all = await cache.matchAll();
  return Promise.all(all.map((one) => one.json()));
}"""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[Page], None]:
    """Puts a page under a service worker that passes everything on, and keeps what it sees."""
    known = app.shared

    def shared(visit: Visit) -> Answer | None:
        if visit.path != "/pencuri.js":
            return known(visit)
        return Answer(200, [("content-type", "text/javascript")], [(0, WORKER.encode())])

    monkeypatch.setattr(app, "shared", shared)

    def install(page: Page) -> None:
        page.evaluate(
            """async () => {
              await navigator.serviceWorker.register("/pencuri.js");
              await navigator.serviceWorker.ready;
              while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
            }"""
        )

    return install


def test_a_service_worker_sees_neither_frame_nor_decision(
    person: Person, stack: Stack, worker: Callable[[Page], None]
) -> None:
    """It passes on every page and request of its site; the frame is none of them, and works all the same."""
    page = person.open(f"{X}?csp=loose")
    learned(stack)
    worker(page)
    start(page, LIKE)
    assert dialog(page)
    press(page, "proceed")
    assert outcome(page)["ok"]
    seen = page.evaluate(SEEN)
    assert [one for one in seen if one[0].endswith("/claim")]
    assert not [one for one in seen if "jari-netral.x.com" in one[0] or '"secret"' in one[3]]


@pytest.mark.parametrize("decision", ["proceed", "cancel"])
def test_a_service_worker_sees_no_warning_page(
    person: Person, stack: Stack, worker: Callable[[Page], None], decision: str
) -> None:
    """A held form leads through it to a page it can't read; what it is shown of the answer is used up."""
    page = person.open(f"{X}?csp=loose")
    learned(stack)
    worker(page)
    page.goto(f"{X}nojs")
    page.get_by_role("button", name=CANDIDATE, exact=True).click()
    page.wait_for_url("https://jari-netral.x.com/**")
    token = page.locator("form.to-proceed input").first.get_attribute("value")
    assert token
    with page.expect_navigation():
        page.click(f"button.{decision}")
    likes = stack.site.log.of("/1.1/favorites/create.json")
    assert len(likes) == (decision == "proceed")
    page.goto(f"{X}nojs")
    seen = page.evaluate(SEEN)
    assert [one for one in seen if one[1] == "navigate"]
    assert not [one for one in seen if token in str(one) or "jari-netral.x.com" in one[0]]
    page.evaluate(
        """(token) => fetch("/i/api/1.1/favorites/create.json", { method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: `jari-netral-page=${token}&decision=proceed` })""",
        token,
    )
    assert len(stack.site.log.of("/1.1/favorites/create.json")) == len(likes)


def test_a_page_reaches_no_warning_page_in_its_own_window(person: Person, stack: Stack) -> None:
    """Opened by the page, and of another origin: it can be neither read nor answered from outside."""
    page = person.open(f"{X}?csp=loose")
    learned(stack)
    with page.expect_popup() as opened:
        page.evaluate(
            """() => {
              window.caught = open("/nojs", "mangsa", "popup");
            }"""
        )
    popup = opened.value
    button = popup.get_by_role("button", name=CANDIDATE, exact=True)
    button.wait_for()
    page.evaluate(
        """(name) => {
          const forms = [...caught.document.forms];
          forms.find((form) => form.innerText.includes(name)).requestSubmit();
        }""",
        CANDIDATE,
    )
    popup.wait_for_url("https://jari-netral.x.com/**")
    popup.locator("button.proceed").wait_for()
    reached = page.evaluate(
        """() => {
          try { return caught.document?.documentElement.outerHTML ?? "" } catch { return "" }
        }"""
    )
    assert "jari-netral-page" not in reached
    assert not stack.site.log.of("/1.1/favorites/create.json")
    popup.close()
