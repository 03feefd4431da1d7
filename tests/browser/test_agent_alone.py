"""An agent that alone hears of a held request need not ask for its warning first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from tests.support.played import SECRET, TOKEN, PlayedProxy, claimed, opened, pressed, until
from tests.support.stage import Stage, warning


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


def unanswered(proxy: PlayedProxy) -> None:
    """Let claims wait for ever."""
    serve = proxy._serve

    def keep(route: Route) -> None:
        if route.request.url.endswith("/claim"):
            proxy.asked.append(("claim", route.request.post_data_json or {}))
        else:
            serve(route)

    proxy._context.route("**/*", keep)


def test_agent_that_alone_hears_of_a_hold_shows_it_at_once(
    context: BrowserContext, proxy: PlayedProxy
) -> None:
    """The dialog stands while the claim is still unanswered, and can be decided as ever."""
    page = opened(context)
    unanswered(proxy)
    stage = proxy.hold(page, warning(delay=0), alone=True)
    until(page, lambda: bool(proxy.questions("claim")))
    assert proxy.questions("claim") == [{"token": TOKEN, "id": "h1"}]
    pressed(stage, ".proceed")
    assert proxy.questions("answer") == [{"id": "h1", "secret": SECRET, "decision": "proceed"}]


def test_hold_shown_at_once_closes_where_it_was_decided_meanwhile(
    context: BrowserContext, proxy: PlayedProxy
) -> None:
    """The claim that comes too late takes the dialog away again."""
    page = opened(context)
    proxy.framed = False
    proxy.answers["claim"] = (409, None)
    proxy.tell(page, {"type": "hold", "id": "h1", **(claimed(warning())[1] or {})})
    stage = Stage(page)
    stage.until("root.querySelector('dialog')?.open === false")
    assert len(proxy.questions("claim")) == 1
    assert proxy.questions("decide") == []


def test_hold_told_to_a_window_behind_others_is_claimed_first(
    context: BrowserContext, proxy: PlayedProxy
) -> None:
    """Without the focus nothing is shown before the claim is granted."""
    context.add_init_script("Document.prototype.hasFocus = () => false")
    page = opened(context)
    proxy.answers["claim"] = (409, None)
    proxy.tell(page, {"type": "hold", "id": "h1", **(claimed(warning())[1] or {})})
    until(page, lambda: bool(proxy.questions("claim")) and bool(proxy.polls))
    assert page.evaluate("document.documentElement.children.length") == 2
