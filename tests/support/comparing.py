"""One round of taps made twice by the same browser: straight at the site, and through the proxy.

Through the proxy, "proceed" is chosen for every tap that has to be held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser

from demo.server import DemoSite
from tests.support.stack import Person
from tests.support.tap_table import TAPS, informed, walk
from tests.support.taps import (
    HOMES,
    Tabs,
    Tap,
    decided,
    launch_straight,
    outcome,
    product,
    settled,
    start,
    until,
)

type Sent = tuple[str, str, str, str, list[tuple[str, str]], bytes]
"""Method, host, path with query, HTTP version, headers in order, body."""
type Run = dict[str, list[Sent]]
"""What arrived by tap; under ``PAGES`` before the first, under ``AFTER`` after the last."""

ICON = "/_demo/icon.svg"
"""A browser fetches it when it finds the time, and not at all for a page that is left at once."""

PAGES, AFTER, PREFLIGHTS = PARTS = ("pages", "after", "preflights")


@contextmanager
def both_runs(
    browser: Browser, folder: Path, taps: Sequence[Tap], *, h2: bool
) -> Iterator[tuple[Run, Run, Tabs]]:
    """The run without the proxy, the run through it, and the tabs of the latter for what comes after it."""
    with product(browser, folder, h2=h2) as stack:
        straight = launch_straight(browser.browser_type, stack.site)
        context = straight.new_context(ignore_https_errors=True, locale="id-ID")
        without = run(Tabs(Person(context, stack)), taps, proxied=False)
        straight.close()
        tabs = Tabs(stack.person(browser))
        yield without, run(tabs, taps, proxied=True), tabs


def run(tabs: Tabs, taps: Sequence[Tap], *, proxied: bool) -> Run:
    """Open the pages, then make every tap, one after the other."""
    site = tabs.person.stack.site
    site.clear()
    site.set(kept=0)
    (informed if proxied else walk)(tabs)
    found: Run = {PAGES: taken(site)}
    for tap in taps:
        page = tabs.at(HOMES[tap.face])
        if proxied and tap in TAPS:
            decided(page, tap, "proceed")
        else:
            start(page, tap)
            outcome(page)
        until(partial(tap.arrived, site))
        found[str(tap)] = taken(site)
    for home in HOMES.values():
        settled(tabs.at(home), site)
    found[AFTER] = taken(site)
    return apart(found)


def taken(site: DemoSite) -> list[Sent]:
    """What has arrived since this was last asked but icons, all of it complete, in a fixed order."""
    assert site.log.wait(lambda items: all(item.complete for item in items))
    items = [item for item in site.log.all() if item.path != ICON]
    site.log.clear()
    return sorted(
        (item.method, item.host, item.path_with_query, item.http_version, item.headers, item.body)
        for item in items
    )


def apart(found: Run) -> Run:
    """Preflights apart, each once: browsers remember their answers for seconds, so time tells how many."""
    preflights: list[Sent] = []
    for name, sent in found.items():
        found[name] = [one for one in sent if one[0] != "OPTIONS"]
        preflights += [one for one in sent if one[0] == "OPTIONS"]
    return found | {PREFLIGHTS: [one for one, _ in groupby(sorted(preflights))]}
