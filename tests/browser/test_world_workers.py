"""A page's service worker, and windows that a page opens: neither comes between people and decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from demo import app
from demo.answer import Answer, Visit
from tests.support.stack import Person, Stack, X, dialog, learned, press
from tests.support.taps import ASKING, outcome, start
from tests.support.thief import LIKE, OWN

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, delay_seconds=1)}
CANDIDATE = "Sukai unggahan Ratna Contoh"

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
    assert not [one for one in seen if one[0].startswith(OWN) or '"secret"' in one[3]]


def test_a_service_worker_sees_no_warning_page(
    person: Person, stack: Stack, worker: Callable[[Page], None]
) -> None:
    """A held form leads through it to a page it can't read; what it is shown of the answer is used up."""
    page = person.open(f"{X}?csp=loose")
    learned(stack)
    worker(page)
    for decision in ("cancel", "proceed"):
        used_up(page, stack, decision)


def used_up(page: Page, stack: Stack, decision: str) -> None:
    """Decide about a form on the warning page; its token can't be seen, nor used a second time."""
    page.goto(f"{X}nojs")
    page.get_by_role("button", name=CANDIDATE, exact=True).click()
    page.wait_for_url(f"{OWN}/**")
    token = page.locator("form.to-proceed input").first.get_attribute("value")
    assert token
    with page.expect_navigation():
        page.click(f"button.{decision}")
    likes = stack.site.log.of("/1.1/favorites/create.json")
    assert len(likes) == (decision == "proceed")
    page.goto(f"{X}nojs")
    seen = page.evaluate(SEEN)
    assert [one for one in seen if one[1] == "navigate"]
    assert not [one for one in seen if token in str(one) or one[0].startswith(OWN)]
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
    popup.wait_for_url(f"{OWN}/**")
    popup.locator("button.proceed").wait_for()
    reached = page.evaluate(
        """() => {
          try { return caught.document?.documentElement.outerHTML ?? "" } catch { return "" }
        }"""
    )
    assert "jari-netral-page" not in reached
    assert not stack.site.log.of("/1.1/favorites/create.json")
    popup.close()
