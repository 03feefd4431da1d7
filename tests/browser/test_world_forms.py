"""Forms and links that act: a whole page asks, with and without scripts, and the browser's buttons behave."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from demo.arrivals import Arrival
from rules.compile import ruleset
from rules.phrases import Phrases
from tests.support.clock import BEFORE, Clock
from tests.support.stack import Stack, X, learned
from tests.support.taps import knows, post, until

pytestmark = pytest.mark.browser

CLOCK = Clock()
PRODUCT = {"clock": CLOCK}
SAYS = Phrases(ruleset(), "id")
LIKE_PATH = "/1.1/favorites/create.json"
CANDIDATE = "Sukai unggahan Ratna Contoh"
NEIGHBOUR = "Sukai unggahan Warung Bu Sri"
MBASIC = "https://mbasic.facebook.com/nojs"
FOLLOW_PATH = "/a/subscriptions/add"
WARNED = SAYS("heading", "warn")


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no scripts"])
def context(
    request: pytest.FixtureRequest, running: tuple[Stack, Browser], direct: Arrival
) -> Iterator[BrowserContext]:
    """Somebody's browser, with scripts or without; all tests of a kind share it."""
    assert direct.complete
    person = running[0].person(running[1], java_script_enabled=request.param)
    yield person.context
    person.close()


@pytest.fixture
def page(context: BrowserContext, stack: Stack) -> Iterator[Page]:
    """The page of forms in a tab of its own: a way back may go on for longer than the test that began it.

    Nothing that arrived while a test asked and decided names us.
    """
    context.clear_cookies()
    page = context.new_page()
    page.goto(f"{X}nojs")
    stack.site.log.clear()
    yield page
    cookies = [one["value"] for one in context.cookies() if one["name"] == "jari-netral"]
    page.close()
    assert cookies
    for arrival in stack.site.log:
        everything = f"{arrival.path_with_query} {arrival.headers} {arrival.body!r}"
        assert not [one for one in ("jari-netral", *cookies) if one in everything]


@pytest.fixture(scope="module")
def direct(running: tuple[Stack, Browser]) -> Arrival:
    """What a form sends outside the window, without us. Then somebody sees the feed, which teaches."""
    stack, browser = running
    CLOCK.now = BEFORE
    early = stack.person(browser)
    page = early.context.new_page()
    page.goto(f"{X}nojs")
    tap(page, CANDIDATE)
    (sent,) = likes(stack)
    early.close()
    CLOCK.now = None
    teacher = stack.person(browser)
    teacher.open(X)
    learned(stack)
    knows(stack, "x", post("x", 1))
    teacher.close()
    return sent


def tap(page: Page, name: str) -> None:
    """Press a button of the page, and wait for what comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_selector("main")


def likes(stack: Stack) -> list[Arrival]:
    """What arrived, complete."""
    until(lambda: all(one.complete for one in stack.site.log.of(LIKE_PATH)))
    return stack.site.log.of(LIKE_PATH)


def asked(page: Page) -> bool:
    """Whether the warning page is there."""
    page.wait_for_selector("main")
    return page.locator("h1.heading").count() == 1 and page.locator("button.proceed").count() == 1


def decide(page: Page, decision: str) -> None:
    """Press a button of the warning page."""
    with page.expect_navigation():
        page.click(f"button.{decision}")


def test_a_form_asks_first_and_cancel_leads_back(page: Page, stack: Stack) -> None:
    """The warning fills the tab, nothing is sent, a cancel leads back; a neighbour's form just goes."""
    tap(page, CANDIDATE)
    assert asked(page)
    assert WARNED in page.inner_text("main")
    assert "@walikota_contoh" in page.inner_text("main")
    assert not likes(stack)
    decide(page, "cancel")
    assert page.url == f"{X}nojs"
    assert not likes(stack)
    tap(page, NEIGHBOUR)
    assert page.get_by_test_id("done").is_visible()
    assert len(likes(stack)) == 1


def test_a_form_goes_once_and_as_it_was(page: Page, stack: Stack, direct: Arrival) -> None:
    """What arrives after "proceed" is what arrives without us: method, path, headers, body.

    Reloading what came after it asks anew, and so does going back to a page that was answered.
    """
    tap(page, CANDIDATE)
    assert not likes(stack)
    decide(page, "proceed")
    assert page.get_by_test_id("done").is_visible()
    (through,) = likes(stack)
    assert (through.method, through.path_with_query, through.body) == (
        direct.method,
        direct.path_with_query,
        direct.body,
    )
    assert through.http_version == direct.http_version
    assert told(through) == told(direct)
    page.reload()
    assert asked(page)
    assert len(likes(stack)) == 1
    answered = page.url
    decide(page, "cancel")
    assert page.url == f"{X}nojs"
    page.go_back()
    page.wait_for_url(lambda url: url not in (answered, f"{X}nojs"))
    assert asked(page)
    assert len(likes(stack)) == 1


def told(arrival: Arrival) -> list[tuple[str, str]]:
    """The headers, without the numbers that the site gives each viewer."""
    return [(name, re.sub(r"(?<==)(?:demo)?\d+", "", value)) for name, value in arrival.headers]


def test_a_page_answered_twice_decides_once(page: Page, stack: Stack) -> None:
    """The second answer to the same page sends nothing, and asks anew."""
    tap(page, CANDIDATE)
    token = page.locator("form.to-proceed input").first.get_attribute("value")
    decide(page, "proceed")
    assert len(likes(stack)) == 1
    answer = page.request.post(
        f"{X}i/api{LIKE_PATH}",
        headers={"origin": "https://x.com", "content-type": "application/x-www-form-urlencoded"},
        data=f"jari-netral-page={token}&decision=proceed",
    )
    assert token
    assert token.partition(".")[0] not in answer.text()
    assert "https://jari-netral.x.com/" in answer.text()
    assert len(likes(stack)) == 1


def test_a_link_that_acts(page: Page, stack: Stack) -> None:
    """It is asked about before it is opened; allowed, it is opened once, and back and reload ask anew."""
    page.goto(MBASIC)
    for decision in ("cancel", "proceed"):
        assert page.url == MBASIC
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile("Ikuti Ratna Contoh")).click()
        assert asked(page)
        assert not stack.site.log.of(FOLLOW_PATH)
        decide(page, decision)
    assert FOLLOW_PATH in page.url
    (arrived,) = stack.site.log.of(FOLLOW_PATH)
    assert (arrived.method, arrived.body) == ("GET", b"")
    assert "jari-netral" not in str(arrived.headers) + arrived.path_with_query
    page.reload()
    assert asked(page)
    assert len(stack.site.log.of(FOLLOW_PATH)) == 1
