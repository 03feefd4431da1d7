"""Every kind of action, cancelled and released: what arrives is what Firefox sends without the extension."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from demo.server import DemoSite
from tests.extension.browser.test_kinds import PAGES
from tests.support.comparing import AFTER, PARTS, Run, Sent, apart, taken
from tests.support.comparing import PAGES as BEFORE
from tests.support.firefox import Page
from tests.support.fox import Fox, decided, press, shown
from tests.support.tap_table import FREE, TAPS, TAUGHT
from tests.support.taps import HOMES, Tap, outcome, settled, start, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """What arrived without the extension, and with it."""
    folder = tmp_path_factory.mktemp("bytes")
    with DemoSite(folder / "site", h2=True) as site:
        return (
            run(site, folder / "without", extension=False),
            run(site, folder / "with", extension=True),
        )


def run(site: DemoSite, folder: Path, *, extension: bool) -> Run:
    """Open the pages, then make every tap, one after the other; "proceed" where it has to be held."""
    with Fox.running(site, folder, extension=extension) as person:
        site.clear()
        for url in PAGES:
            person.at(url)
        if extension:
            person.informed((), TAUGHT)
        for home in HOMES.values():
            settled(person.at(home), site)
        found: Run = {BEFORE: taken(site)}
        for tap in (*TAPS, *FREE):
            page = person.at(HOMES[tap.face])
            if extension and tap in TAPS:
                decided(page, tap, "proceed")
            else:
                start(page, tap)
                outcome(page)
            until(partial(tap.arrived, site))
            found[str(tap)] = taken(site)
        for home in HOMES.values():
            settled(person.at(home), site)
        found[AFTER] = taken(site)
        # Last, for pages number and sign their attempts.
        for tap in TAPS if extension else ():
            found[f"cancelled {tap}"] = cancelled(site, person.at(HOMES[tap.face]), tap)
    return apart(found)


def cancelled(site: DemoSite, page: Page, tap: Tap) -> list[Sent]:
    """What arrived of a tap that its person cancelled, of which the page saw that it failed."""
    start(page, tap)
    shown(page)
    settled(page, site)
    press(page, "cancel")
    assert not outcome(page)["ok"]
    settled(page, site)
    arrived = [(one.method, one.path_with_query) for one in tap.arrived(site)]
    return [one for one in taken(site) if (one[0], one[2]) in arrived]


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_nothing_arrives_before_the_decision_or_after_a_cancel(runs: tuple[Run, Run], tap: Tap) -> None:
    """While its person is asked, and after a no, nothing of it reaches the site."""
    assert runs[1][f"cancelled {tap}"] == []


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_released_tap_arrives_once_and_as_it_was_sent(runs: tuple[Run, Run], tap: Tap) -> None:
    """Method, path, query, header names and values in their order, and body: the same bytes, exactly once."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1


@pytest.mark.parametrize("tap", FREE, ids=str)
def test_what_is_no_tap_on_a_campaign_account_is_never_touched(runs: tuple[Run, Run], tap: Tap) -> None:
    """Undo, telemetry, bookmarks, messages, uploads and other people's posts: no question, the same bytes."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1


@pytest.mark.parametrize("part", PARTS)
def test_all_else_is_asked_for_as_ever(runs: tuple[Run, Run], part: str) -> None:
    """Documents, scripts, feeds, preflights; nothing late, and no request of the extension's own."""
    without, through = (one[part] for one in runs)
    assert through == without
    assert through
