"""When the extension looks next."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.updates_client import Node

MINUTE = 60_000


def delay(node: Node, failures: int, *kinds: str, random: float = 0.5, after: str | None = None) -> Any:
    """Failures and minutes after a look that ended so."""
    question = {
        "failures": failures,
        "kinds": kinds,
        "random": random,
        "retryAfter": after,
        "now": 1_000_000_000_000,
    }
    found = node.ask({"store": "/nowhere", "ask": "next", **question})["answer"]
    return found["failures"], found["delay"] / MINUTE


@pytest.mark.parametrize(("random", "minutes"), [(0, 22.5), (0.5, 30), (1, 37.5)])
def test_looks_are_spread(node: Node, random: float, minutes: float) -> None:
    """Half an hour, more or less by a quarter; also after data that was refused."""
    assert delay(node, 3, random=random) == (0, minutes)
    assert delay(node, 3, "signature", "jump", "stored", random=random) == (0, minutes)


def test_the_first_look_comes_within_a_minute(node: Node) -> None:
    """All browsers that start at eight do not come at eight."""
    asked = [{"store": "/nowhere", "ask": "first", "random": random} for random in (0, 0.25, 1)]
    assert [node.ask(question)["answer"] / MINUTE for question in asked] == [0, 0.25, 1]


def test_silence_is_asked_again_soon_then_less_often(node: Node) -> None:
    """Two minutes, doubled with each failure, never more than the ordinary half hour."""
    assert [delay(node, n, "unreachable") for n in range(6)] == [
        (1, 2),
        (2, 4),
        (3, 8),
        (4, 16),
        (5, 30),
        (6, 30),
    ]
    assert delay(node, 2_000, "slow") == (2_001, 30)
    assert delay(node, 0, "disk", random=0) == (1, 1.5)


def test_a_busy_server_gets_rest(node: Node) -> None:
    """Half an hour, doubled up to four hours; what the server asks for counts more, up to a day."""
    assert [delay(node, n, "busy")[1] for n in (0, 1, 2, 3, 9)] == [30, 60, 120, 240, 240]
    assert delay(node, 0, "busy", after="7200", random=0) == (1, 120)
    assert delay(node, 0, "busy", after="7200", random=1) == (1, 150)
    assert delay(node, 5, "busy", after="0", random=0) == (6, 2)
    assert delay(node, 0, "busy", after="999999999", random=0) == (1, 1440)
    assert delay(node, 0, "busy", after="Sun, 09 Sep 2001 02:46:40 GMT", random=0) == (1, 60)
    assert delay(node, 0, "busy", after="Fri, 01 Jan 1999 00:00:00 GMT", random=0) == (1, 2)
    assert delay(node, 0, "busy", after="soon") == (1, 30)
