"""The agent in a real browser, opposite a proxy that the test plays."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from tests.support.played import (
    BARE,
    OWN,
    SECRET,
    TOKEN,
    Answer,
    PlayedProxy,
    answer,
    claimed,
    opened,
    pressed,
    until,
)
from tests.support.stage import ORIGIN, Stage, warning

SITE = "https://lain.example"

# Whether the page waits for an answer, or for the text of one.
BUSY = """
  let busy = 0;
  window.__busy = () => busy;
  for (const [owner, name] of [[window, "fetch"], [Response.prototype, "text"]]) {
    const made = owner[name];
    owner[name] = function (...all) {
      busy++;
      const done = made.apply(this, all);
      const less = () => void busy--;
      done.then(less, less);
      return done;
    };
  }
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    fresh = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce")
    yield fresh
    fresh.close()


@pytest.fixture
def proxy(context: BrowserContext) -> PlayedProxy:
    """The other side."""
    return PlayedProxy(context)


def turnable(context: BrowserContext) -> None:
    """Let ``__turn(hidden)`` send a tab to the back or bring it to the front, as its scripts see it."""
    context.add_init_script(
        "let hidden = false; Object.defineProperty(Document.prototype, 'hidden',"
        " { get: () => hidden, configurable: true });"
        "window.__turn = (to) => { hidden = to; document.dispatchEvent(new Event('visibilitychange')) };"
    )


def test_agent_leaves_nothing_in_the_page(context: BrowserContext, proxy: PlayedProxy) -> None:
    """No global, no script element, no element before it is needed; the page's own script runs as ever."""
    page = opened(context)
    bare = opened(context, BARE)
    known = bare.evaluate("Object.getOwnPropertyNames(window)")
    found = page.evaluate("Object.getOwnPropertyNames(window)")
    assert set(found) - set(known) <= {"__root"}
    assert page.evaluate("document.querySelectorAll('script').length") == 1
    assert TOKEN not in page.content()
    assert page.evaluate("document.documentElement.children.length") == 2


def test_agent_listens_with_its_token_and_nothing_stored(context: BrowserContext, proxy: PlayedProxy) -> None:
    """One long poll, as JSON, from the page itself."""
    page = opened(context)
    until(page, lambda: bool(proxy.polls))
    assert proxy.asked == [("listen", {"token": TOKEN, "focused": True})]
    request = proxy.requests[0]
    assert (request.method, request.headers["content-type"]) == ("POST", "application/json")


def test_hold_is_claimed_shown_and_decided(context: BrowserContext, proxy: PlayedProxy) -> None:
    """From the event to the decision, which the frame tells alone, and listening goes on meanwhile."""
    page = opened(context)
    stage = proxy.hold(page, warning(delay=0))
    assert proxy.questions("claim") == [{"token": TOKEN, "id": "h1"}]
    until(page, lambda: bool(proxy.polls))
    pressed(stage, ".proceed")
    assert proxy.questions("answer") == [{"id": "h1", "secret": SECRET, "decision": "proceed"}]
    page.wait_for_timeout(100)
    assert proxy.questions("decide") == []
    assert stage.text(".note.shown") == ""


def test_what_the_frame_cancels_the_page_refuses(context: BrowserContext, proxy: PlayedProxy) -> None:
    """The page takes the frame away at once, perhaps before it has told so itself."""
    page = opened(context)
    stage = proxy.hold(page, warning(delay=0))
    pressed(stage, ".cancel")
    until(page, lambda: bool(proxy.questions("decide")))
    assert proxy.questions("decide") == [{"token": TOKEN, "id": "h1", "decision": "cancel"}]
    page.wait_for_timeout(100)
    assert all(told["decision"] == "cancel" for told in proxy.questions("answer"))
    assert stage.text(".note.shown") == ""


def test_before_the_frame_is_there_the_page_can_cancel(context: BrowserContext, proxy: PlayedProxy) -> None:
    """The dialog stands at once; it cancels, and its second button is for show."""
    page = opened(context)
    proxy.framed = False
    stage = proxy.hold(page, warning(delay=0))
    stage.steady()
    stage.click(".proceed")
    assert stage.truth("root.querySelector('.proceed').getAttribute('aria-disabled')") == "true"
    assert proxy.questions("decide") == []
    stage.click(".cancel")
    until(page, lambda: bool(proxy.questions("decide")))
    assert proxy.questions("decide") == [{"token": TOKEN, "id": "h1", "decision": "cancel"}]


