"""A tap decided both ways: cancelled it never arrives, released it arrives once, byte for byte."""

from __future__ import annotations

from playwright.sync_api import Page, Request

from demo.arrivals import Arrival
from demo.server import DemoSite
from tests.support.stack import dialog, escape, press
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


def free(page: Page, site: DemoSite, tap: Tap) -> None:
    """Tap; nobody is asked, and it arrives once."""
    site.log.clear()
    start(page, tap)
    assert outcome(page)["ok"], dialog(page, 0.01)
    assert len(tap.arrived(site)) == 1
