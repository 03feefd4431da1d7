"""Taps that nobody can be asked about: refused at once, explained at the next page, never passed silently."""

from __future__ import annotations

import json
import re
import ssl
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPErrorProcessor,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

import pytest
from playwright.sync_api import Page

from demo.arrivals import Arrival
from rules.compile import ruleset
from rules.phrases import Phrases
from tests.support.origin import trusting
from tests.support.stack import Person, Stack, X, arrive, dialog, learned, press, ready
from tests.support.taps import Tap, outcome, post, settled, start

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
LIKE_URL = f"{X}i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet"
FEED_URL = f"{X}i/api/graphql/x/HomeTimeline"
OWN_PAGE = "https://jari-netral.x.com/.well-known/jari-netral/page?*"
NEXT = "https://api.x.com/mulai"
"""A page of the same site that the service worker does not serve."""

SAYS = Phrases(ruleset(), "id")


def cached(person: Person, stack: Stack) -> Page:
    """A page that comes out of its service worker's cache, and so without the agent."""
    page = person.open(f"{X}?sw=1")
    learned(stack)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    arrive(page, X)
    assert not asked_for_the_page(stack)
    return page


def asked_for_the_page(stack: Stack) -> list[Arrival]:
    """What came for the home page itself."""
    return [one for one in stack.site.log.of(method="GET") if one.path_with_query == "/"]


def test_a_page_from_the_browsers_own_cache(person: Person, stack: Stack) -> None:
    """Back at a page that browsers may keep, none is asked for; the one that was kept still asks."""
    stack.site.set(pages_kept=300)
    page = person.open(X)
    learned(stack)
    page.goto(NEXT)
    stack.site.log.clear()
    page.go_back()
    ready(page)
    assert not asked_for_the_page(stack)
    for decision, count in (("cancel", 0), ("proceed", 1)):
        start(page, LIKE)
        assert dialog(page)
        press(page, decision)
        assert outcome(page)["ok"] is bool(count)
        settled(page, stack.site)
        assert len(LIKE.arrived(stack.site)) == count


def test_a_page_from_the_service_workers_cache(person: Person, stack: Stack) -> None:
    """Refused as the platform would; the next page explains; allowed there, the tap passes when repeated."""
    page = cached(person, stack)
    for decision in ("cancel", "proceed"):
        explained(person, stack, page, decision)


def explained(person: Person, stack: Stack, page: Page, decision: str) -> None:
    """Tap where nobody can be asked, decide on the page that explains it, and tap once more."""
    start(page, LIKE)
    refused = outcome(page)
    assert not refused["ok"]
    assert refused["body"]["errors"]
    assert not dialog(page, 0.01)
    assert not LIKE.arrived(stack.site)

    notice = person.context.new_page()
    notice.goto(NEXT)
    notice.wait_for_url(OWN_PAGE)
    assert notice.title() == SAYS("notice", "title")
    assert "@walikota_contoh" in notice.inner_text("main")
    notice.click(f"button.{decision}")
    notice.wait_for_url(NEXT)
    assert notice.title() != SAYS("notice", "title")
    start(page, LIKE)
    if decision == "cancel":  # the page just opened has an agent, which asks for the one that has none
        assert dialog(notice)
        press(notice, "cancel")
    assert outcome(page)["ok"] is (decision == "proceed")
    settled(page, stack.site)
    assert len(LIKE.arrived(stack.site)) == (1 if decision == "proceed" else 0)
    notice.close()


def test_the_notice_comes_once(person: Person, stack: Stack) -> None:
    """Whoever goes on without deciding gets the page they wanted, and is not told again."""
    page = cached(person, stack)
    start(page, LIKE)
    assert not outcome(page)["ok"]
    other = person.context.new_page()
    for title in (SAYS("notice", "title"), "Mulai"):
        other.goto(NEXT)
        other.wait_for_selector("main")
        assert title.lower() in other.title().lower()


class _AsItComes(HTTPErrorProcessor):
    """Hands on every status."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        """The response itself."""
        return response

    https_response = http_response


@pytest.fixture
def client(stack: Stack) -> OpenerDirector:
    """A program with a cookie jar, which is no browser."""
    context: ssl.SSLContext = trusting(stack.proxy.ca.cert_path)
    return build_opener(
        ProxyHandler({"https": f"http://127.0.0.1:{stack.proxy.port}"}),
        HTTPSHandler(context=context),
        HTTPCookieProcessor(CookieJar()),
        _AsItComes,
    )


def ask(client: OpenerDirector, url: str, body: Any = None, **headers: str) -> tuple[int, str, str]:
    """Status, body and where it leads; ``body`` goes as JSON, or as a form if it is text."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None
    if body is not None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        named |= {
            "content-type": "application/x-www-form-urlencoded"
            if isinstance(body, str)
            else "application/json"
        }
    try:
        with client.open(Request(url, data, named), timeout=20) as response:  # noqa: S310 - ours are https
            return response.status, response.read().decode(), response.headers.get("location") or ""
    except HTTPError as error:
        return error.code, error.read().decode(), ""


def test_a_client_that_is_no_browser(client: OpenerDirector, stack: Stack) -> None:
    """Its tap is refused with JSON, its next page is the notice, and the form in it makes the tap pass."""
    ask(client, FEED_URL, {"variables": {}})
    learned(stack)
    like = {"variables": {"tweet_id": LIKE.id}, "queryId": "lI07N6Otwv1PhnEgXILM7A"}
    assert json.loads(ask(client, LIKE_URL, like)[1])["errors"]
    assert not LIKE.arrived(stack.site)

    stack.site.log.clear()
    _, leading, _ = ask(client, X, accept="text/html")
    there = re.search(r"url=(https://jari-netral\.x\.com/[^\"]+)", leading)
    assert there
    _, notice, _ = ask(client, there[1], accept="text/html")
    found = re.search(r'name="(jari-netral-page)" value="([\w.-]+)"', notice)
    assert found
    assert SAYS("notice", "title") in notice
    assert not len(stack.site.log)
    form = urlencode({found[1]: found[2], "decision": "proceed"})
    target, own = there[1].partition("?")[0], there[1].partition("/.well-known")[0]
    status, _, location = ask(client, target, form, origin=own, accept="text/html")
    assert (status, location) == (303, X)
    assert ask(client, LIKE_URL, like)[0] == 200
    assert len(LIKE.arrived(stack.site)) == 1
    assert not stack.site.log.of("jari-netral")
    assert "jari-netral" not in str([one.headers for one in stack.site.log])