def test_where_no_frame_comes_another_page_is_offered(context: BrowserContext, proxy: PlayedProxy) -> None:
    """After a while the button says so; pressed, it cancels here, and a note tells what to do."""
    page = opened(context)
    proxy.framed = False
    stage = proxy.hold(page, warning(delay=0))
    label = warning()["ui"]["elsewhere"]
    until(page, lambda: stage.text(".proceed") == label)
    page.wait_for_timeout(400)  # a button that has just moved takes no press
    stage.click(".proceed")
    until(page, lambda: bool(proxy.questions("decide")))
    assert proxy.questions("decide") == [{"token": TOKEN, "id": "h1", "decision": "elsewhere"}]
    stage.until("root.querySelector('.note.shown [role=status]')?.textContent")
    assert stage.text(".note [role=status]") == warning()["ui"]["at_next"]


def test_a_frame_that_cannot_be_seen_gives_way(context: BrowserContext) -> None:
    """What the page lays over it for good makes the dialog of the page come back, and offer another page."""
    late = """addEventListener('DOMContentLoaded', () => setInterval(() => {
      const cover = Object.assign(document.createElement('div'), { popover: 'manual', id: 'cover' });
      cover.style.cssText = 'pointer-events: none; inset: 0; width: 40px; height: 40px; margin: 0';
      if (document.documentElement.children.length < 3 || document.getElementById('cover')) return;
      document.body.append(cover);
      cover.showPopover();
    }, 50))"""
    proxy = PlayedProxy(context, late=late)
    page = opened(context)
    stage = proxy.hold(page, warning(delay=0))
    stage.until("root.querySelector('.dialog.framed')")
    page.evaluate(
        "setInterval(() => { const c = document.getElementById('cover');"
        " if (c) { c.hidePopover(); c.showPopover() } }, 50)"
    )
    label = warning()["ui"]["elsewhere"]
    for _ in range(100):
        if stage.text(".proceed") == label:
            break
        page.wait_for_timeout(200)
    assert stage.truth("root.querySelector('.dialog').className") == "dialog"
    assert proxy.questions("answer") == []


def test_nobody_but_the_frame_speaks_for_it(context: BrowserContext, proxy: PlayedProxy) -> None:
    """Messages of the page change nothing, and the frame is nowhere in its document for it to reach."""
    page = opened(context)
    stage = proxy.hold(page, warning(delay=0))
    stage.until("root.querySelector('.dialog.framed')")
    found = page.evaluate(
        """(origin) => {
          const inner = frames[0] ?? window;
          for (const data of ['cancel', 'released', 'unseen', 'ready']) {
            window.postMessage(data, '*');
            window.dispatchEvent(new MessageEvent('message', { data, origin, source: inner }));
          }
          return frames.length + document.querySelectorAll('iframe').length;
        }""",
        OWN,
    )
    assert found == 0
    page.wait_for_timeout(300)
    assert stage.truth("root.querySelector('dialog').open")
    assert proxy.questions("decide") == proxy.questions("answer") == []


def test_what_became_of_a_decision_is_said(context: BrowserContext, proxy: PlayedProxy) -> None:
    """When a "proceed" did not go through, the person reads what to do."""
    page = opened(context)
    replies: list[tuple[Answer, str]] = [
        ((200, {"then": "gone"}), "aborted"),
        ((200, {"then": "again"}), "again"),
        ((200, {"then": "refused"}), "expired"),
        ((403, None), "failed"),
    ]
    for at, (reply, note) in enumerate(replies):
        stage = proxy.hold(page, warning(delay=0), f"h{at}")
        proxy.answers["answer"] = reply
        pressed(stage, ".proceed")
        stage.until("root.querySelector('.note.shown [role=status]')?.textContent")
        assert stage.text(".note [role=status]") == warning()["ui"][note]


