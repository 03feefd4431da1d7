"""Every way of sending, all at once on one page: held, refused, and released as the very same bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page

from demo.server import DemoSite
from tests.extension.browser.senders import ANSWERED, SENDERS, TARGET, script
from tests.support.comparing import Sent, taken
from tests.support.extended import Dialog, Extended, is_without, press, settled, shown, waiting
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import until

pytestmark = pytest.mark.browser

PATIENT = {"agency": "Kota Contoh", "hold_seconds": 120, "delay_seconds": 0, "grant_minutes": 0}
ADDRESS = f"{X}?csp=none"
BOUNDARY = re.compile(r"----WebKitFormBoundary\w{16}")


@dataclass
class Seen:
    """What a page was told, by way, and what arrived by then."""

    early: list[Sent] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    arrived: list[Sent] = field(default_factory=list)

    def of(self, name: str) -> list[Sent]:
        """What one way sent, with another's boundaries."""
        return [same(one) for one in self.arrived if one[2].endswith(f"?n={name}")]


def same(sent: Sent) -> Sent:
    """Without what differs by itself: boundaries, and a test's language, which reaches some frames late."""
    method, host, path, version, headers, body = sent
    named = [(name, BOUNDARY.sub("boundary", value)) for name, value in headers]
    if "sandboxed" in path:
        named = [one for one in named if one[0] != "accept-language"]
    return (
        method,
        host,
        path,
        version,
        named,
        BOUNDARY.sub("boundary", body.decode("latin-1")).encode("latin-1"),
    )


@pytest.fixture(scope="module")
def runs(person: Extended) -> tuple[Seen, Seen, Seen]:
    """Without the extension; with it, and all cancelled; with it, and all let go."""
    with person.private() as other:
        page = other.open(ADDRESS)
        first = without(page, person.site)
    return first, *held(person)


def without(page: Page, site: DemoSite) -> Seen:
    """Everything is sent by a browser as it is."""
    site.log.clear()
    page.evaluate(script(SENDERS), TARGET)
    seen = ended(page, site)
    assert is_without(page)
    return seen


def held(person: Extended) -> tuple[Seen, Seen]:
    """Everything is sent twice by a browser with the extension, and decided when all of it waits."""
    person.site.clear()
    person.settings(PATIENT)
    page = person.open(ADDRESS)
    person.knows("x", X_POST)
    return decided(page, person.site, "cancel"), decided(page, person.site, "proceed")


def decided(page: Page, site: DemoSite, decision: str) -> Seen:
    """What the page saw, and the site, once all had been held."""
    site.log.clear()
    page.evaluate(script(SENDERS), TARGET)
    all_wait(page)
    settled(page, site)
    early = [one for one in taken(site) if "/favorites/" in one[2]]
    while Dialog.of(page):  # one "proceed" lets go all of the same frame
        if decision == "proceed":
            press(page, "proceed")
        else:
            page.keyboard.press("Escape")
    seen = ended(page, site, all_arrive=decision == "proceed")
    seen.early = early
    return seen


def all_wait(page: Page) -> None:
    """Return when the dialog says that all the others wait behind it."""
    shown(page)
    until(lambda: waiting(page) == len(SENDERS) - 1, 30)


def ended(page: Page, site: DemoSite, *, all_arrive: bool = True) -> Seen:
    """What was told and arrived when nothing is under way any more."""
    if all_arrive:
        wanted = {f"?n={name}" for name in SENDERS}
        until(lambda: wanted <= {f"?{one.query}" for one in site.log.all()}, 20)
    until(lambda: set(ANSWERED) <= set(page.evaluate("window.__told")), 20)
    settled(page, site)
    arrived = [one for one in taken(site) if "/favorites/" in one[2]]
    return Seen(told=page.evaluate("window.__told"), arrived=arrived)


@pytest.mark.parametrize("name", SENDERS)
def test_nothing_arrives_before_the_decision_nor_after_a_no(runs: tuple[Seen, Seen, Seen], name: str) -> None:
    """While it is held, and when it was cancelled, the site hears nothing; the page sees a failure."""
    _, refused, released = runs
    assert not [one for one in refused.early + released.early if one[2].endswith(f"?n={name}")]
    assert refused.of(name) == []
    if name in ANSWERED:
        assert refused.told[name] is False


@pytest.mark.parametrize("name", SENDERS)
def test_what_is_released_is_what_the_browser_sends_by_itself(
    runs: tuple[Seen, Seen, Seen], name: str
) -> None:
    """Once, and in method, address, header names and values in their order, and body the same bytes."""
    straight, _, released = runs
    assert len(straight.of(name)) == 1
    assert released.of(name) == straight.of(name)
    if name in ANSWERED:
        assert released.told[name] is True is straight.told[name]
