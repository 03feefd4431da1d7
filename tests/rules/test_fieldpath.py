"""Field paths say where a value is, and never fail on the data they walk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_VALUES
from rules.fieldpath import FieldPath

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=25,
)
PATHS = st.lists(st.sampled_from(["a", "b", "c", "[]", "[0]", "[-1]", "*", "**"]), min_size=1, max_size=5)

DOCUMENT = {
    "user": {"id": "1", "name": None, "tags": [{"n": 1}, {"n": 2}, 3]},
    "a.b": "dotted",
    "deep": [{"x": {"end": {"id": "first"}}}, {"end": {"id": "second"}}],
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("user.id", ["1"]),
        ("user.name", []),
        ("user.id.more", []),
        ("user.tags[].n", [1, 2]),
        ("user.tags[0].n", [1]),
        ("user.tags[-1]", [3]),
        ("user.tags[9]", []),
        ("user.*", ["1", [{"n": 1}, {"n": 2}, 3]]),
        ("'a.b'", ["dotted"]),
        ("deep.**.end.id", ["first", "second"]),
        ("**.n", [1, 2]),
        ("missing|user.id", ["1"]),
        ("user.id|user.tags", ["1"]),
        ("missing | 'a.b'", ["dotted"]),
        ("\n missing|\n\tuser.id \r\n", ["1"]),
    ],
)
def test_values(path: str, expected: list[object]) -> None:
    """A path gives the values at its place, in document order, the first alternative that has any."""
    assert FieldPath(path).values(DOCUMENT) == expected
    assert FieldPath(path).present(DOCUMENT) is bool(expected)


@pytest.mark.parametrize("path", ["", "a..b", "a.", ".a", "a[x]", "a b", "a|", "'open", "a[1"])
def test_not_a_path(path: str) -> None:
    """What is no path is refused, with the path in the message."""
    with pytest.raises(ValueError, match="not a field path"):
        FieldPath(path)


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        (
            "form.автор",
            "at 'автор': a key of other characters than A-Z a-z 0-9 _ $ : @ / # - stands in single quotes",
        ),
        ("json.１", "stands in single quotes"),
        ("json.a~b", "at '~b': a key of other characters"),
        ("json.\u3000a", "stands in single quotes"),
        ("json.a[-]", "at '[-]': in brackets stands nothing or a whole number, as in a[], a[0], a[-1]"),
        ("json.a[٣]", "in brackets stands nothing"),
        ("json.a[1234567890]", "in brackets stands nothing"),
        ("json.'a", "a key in single quotes has one character at least, and a quote at its end"),
        ("json.''", "a key in single quotes has one character at least"),
        ("a[].", "at 'its end'"),
    ],
)
def test_what_helps(path: str, remedy: str) -> None:
    """The message says where the path can't be read on, and what may stand there."""
    with pytest.raises(ValueError, match="not a field path") as caught:
        FieldPath(path)
    assert remedy in str(caught.value)


def test_roots_and_ends() -> None:
    """Roots are the keys an object must have one of; ends are the keys that all values stand under."""
    path = FieldPath("a.b[].id|c.*.name")
    assert path.roots == {"a", "c"}
    assert path.ends == {"id", "name"}
    assert FieldPath("a[].b[]|c[0]").ends == {"b", "c"}
    assert [FieldPath(one).ends for one in ("a|b.*", "a.**", "a[][0]", "[0]", "*", ".")] == [None] * 6


def test_never_more_than_the_bound() -> None:
    """However many values there are, at most MAX_VALUES are given."""
    assert len(FieldPath("a[]").values({"a": list(range(10_000))})) == MAX_VALUES
    assert len(FieldPath("**.a").values([{"a": 1}] * 10_000)) == MAX_VALUES


@given(JSON, PATHS)
def test_total(document: object, steps: list[str]) -> None:
    """On any document any path gives a bounded list without null, and never raises."""
    text = "".join(step if step.startswith("[") else f".{step}" for step in steps).lstrip(".")
    values = FieldPath(text).values(document)
    assert len(values) <= MAX_VALUES
    assert None not in values