def test_a_decision_that_did_not_get_through_is_said(context: BrowserContext, proxy: PlayedProxy) -> None:
    """Where nobody answers, the person reads what to do."""
    page = opened(context)
    stage = proxy.hold(page, warning(delay=0))
    proxy.answers["answer"] = (0, None)
    pressed(stage, ".proceed")
    stage.until("root.querySelector('.note.shown [role=status]')?.textContent")
    assert stage.text(".note [role=status]") == warning()["ui"]["failed"]


def test_page_that_gave_up_closes_the_dialog(context: BrowserContext, proxy: PlayedProxy) -> None:
    """A close event takes the dialog away, and nothing is decided."""
    page = opened(context)
    stage = proxy.hold(page, warning())
    proxy.tell(page, {"type": "close", "id": "h1", "reason": "aborted"})
    stage.until("!root.querySelector('dialog').open")
    assert stage.text(".note [role=status]") == warning()["ui"]["aborted"]
    assert proxy.questions("decide") == []


def test_hold_of_another_tab_is_left_to_it(context: BrowserContext, proxy: PlayedProxy) -> None:
    """A claim that is refused shows nothing."""
    page = opened(context)
    proxy.answers["claim"] = (409, None)
    proxy.tell(page, {"type": "hold", "id": "h1"})
    until(page, lambda: bool(proxy.questions("claim")) and bool(proxy.polls))
    assert page.evaluate("document.documentElement.children.length") == 2


def test_same_hold_told_twice_is_asked_once(context: BrowserContext, proxy: PlayedProxy) -> None:
    """The proxy may repeat itself; the person is asked once."""
    page = opened(context)
    stage = proxy.hold(page, warning())
    proxy.tell(page, {"type": "hold", "id": "h1"})
    until(page, lambda: bool(proxy.polls))
    assert len(proxy.questions("claim")) == 1
    assert stage.text(".waiting") == ""


def test_stops_for_good_when_the_token_is_void_or_another_server_answers(
    context: BrowserContext, proxy: PlayedProxy
) -> None:
    """Outside the office nobody should be asked again and again."""
    page = context.new_page()
    page.add_init_script(BUSY)
    page.clock.install(time=0)
    for status, body in ((403, ""), (404, "no such page"), (200, "a page of the site")):
        proxy.listen = partial(Route.fulfill, status=status, body=body)
        proxy.asked.clear()
        page.goto(f"{ORIGIN}/")
        until(page, lambda: bool(proxy.asked) and not page.evaluate("__busy()"))
        page.clock.run_for(600_000)
        page.wait_for_timeout(100)
        assert len(proxy.asked) == 1, status


def paced(context: BrowserContext, proxy: PlayedProxy, step: int, steps: int) -> list[int]:
    """How many questions there were after each step of the page's clock, in milliseconds.

    The clock stands still from the first, and as long as a question is on its way: an answer takes no time.
    """
    page = context.new_page()
    page.add_init_script(BUSY)
    page.clock.install(time=0)
    page.clock.pause_at(3_600_000)
    page.goto(f"{ORIGIN}/")
    asked = []
    for _ in range(steps):
        page.clock.run_for(step)
        until(page, lambda: not page.evaluate("__busy()"))
        asked.append(len(proxy.asked))
    return asked


@pytest.mark.parametrize("status", [0, 502])
def test_asks_ever_more_rarely_when_nobody_answers(
    context: BrowserContext, proxy: PlayedProxy, status: int
) -> None:
    """First after five seconds, then twice as long each time, once a minute in the end."""
    proxy.listen = lambda route: answer(route, status)
    asked = paced(context, proxy, 10_000, 24)
    assert asked[1] <= 3
    assert 5 <= asked[-1] <= 8
    assert asked[-1] - asked[-7] == 1


def test_answer_without_waiting_is_no_long_poll(context: BrowserContext, proxy: PlayedProxy) -> None:
    """Something that answers at once, without news, is not asked again at once."""
    proxy.listen = lambda route: answer(route, 200, {"events": []})
    assert 2 <= paced(context, proxy, 900, 36)[-1] <= 4


