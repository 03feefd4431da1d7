"""Long and packed responses: handed on unchanged and at once, and learned from."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from http.client import HTTPSConnection
from typing import Any

import pytest

from rules.authors import MemoryIndex
from tests.support.origin import trusting
from tests.support.stack import INSTAGRAM, Person, Stack, X, arrive, dialog, press
from tests.support.taps import Tap, decided, knows, outcome, post, start, until

pytestmark = pytest.mark.browser

CODINGS = ["zstd", "br", "gzip", "identity"]
FEED = "/i/api/graphql/DemoDemoDemoDemoDemo00/HomeTimeline"
ASK = json.dumps({"variables": {"count": 20}})
LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
READ = """async ([url, body]) => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [bytes.byteLength, hex, response.headers.get("content-encoding")];
}"""


def forget(stack: Stack) -> None:
    """Let the proxy know nobody's posts."""
    engine: Any = stack.addon._engine
    engine.authors = MemoryIndex()


def direct(stack: Stack, query: str) -> bytes:
    """The feed as the site sends it to somebody without a proxy, unpacked."""
    context = trusting(stack.site.ca_path)
    context.check_hostname = False
    connection = HTTPSConnection("127.0.0.1", stack.site.port, context=context, timeout=20)
    headers = {"host": "x.com", "content-type": "application/json", "accept-encoding": "identity"}
    with closing(connection):
        connection.request("POST", FEED + query, ASK.encode(), headers)
        with connection.getresponse() as response:
            return response.read()


def test_a_feed_of_five_megabytes(person: Person, stack: Stack) -> None:
    """Whatever its coding (zstd in many frames), the page gets every byte, and the proxy learns from it."""
    page = person.context.new_page()
    page.goto(f"{X}nojs")
    expected = direct(stack, "?size=5mb")
    assert len(expected) > 5_000_000
    whole = [len(expected), hashlib.sha256(expected).hexdigest()]
    for coding in CODINGS:
        forget(stack)
        found = page.evaluate(READ, [f"{FEED}?size=5mb&enc={coding}", ASK])
        assert found == [*whole, None if coding == "identity" else coding]
        knows(stack, "x", post("x", 1))


def test_a_page_with_its_feed_in_it(person: Person, stack: Stack) -> None:
    """Posts in the HTML itself are learned, whatever its coding, and the first tap is asked about."""
    page = person.context.new_page()
    for coding in CODINGS:
        forget(stack)
        arrive(page, f"{INSTAGRAM}?enc={coding}")
        knows(stack, "instagram", post("instagram", 1))
        assert not decided(page, Tap("instagram", "like", post("instagram", 1), "/"), "escape")["ok"]


def test_a_slow_page_is_shown_as_it_comes(person: Person, stack: Stack) -> None:
    """What came is on screen, and the agent at work, while the rest is still to be sent by the site."""
    page = person.context.new_page()
    for coding in CODINGS:
        with page.expect_request(lambda request: request.url.endswith("/listen")):
            page.goto(f"{X}?slow=600&enc={coding}", wait_until="commit")
        page.wait_for_selector(".banner")
        assert page.locator("#app").count() == 0
        assert page.evaluate("() => document.readyState") == "loading"
        page.goto("about:blank")


def test_a_slow_page_arrives_whole(person: Person, stack: Stack) -> None:
    """In the end it is all there, and works."""
    page = person.open(f"{X}?slow=1")
    assert page.locator("article").count() > 5
    knows(stack, "x", post("x", 1))
    start(page, LIKE)
    assert dialog(page)
    press(page, "proceed")
    assert outcome(page)["ok"]
    until(lambda: len(LIKE.arrived(stack.site)) == 1)
