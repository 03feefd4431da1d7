"""Over HTTP/1.1, too, what arrives is what the browser sent, down to the case of header names."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.comparing import Run, both_runs
from tests.support.same_bytes import test_all_else_is_asked_for_as_ever
from tests.support.tap_table import FREE, TAPS
from tests.support.taps import Tap

pytestmark = pytest.mark.browser

__all__ = ["test_all_else_is_asked_for_as_ever"]

SOME, SOME_FREE = TAPS[::4], FREE[::4]
"""The way of a request is the same for all kinds; this checks the other protocol below it."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> tuple[Run, Run]:
    """What arrived without the proxy, and with it."""
    with both_runs(browser, tmp_path_factory.mktemp("bytes"), (*SOME, *SOME_FREE), h2=False) as (*runs, _):
        without, through = runs
    return without, through


@pytest.mark.parametrize("tap", SOME, ids=str)
def test_released_tap_arrives_once_and_as_it_was_sent(runs: tuple[Run, Run], tap: Tap) -> None:
    """Method, path, query, header names and values in their order, and body: the same bytes, exactly once."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1


@pytest.mark.parametrize("tap", SOME_FREE, ids=str)
def test_what_is_no_tap_on_a_campaign_account_is_never_touched(runs: tuple[Run, Run], tap: Tap) -> None:
    """Undo, telemetry, bookmarks, messages, uploads and other people's posts: no question, the same bytes."""
    without, through = (one[str(tap)] for one in runs)
    assert through == without
    assert len(through) == 1
