"""The extension as Firefox has installed it: bodies it can read, its pages, its updates, private windows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ext_api.publishing import quickstart
from tests.support.file_server import FileServer
from tests.support.firefox import Page, wait
from tests.support.fox import (
    ORIGIN,
    SETTINGS,
    UUID,
    Dialog,
    Fox,
    built,
    decided,
    press,
    shown,
)
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap, outcome, start

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")
URL = f"{X}i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet"
VARIABLES = {"tweet_id": X_POST}
BODY = json.dumps({"variables": VARIABLES, "queryId": "lI07N6Otwv1PhnEgXILM7A"})
SPACES = 1_000_000
BODIES = {
    "blob": "new Blob([body], { type: 'application/json' })",
    "long blob": f"new Blob([body, ' '.repeat({SPACES})])",
    "blob of an answer": "await new Response(body).blob()",
    "file": "new File([body], 'a.json')",
    "buffer": "new TextEncoder().encode(body).buffer",
    "long text": f"body + ' '.repeat({SPACES})",
    "gzip": "await new Response(whole.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()",
    "fields": "new URLSearchParams({ queryId: 'lI07N6Otwv1PhnEgXILM7A', variables })",
    "multipart": "(() => { const all = new FormData(); all.append('variables', variables); return all; })()",
}
OWN_TYPE = ("blob", "fields", "multipart")
SEND = """async ([url, body, variables]) => {{
  const whole = new Blob([body]);
  const made = {made};
  const headers = {headers};
  window.ended = "";
  const request = new Request(url, {{ method: "POST", body: made, headers, keepalive: {keepalive} }});
  void fetch(request).catch((cause) => (window.ended = cause.name));
}}"""
FORM = "application/x-www-form-urlencoded"
UNREAD = {
    "a value with a bare =": (
        "`variables=${variables.replace('{', '{\"a\":\"=\",')}`",
        "of a form Firefox tells fields",
    ),
    "JSON that says it is a form": ("body", "of a form Firefox tells fields, and this has none"),
}
PRIVATE = """() => new Promise((done) => {
  const made = OpenBrowserWindow({ private: true });
  made.addEventListener("load", () => done(true), { once: true });
})"""


@pytest.fixture(scope="module")
def person(fox: Fox) -> Fox:
    """Somebody who was shown a post."""
    return fox.begin().informed([X], [("x", "post", X_POST)])


def sent(page: Page, made: str, headers: object, *, keepalive: bool = False) -> None:
    """Send a like with a body that a script makes."""
    script = SEND.format(made=made, headers=json.dumps(headers), keepalive=json.dumps(keepalive))
    page.evaluate(script, [URL, BODY, json.dumps(VARIABLES)])


@pytest.mark.parametrize("kind", BODIES)
def test_whatever_a_body_is_made_of_it_is_read(person: Fox, kind: str) -> None:
    """Blobs, files, buffers, fields, multipart, gzip: the request is held, and nothing arrives after a no."""
    page = person.at(X)
    person.site.log.clear()
    headers = {} if kind in OWN_TYPE else {"content-type": "application/json"}
    if kind == "gzip":
        headers["content-encoding"] = "gzip"
    sent(page, BODIES[kind], headers, keepalive=kind == "file")
    shown(page)
    press(page, "cancel")
    page.wait("() => window.ended === 'TypeError'")
    assert not LIKE.arrived(person.site)


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=pytest.mark.xfail(strict=True, reason=UNREAD[kind][1])) for kind in UNREAD],
)
def test_form_that_is_none_is_read(person: Fox, kind: str) -> None:
    """What calls itself a form and isn't written as browsers write one is held."""
    page = person.at(X)
    person.site.log.clear()
    sent(page, UNREAD[kind][0], {"content-type": FORM})
    wait(lambda: Dialog.of(page) or LIKE.arrived(person.site))
    assert not LIKE.arrived(person.site)


@pytest.mark.parametrize("name", ["popup", "options", "welcome"])
def test_pages_open_without_a_complaint(person: Fox, name: str) -> None:
    """Each of the extension's pages is drawn, and Firefox finds no fault with it."""
    before = len(person.browser.complaints())
    page = person.browser.page(f"{ORIGIN}/pages/{name}.html")
    page.wait_for_selector("main > *")
    assert page.evaluate("() => document.querySelector('main').innerText.length") > 50
    page.close()
    assert person.browser.complaints()[before:] == []


def test_page_that_came_back_is_held_as_before(person: Fox) -> None:
    """Going back brings the page as it was left, with its warning."""
    page = person.browser.page(f"{X}_demo/style.css")  # of the demo's documents, one that may be kept
    page.evaluate("() => void (window.kept = true)")
    page.goto("about:blank")
    page.back()
    page.wait("() => window.kept === true")
    person.site.log.clear()
    sent(page, "body", {"content-type": "application/json"})
    shown(page)
    press(page, "cancel")
    page.wait("() => window.ended === 'TypeError'")
    assert not LIKE.arrived(person.site)
    page.close()


def test_updates_come_and_the_server_learns_of_nobody(person: Fox, tmp_path: Path) -> None:
    """A published ruleset is taken; no request has the extension's address, another one on each device."""
    published = quickstart.prepare(tmp_path / "publisher")
    with FileServer(published.public) as server:
        follows = {"url": server.url, "root_sha256": published.root_sha256, "parts": ["id"]}
        person.settings({**SETTINGS, "updates": follows})
        state = person.desk.evaluate("() => browser.runtime.sendMessage({ type: 'update' })")
        person.settings(SETTINGS)
    assert state["updates"]["troubles"] == []
    assert state["updates"]["succeeded"]
    assert server.asked
    for _, headers in server.asked:
        assert UUID not in str(headers)
        assert {"Cookie", "Referer", "If-None-Match", "If-Modified-Since"}.isdisjoint(headers)
    assert len({tuple(sorted(headers.items())) for _, headers in server.asked}) == 1


def test_private_window_is_left_alone_until_it_is_allowed(person: Fox, tmp_path: Path) -> None:
    """Nothing is held in a private window, unless its person let the extension run there."""
    known = {page.context for page in person.browser.pages()}
    person.browser.chrome.evaluate(PRIVATE)
    (page,) = wait(lambda: [one for one in person.browser.pages() if one.context not in known])
    page.wait("() => location.href === 'about:privatebrowsing' && document.readyState === 'complete'")
    for allowed in (False, True):
        if allowed:
            person.install(built(tmp_path / "again"), private=True)
        page.goto(X)
        page.wait_for_selector("main[data-ready]")
        person.site.log.clear()
        if allowed:
            assert not decided(page, LIKE, "cancel")["ok"]
        else:
            start(page, LIKE)
            assert outcome(page)["ok"]
        assert len(LIKE.arrived(person.site)) == (0 if allowed else 1)
    page.close()
