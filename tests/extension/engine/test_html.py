"""Entities are undone as Python's own table has it."""

from __future__ import annotations

import html
from html.entities import html5

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extension.engine.peer import Peer
from tests.support.examples import ONE_FOR_ALL

MANY = settings(max_examples=300, suppress_health_check=ONE_FOR_ALL)
PIECES = st.sampled_from(
    [
        "&",
        "#",
        "x",
        ";",
        "amp",
        "AMP",
        "notit",
        "lt",
        "0",
        "41",
        "128",
        "1114112",
        "55296",
        " ",
        "é",
        "quot",
        "=",
        "65534",
        "12",
        "13",
        "1",
    ]
)


def test_every_name(peer: Peer) -> None:
    """Each of the names of HTML5, with and without what must follow it."""
    text = "|".join(f"&{name}" for name in html5)
    assert peer.ask("unescape", text=text)["found"] == html.unescape(text)


@MANY
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text(peer: Peer, text: str) -> None:
    """Numbers, broken ones too, and names that only begin like one."""
    assert peer.ask("unescape", text=text)["found"] == html.unescape(text)
