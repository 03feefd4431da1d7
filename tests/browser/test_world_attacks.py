"""A page that wants to decide for its person, with all it can do: it can cancel, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.stack import X
from tests.support.taps import ASKING
from tests.support.thief import (
    OWN,
    READ,
    SYNTHETIC,
    Thief,
    end,
)

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, delay_seconds=1)}


def test_a_stolen_token_can_only_cancel(thief: Thief) -> None:
    """It hears, it claims, and "proceed" is refused, in any form and with whatever the page knows."""
    for fields in (
        {"id": thief.hold.id, "decision": "proceed"},
        {"id": thief.hold.id, "decision": "proceed", "secret": thief.token},
        {"id": thief.hold.id, "decision": "released"},
    ):
        assert thief.ask("decide", **fields) == (403, "")
    end(thief)


def test_no_script_reads_the_frame(thief: Thief) -> None:
    """Not fetched, not in an element of any kind, nor in a window; on the site's own host is nothing."""
    for at, text in enumerate(thief.page.evaluate(READ, thief.frame_url)):
        assert "secret" not in text, at
        assert "jari" not in text.lower(), at
    own = thief.frame_url.replace(OWN, X.rstrip("/"))
    for at, text in enumerate(thief.page.evaluate(READ, own)):
        assert "secret" not in text, at
    end(thief)


def test_synthetic_events_decide_nothing(thief: Thief) -> None:
    """The frame hears neither the page's events nor its words, even while it can be seen."""
    thief.show()
    for _ in range(6):
        thief.page.evaluate(SYNTHETIC)
        thief.page.wait_for_timeout(400)
    thief.page.bring_to_front()
    end(thief)
