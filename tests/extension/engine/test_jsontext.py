"""JSON is read as the Python engine reads it: long ids keep their digits, and keys their order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.jsontext import loads
from tests.extension.engine.peer import Peer
from tests.support.examples import ONE_FOR_ALL

MANY = settings(max_examples=200, suppress_health_check=ONE_FOR_ALL)
NUMBERS = st.integers(-(2**70), 2**70) | st.integers(-5, 5) | st.floats()
KEYS = (
    st.text(max_size=3)
    | st.integers(-1, 2**33).map(str)
    | st.sampled_from(["__proto__", "constructor", "01"])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
)


def plain(value: Any) -> Any:
    """A document with the order of its keys, and its numbers as texts."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {"object": [[key, plain(one)] for key, one in value.items()]}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"number": str(value) if isinstance(value, int) else "other"}
    return value


@MANY
@given(VALUES, st.booleans())
def test_documents(peer: Peer, value: Any, ascii_only: bool) -> None:
    """Whatever can be written is read back alike, numbers beyond 2^53 too."""
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert peer.ask("json", text=text)["said"] == json.loads(json.dumps(plain(loads(text))))


@MANY
@given(st.text(alphabet='{}[]"\\,:-+.eE0159aun tfrl\n\t', max_size=12))
def test_what_is_none(peer: Peer, text: str) -> None:
    """What is no document to the one is none to the other."""
    said = peer.ask("json", text=text)["said"]
    found = loads(text)
    assert (None if said == "broken" else said) == json.loads(json.dumps(plain(found)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9007199254740993", {"number": "9007199254740993"}),
        ("18446744073709551615", {"number": "18446744073709551615"}),
        ("18446744073709551616", {"number": "other"}),
        ("-9223372036854775808", {"number": "-9223372036854775808"}),
        ("-9223372036854775809", {"number": "other"}),
        ("-0", {"number": "0"}),
        ("5.0", {"number": "other"}),
        ("5e0", {"number": "other"}),
        ("NaN", {"number": "other"}),
        ("01", "broken"),
        (
            '{"b": 1, "7": 2, "a": 3, "7": 4}',
            {"object": [["b", {"number": "1"}], ["7", {"number": "4"}], ["a", {"number": "3"}]]},
        ),
        ('{"__proto__": []}', {"object": [["__proto__", []]]}),
        ('for (;;);{"a": null}', {"object": [["a", None]]}),
        ("[1] [2]", "broken"),
        ('"\\ud800"', "\ud800"),
        ('"a\tb"', "broken"),
        ("", "broken"),
    ],
)
def test_examples(peer: Peer, text: str, said: Any) -> None:
    """What docs/rules.md says of single documents."""
    assert peer.ask("json", text=text)["said"] == said


def test_depth(peer: Peer) -> None:
    """A document of a million brackets takes no more than it is worth."""
    assert peer.ask("json", text="[" * 1_000_000)["said"] == "broken"
