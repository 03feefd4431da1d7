"""A value is a path, steps and alternatives."""

from __future__ import annotations

import pytest

from rules.bounds import MAX_ID, MAX_VALUES
from rules.transform import Platform
from rules.value import Spec, Value

PLATFORM = Platform((), {})
ROOT = {
    "a": "1",
    "list": [3, 3, 4.5, None, "x"],
    "code": "ZmVlZGJhY2s6MTI=",
    "empty": "",
    "none": [],
    "long": "x" * 999,
}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("a", ["1"]),
        ("list", ["3", "x"]),
        ("list[]", ["3", "x"]),
        ({"from": "list[]", "take": "first"}, ["3"]),
        ({"from": "code", "via": ["base64", {"after": "feedback:"}]}, ["12"]),
        (["missing", "a"], ["1"]),
        ([{"from": "a", "via": [{"starts": "9"}]}, "list[0]"], ["3"]),
        ({"every": ["a", {"from": "list[]", "take": "first"}, "missing"]}, ["1", "3"]),
        (["missing", {"every": ["missing", "a", "a"]}], ["1"]),
        ({"every": ["missing", ["empty", "a"]]}, []),
        ({"compose": ["a", "list"], "with": "_"}, ["1_3"]),
        ({"compose": ["a", {"from": "list[]", "via": [{"starts": "x"}]}], "with": ":"}, ["1:x"]),
        ({"compose": ["a", "missing"], "with": "_"}, []),
        ({"compose": ["a", "empty"], "with": "_"}, []),
        ([{"compose": ["a", "missing"], "with": "_"}, "a"], ["1"]),
        ({"every": ["a", {"compose": ["a", "a"], "with": "_"}]}, ["1", "1_1"]),
        ({"compose": ["a", {"compose": ["a", "a"], "with": "_"}], "with": "/"}, ["1/1_1"]),
        ({"compose": ["a", "a"], "with": "_" * 255}, []),
        ("empty", []),
        ("missing", []),
        ("long", []),
    ],
)
def test_texts(spec: object, expected: list[str]) -> None:
    """A value gives texts, each once, of the first alternative that has any; too long is none."""
    assert Value(spec, PLATFORM).texts(ROOT) == expected  # type: ignore[arg-type]
    assert Value(spec, PLATFORM).first(ROOT) == (expected or [None])[0]  # type: ignore[arg-type]


def test_presence() -> None:
    """Empty texts, lists and objects count as not there; 0 and false count."""
    root = {"t": "", "l": [], "o": {}, "zero": 0, "no": False}
    assert [Value(name, PLATFORM).present(root) for name in root] == [False, False, False, True, True]


def test_bounds() -> None:
    """There are never more than MAX_VALUES texts, none longer than MAX_ID."""
    texts = Value("a[]", PLATFORM).texts({"a": [f"{n}" * (1 + n) for n in range(1_000)]})
    assert len(texts) <= MAX_VALUES
    assert max(map(len, texts)) <= MAX_ID


def test_long_texts() -> None:
    """What people write may be longer than an id."""
    assert Value("long", PLATFORM).long_texts(ROOT) == ["x" * 999]


def test_named_steps() -> None:
    """A platform's name for several steps stands for them in their order."""
    platform = Platform((), {}, {"post": ["base64", {"after": "feedback:"}]})
    assert Value({"from": "code", "via": ["post", {"starts": "1"}]}, platform).texts(ROOT) == ["12"]


def test_what_is_composed_is_told() -> None:
    """Of a value that composes anything it can be told: no scan of a text finds what it makes."""
    composed = {"compose": ["a", "b"], "with": "_"}
    specs: list[Spec] = [composed, ["a", composed], {"every": ["a", composed]}, {"every": [["b", composed]]}]
    assert all(Value(spec, PLATFORM).composed for spec in specs)
    others: list[Spec] = ["a", ["a", "b"], {"every": ["a", "b"]}]
    assert not any(Value(spec, PLATFORM).composed for spec in others)


def test_ways() -> None:
    """A leaf knows its steps as they are written out, a platform's own names for several included."""
    platform = Platform((), {}, {"post": ["base64", {"after": "feedback:"}]})
    [leaf] = Value({"every": [{"from": "code", "via": ["post", "json"]}]}, platform).leaves
    assert leaf.via == ["base64", {"after": "feedback:"}, "json"]
