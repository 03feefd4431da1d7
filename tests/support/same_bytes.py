"""What holds of every walk through all taps, in any browser: modules with a fixture ``runs`` import it."""

from __future__ import annotations

import pytest

from tests.support.comparing import PARTS, Run
from tests.support.tap_table import FREE, TAPS
from tests.support.taps import Tap
from tests.support.walking import cancel_of


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
