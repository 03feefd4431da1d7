"""Outside the window, and for hosts that are not covered, the proxy is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page

from tests.support.clock import AFTER, BEFORE, Clock
from tests.support.origin import trusting
from tests.support.stack import Person, Stack, X, dialog, learned
from tests.support.taps import Tap, launch_straight, outcome, post, settled, start
from tests.support.tunnel import get

pytestmark = pytest.mark.browser

BANK = "https://bank.contoh.test/"
LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")

CLOCK = Clock()
PRODUCT = {"clock": CLOCK}


@pytest.fixture(autouse=True)
def at_present() -> Iterator[None]:
    """Every test begins and ends today."""
    CLOCK.now = None
    yield
    CLOCK.now = None


def shown(stack: Stack, host: str) -> str:
    """The fingerprint of the certificate that a client sees through the proxy."""
    trust = trusting(stack.site.ca_path, stack.proxy.ca.cert_path)
    return get(stack.proxy.port, host, trust, "/mulai").fingerprint


def ours(person: Person) -> list[str]:
    """Where our cookie is."""
    return [cookie["domain"] for cookie in person.context.cookies() if cookie["name"] == "jari-netral"]


def page_of(person: Person, url: str) -> Page:
    """A page that is no feed."""
    page = person.context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("moment", [BEFORE, AFTER])
def test_no_certificate_of_ours_outside_the_window(stack: Stack, moment: datetime) -> None:
    """For every host a client sees the site's own certificate; inside the window it sees another."""
    assert shown(stack, "x.com") != stack.site.certificate_of("x.com")
    CLOCK.now = moment
    for host in stack.site.hosts:
        assert shown(stack, host) == stack.site.certificate_of(host)


@pytest.mark.parametrize("moment", [BEFORE, AFTER])
def test_a_tap_outside_the_window(person: Person, stack: Stack, moment: datetime) -> None:
    """It goes at once; no agent is in the page, no cookie of ours in the browser."""
    CLOCK.now = moment
    responses: list[str] = []
    person.context.on("response", lambda response: responses.append(str(response.headers)))
    page = person.open(f"{X}?csp=none")
    start(page, LIKE)
    assert outcome(page)["ok"]
    assert not dialog(page, 0.01)
    assert len(LIKE.arrived(stack.site)) == 1
    assert not ours(person)
    assert "jari-netral" not in "".join(responses)
    assert "runAgent" not in page_of(person, X).evaluate("async () => (await fetch('/')).text()")
    assert not page.evaluate("() => Boolean(window.__roots)")
    settled(page, stack.site)
    assert not stack.site.log.of("jari-netral")


def test_the_window_opens_for_new_connections(person: Person, another: Person, stack: Stack) -> None:
    """The same site, opened anew once the window is open, is asked about."""
    CLOCK.now = BEFORE
    early = person.open(X)
    start(early, LIKE)
    assert outcome(early)["ok"]
    CLOCK.now = None
    page = another.open(X)
    learned(stack)
    start(page, LIKE)
    assert dialog(page)
    assert ours(another) == [".x.com"]
    page.close()


def test_a_bank_is_never_decrypted(person: Person, stack: Stack) -> None:
    """Within the window, too: its own certificate, its own cookies, its request untouched and never held."""
    for host in ("bank.contoh.test", "lain.contoh.test"):
        assert shown(stack, host) == stack.site.certificate_of(host)
    page = page_of(person, BANK)
    page.click("button")
    page.wait_for_function("() => document.title.startsWith('Terkirim')")
    assert page.title() == "Terkirim 200"
    assert len(stack.site.log.of("/FavoriteTweet", host="bank.contoh.test")) == 1
    assert not ours(person)


def test_a_bank_gets_the_same_bytes_with_and_without_us(
    person: Person, running: tuple[Stack, Browser]
) -> None:
    """Page and request are those of a browser that knows of no proxy."""
    stack, browser = running
    direct = launch_straight(browser.browser_type, stack.site)
    seen = []
    for context in (person.context, direct.new_context(ignore_https_errors=True, locale="id-ID")):
        stack.site.clear()
        page = context.new_page()
        response = page.goto(f"{BANK}?csp=none")
        assert response
        # Each answer has a random nonce of its own.
        text = re.sub(r'nonce="[^"]*"', "", response.text())
        page.click("button")
        page.wait_for_function("() => document.title.startsWith('Terkirim')")
        arrived = [one for one in stack.site.log if "icon" not in one.path]
        seen.append(
            (text, response.headers, [(one.method, one.path, one.headers, one.body) for one in arrived])
        )
    direct.close()
    assert seen[0] == seen[1]
