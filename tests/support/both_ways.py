"""A tap decided both ways: cancelled it never arrives, released it arrives once, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from demo.arrivals import Arrival
from demo.server import DemoSite
from tests.support.stack import Stack, dialog, escape, press
from tests.support.taps import Tap, outcome, settled, start


def cancelled(page: Page, site: DemoSite, tap: Tap) -> str:
    """Tap and cancel; the page sees a failure and nothing arrives. What the dialog said."""
    site.log.clear()
    start(page, tap)
    said = dialog(page)
    assert said, "no dialog"
    escape(page)
    assert not outcome(page)["ok"]
    settled(page, site)
    assert not tap.arrived(site)
    return said


def released(page: Page, site: DemoSite, tap: Tap) -> Arrival:
    """Tap and proceed; it arrives exactly once, as the browser sent it into the proxy."""
    site.log.clear()
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    page.on("request", note)
    start(page, tap)
    assert dialog(page), "no dialog"
    settled(page, site)
    assert not tap.arrived(site)
    press(page, "proceed")
    assert outcome(page)["ok"]
    settled(page, site)
    page.remove_listener("request", note)
    (arrival,) = tap.arrived(site)
    bodies = [
        one.post_data_buffer or b"" for one in sent if one.method == arrival.method and tap.path in one.url
    ]
    assert arrival.body in bodies
    return arrival


def toggled(page: Page, site: DemoSite, button: Locator, arrivals: Callable[[], list[Arrival]]) -> None:
    """A button lights up at once; cancelled, it goes dark and nothing arrives; released, it stays, once."""
    for decide, lit, count in ((escape, "false", 0), (partial(press, decision="proceed"), "true", 1)):
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        assert dialog(page), "no dialog"
        decide(page)
        expect(button).to_have_attribute("aria-pressed", lit)
        settled(page, site)
        assert len(arrivals()) == count
        expect(button).to_have_attribute("aria-pressed", lit)


ALL = """taps => Promise.all(taps.map(([kind, id, options]) => demo.act(kind, id, options)))
  .then(outcomes => outcomes.map(({ ok, status }) => [ok, status]))"""


def expired(page: Page, stack: Stack, taps: Sequence[Tap]) -> None:
    """Make all these taps at once, which nobody decides: each fails as the platform's do, none arrives."""
    site = stack.site
    site.log.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack.addon.desk, "_hold_seconds", 1.5)
        outcomes = page.evaluate(ALL, [[tap.kind, tap.id, tap.options] for tap in taps])
    settled(page, site)
    assert [str(tap) for tap, (ok, status) in zip(taps, outcomes, strict=True) if ok or not status] == []
    assert [str(tap) for tap in taps if tap.arrived(site)] == []


def free(page: Page, site: DemoSite, tap: Tap) -> None:
    """Tap; nobody is asked, and it arrives once."""
    site.log.clear()
    start(page, tap)
    assert outcome(page)["ok"], dialog(page, 0.01)
    assert len(tap.arrived(site)) == 1
