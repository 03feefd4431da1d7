"""The frame in a page that keeps it, whatever it says; the proxy is played by the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.support.played import BARE, OWN, PREFIX, SECRET, PlayedProxy, claimed, opened, until
from tests.support.stage import warning

ADDRESS = f"{OWN}{PREFIX}frame?h1"
KEEP = """(address) => {
  window.heard = [];
  addEventListener("message", (event) => heard.push(event.data));
  const frame = Object.assign(document.createElement("iframe"), { src: address });
  frame.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0";
  document.body.append(frame);
}"""
MIDDLE = """(selector) => {
  const box = window.__root?.querySelector(selector)?.getBoundingClientRect();
  return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
}"""


@pytest.fixture
def proxy(browser: Browser) -> Iterator[PlayedProxy]:
    """The other side of a fresh profile."""
    context = browser.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce")
    proxy = PlayedProxy(context)
    proxy.answers["claim"] = claimed(warning(delay=0))
    yield proxy
    context.close()


def kept(proxy: PlayedProxy) -> tuple[Page, Frame]:
    """A page with the frame of a warning, and nothing else of ours."""
    page = opened(proxy._context, BARE)
    page.evaluate(KEEP, ADDRESS)
    until(page, lambda: page.evaluate("heard.includes('ready')"))
    return page, next(frame for frame in page.frames if frame.url == ADDRESS)


def pressed(page: Page, frame: Frame, decision: str) -> None:
    """Press the button for a decision as a person does, until it counts."""
    while place := frame.evaluate(MIDDLE, f".{decision}"):
        page.mouse.move(place[0] - 4, place[1])
        page.wait_for_timeout(100)  # a frame that has just come may not have the first move
        page.mouse.move(*place)
        page.wait_for_timeout(700)
        page.mouse.click(*place)
        page.wait_for_timeout(100)


@pytest.mark.parametrize(("decision", "heard"), [("cancel", "cancel"), ("proceed", "released")])
def test_what_is_decided_here_is_told_from_here(proxy: PlayedProxy, decision: str, heard: str) -> None:
    """Once, with the frame's own secret; the page around it hears what became of it."""
    page, frame = kept(proxy)
    pressed(page, frame, decision)
    until(page, lambda: heard in page.evaluate("heard") and bool(proxy.questions("answer")))
    assert proxy.questions("answer") == [{"id": "h1", "secret": SECRET, "decision": decision}]
    assert page.evaluate("heard").count(heard) == 1


def test_what_did_not_get_through_is_told_once_more(proxy: PlayedProxy) -> None:
    """Where nobody understands it the second time either, the page hears that it failed."""
    proxy.answers["answer"] = (503, None)
    page, frame = kept(proxy)
    pressed(page, frame, "proceed")
    until(page, lambda: "failed" in page.evaluate("heard"))
    assert [told["decision"] for told in proxy.questions("answer")] == ["proceed", "proceed"]
