"""Every kind of action, cancelled and released: what arrives is what Firefox sends without the extension."""

from __future__ import annotations

import pytest

from demo.server import DemoSite
from tests.support.comparing import PARTS, Run
from tests.support.fox import Fox, built, press, shown
from tests.support.tap_table import FREE, TAPS, TAUGHT
from tests.support.taps import Tap
from tests.support.walking import PLACES, Walker, cancel_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """What arrived without the extension, and with it."""
    folder = tmp_path_factory.mktemp("bytes")
    with (
        DemoSite(folder / "site", h2=True) as site,
        Fox.running(site, folder, extension=False) as person,
    ):
        without = walked(person, asked=False)
        for page in person.pages.values():
            page.close()
        person.install(built(folder / "extension"))
        return without, walked(person, asked=True)


def walked(person: Fox, *, asked: bool) -> Run:
    """Open the pages in a container of its own, and walk."""
    person.elsewhere().site.clear()
    for url in PLACES:
        person.at(url)
    if asked:
        person.informed((), TAUGHT)
    return Walker(person.site, person.at, shown, press).walk(asked=asked)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_tap_on_a_campaign_account_is_its_persons_to_decide(runs: tuple[Run, Run], tap: Tap) -> None:
    """While its person is asked, and after a no, nothing of it reaches the site. Released it arrives once:
    method, path, query, header names and values in their order, and body are the same bytes.
    """
    without, through = runs
    assert through[cancel_of(tap)] == []
    assert through[str(tap)] == without[str(tap)]
    assert len(through[str(tap)]) == 1


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
