"""A warning that fills a tab, in a real browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from proxy_addon.agent.assets import warning_page
from tests.support.stage import ORIGIN, warning

ANSWER = f"{ORIGIN}/.well-known/jari-netral/page"


@pytest.fixture(autouse=True)
def nothing_stays_open(browser: Browser) -> Iterator[None]:
    """What a test opened is closed with it."""
    yield
    for context in browser.contexts:
        context.close()


class Opened:
    """The page under its own policy; ``posted`` is what its forms sent."""

    def __init__(self, browser: Browser, *, scripts: bool = True, **changes: Any) -> None:
        self.posted: list[str | None] = []
        html, policy = warning_page(
            warning(**changes),
            form_action="/.well-known/jari-netral/page",
            field="t",
            token="once",
            back="/b",
        )
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}

        def serve(route: Route) -> None:
            if route.request.url == ANSWER:
                self.posted.append(route.request.post_data)
                route.fulfill(status=200, body="answered")
            else:
                route.fulfill(status=200, headers=headers, body=html)

        self.page: Page = browser.new_context(java_script_enabled=scripts).new_page()
        if scripts:
            self.page.clock.install(time=0)
        self.page.route(f"{ORIGIN}/**", serve)
        self.page.goto(f"{ORIGIN}/act")
        if scripts:
            self.page.clock.pause_at(10)


@pytest.mark.parametrize("decision", ["cancel", "proceed"])
def test_buttons_work_without_scripts(browser: Browser, decision: str) -> None:
    """Each posts the token and its decision."""
    opened = Opened(browser, scripts=False)
    opened.page.locator(f"button.{decision}").click()
    opened.page.wait_for_url(ANSWER)
    assert opened.posted == [f"t=once&decision={decision}"]


def test_cancel_has_the_focus(browser: Browser) -> None:
    """Enter cancels."""
    opened = Opened(browser, scripts=False)
    opened.page.screenshot()  # the browser gives the focus when it first draws the page
    opened.page.locator("button:focus").wait_for()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url(ANSWER)
    assert opened.posted == ["t=once&decision=cancel"]


def test_proceed_waits_for_the_delay(browser: Browser) -> None:
    """With scripts the second button counts down first, and sends nothing until then."""
    opened = Opened(browser, delay=60, seconds=300)
    proceed = opened.page.locator("button.proceed")
    assert proceed.get_attribute("aria-disabled") == "true"
    assert proceed.inner_text() != "Lanjutkan"
    proceed.click(force=True)
    opened.page.clock.run_for(60_000)
    assert proceed.inner_text() == "Lanjutkan"
    assert opened.posted == []
    proceed.click()
    opened.page.wait_for_url(ANSWER)
    assert opened.posted == ["t=once&decision=proceed"]


def test_a_window_that_has_just_come_to_the_front_sends_no_proceed(browser: Browser) -> None:
    """Somebody may have been about to click elsewhere; half a second later it counts."""
    opened = Opened(browser, delay=0, seconds=300)
    proceed = opened.page.locator("button.proceed")
    opened.page.clock.run_for(1_000)
    opened.page.evaluate("dispatchEvent(new Event('focus'))")
    opened.page.clock.run_for(490)
    proceed.click()
    assert opened.posted == []
    opened.page.clock.run_for(20)
    proceed.click()
    opened.page.wait_for_url(ANSWER)
    assert opened.posted == ["t=once&decision=proceed"]


def test_time_runs_out_and_leaves_the_way_back(browser: Browser) -> None:
    """The clock shows in the last minute; after it nothing can be sent, and a link leads back."""
    opened = Opened(browser, delay=0, seconds=300)
    clock = opened.page.locator("#expires")
    assert clock.inner_text() == ""
    opened.page.clock.run_for(260_000)
    assert clock.inner_text().startswith("Otomatis batal dalam")
    opened.page.clock.run_for(40_000)
    assert clock.inner_text() == ""
    assert opened.page.locator("#status").inner_text() == warning()["page"]["expired"]
    assert [button.is_visible() for button in opened.page.locator("button").all()] == [False, False]
    assert opened.page.locator("#back").get_attribute("href") == "/b"
    assert opened.posted == []
