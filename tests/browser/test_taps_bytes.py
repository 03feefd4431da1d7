"""Over HTTP/2, what arrives is what the browser sent: compared with the same browser straight at the site."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.comparing import PARTS, Run, both_runs
from tests.support.tap_table import FREE, TAPS
from tests.support.taps import Tap

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> tuple[Run, Run]:
    """What arrived without the proxy, and with it."""
    return both_runs(browser, tmp_path_factory.mktemp("bytes"), (*TAPS, *FREE), h2=True)


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
    """Documents, scripts, feeds, comments, preflights; nothing late: the site can't tell we are there."""
    without, through = (one[part] for one in runs)
    assert through == without
    assert through