def test_only_the_visible_tab_listens(context: BrowserContext, proxy: PlayedProxy) -> None:
    """In the back it hangs up at once; in front it listens again at once, and keeps what it had on screen."""
    turnable(context)
    page = opened(context)
    stage = proxy.hold(page, warning())
    until(page, lambda: len(proxy.polls) == 1)
    page.evaluate("__turn(true)")
    page.wait_for_timeout(200)
    assert len(proxy.questions("listen")) == 2
    page.evaluate("__turn(false)")
    until(page, lambda: len(proxy.questions("listen")) == 3)
    assert stage.truth("root.querySelector('dialog').open")
    assert len(proxy.questions("claim")) == 2


def test_dialog_asked_elsewhere_meanwhile_closes(context: BrowserContext, proxy: PlayedProxy) -> None:
    """A tab that comes back to a hold which another tab has taken over lets go of it."""
    turnable(context)
    page = opened(context)
    stage = proxy.hold(page, warning())
    page.evaluate("__turn(true)")
    proxy.answers["claim"] = (409, None)
    page.evaluate("__turn(false)")
    stage.until("!root.querySelector('dialog').open")
    assert proxy.questions("decide") == []


def test_back_and_forward_resumes(context: BrowserContext, proxy: PlayedProxy) -> None:
    """Back from another page, the agent listens again, out of the cache or anew."""
    page = opened(context)
    until(page, lambda: len(proxy.polls) == 1)
    page.goto(f"{SITE}/")
    page.go_back()
    until(page, lambda: len(proxy.questions("listen")) >= 3)


@pytest.mark.parametrize(("frame", "agents"), [(ORIGIN, 1), (SITE, 2)])
def test_frame_of_the_same_site_leaves_it_to_the_page(
    context: BrowserContext, frame: str, agents: int
) -> None:
    """A frame of another site has an agent of its own; one of the page's own does not."""
    proxy = PlayedProxy(
        context,
        late="if (window === top && location.pathname === '/') addEventListener('load', () => {"
        f" const f = document.createElement('iframe'); f.src = '{frame}/frame'; document.body.append(f) }});",
    )
    page = opened(context)
    until(page, lambda: len(page.frames) == 2 and page.frames[1].url == f"{frame}/frame")
    page.wait_for_timeout(200)
    assert len(proxy.polls) == agents


def test_tiny_frame_asks_in_a_window_of_its_own(context: BrowserContext) -> None:
    """Where a dialog has no room, it opens a small window; closing that cancels."""
    proxy = PlayedProxy(
        context,
        late="if (window === top && location.pathname === '/') addEventListener('load', () => {"
        f" const f = document.createElement('iframe'); f.src = '{SITE}/frame'; f.width = 90; f.height = 30;"
        " document.body.append(f) });",
    )
    page = opened(context)
    until(page, lambda: len(proxy.polls) == 2)
    proxy.answers["claim"] = claimed(warning(delay=0))
    page.mouse.click(20, 20)
    with page.expect_popup() as opening:
        answer(
            next(r for r in proxy.polls if r.request.frame != page.main_frame),
            200,
            {"events": [{"type": "hold", "id": "h1"}]},
        )
    popup = opening.value
    stage = Stage(popup)
    until(page, lambda: bool(popup.evaluate("window.document.title")))
    assert popup.title() == warning()["heading"]
    popup.close()
    until(page, lambda: bool(proxy.questions("decide")))
    assert proxy.questions("decide")[0]["decision"] == "cancel"
    assert stage.page.is_closed()


def test_traps_on_object_prototype_do_not_see_the_token(context: BrowserContext) -> None:
    """Getters and toJSON that a page puts on every object learn neither it nor the name of a hold."""
    proxy = PlayedProxy(
        context,
        late="""
      window.seen = [];
      for (const name of ['signal', 'mode', 'window', 'priority', 'duplex', 'referrer', 'toJSON', 'then',
        'reason', 'warning', 'frame'])
        Object.defineProperty(Object.prototype, name, { configurable: true, get() {
          try { seen.push(`${this.body} ${this.token} ${this.id}`) } catch {} return undefined } });
      window.fetch = (...all) => { seen.push(JSON.stringify(all)); return Promise.reject() };
      JSON.stringify = (value) => { seen.push(String(value?.token)); return '' };
    """,
    )
    page = opened(context)
    proxy.hold(page, warning())
    assert [text for text in page.evaluate("seen") if TOKEN in text or "h1" in text] == []
