"""One field of a form is what it would be if the whole form were decoded."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_VALUES
from rules.urlencoded import MAX_FIELDS, Fields, decoded, percent_decoded

ALPHABET = "ab=&+%6126\u00e9\udc80\U0001f600 \n\r_:[]"
NAMES = ["a", "b", "ab", "a b", "b:", "a[]", "é", "%", "", "_", "="]


def field_by_field(raw: bytes) -> dict[str, str | list[str]]:
    """Every field, by the standard library alone."""
    fields: dict[str, list[str]] = {}
    for pair in raw.decode("utf-8", "replace").split("&") if raw.count(b"&") < MAX_FIELDS else []:
        if pair:
            name, _, value = pair.partition("=")
            fields.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return {name: values[:MAX_VALUES] if len(values) > 1 else values[0] for name, values in fields.items()}


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (b"a=1&b=2", "b", "2"),
        (b"a=1&b=2", "c", None),
        (b"aa=1&a=2", "a", "2"),
        (b"a", "a", ""),
        (b"b=2&a", "a", ""),
        (b"a=1&a=&a", "a", ["1", "", ""]),
        (b"%61=1", "a", "1"),
        (b"x%3Ay=1", "x:y", "1"),
        (b"x%3ay=1", "x:y", "1"),
        (b"a%2=1", "a%2", "1"),
        (b"a+b=1", "a b", "1"),
        (b"a=%7B%22x%22%3A1%7D+%2B", "a", '{"x":1} +'),
        (b"a=%C3%A9", "a", "\u00e9"),
        (b"a=%C3", "a", "\ufffd"),
        (b"a=\xc3\xa9%C3", "a", "\u00e9\ufffd"),
        (b"a=1=2", "a", "1=2"),
        (b"a=%zz%4", "a", "%zz%4"),
        (b"a=%\n12", "a", "%\n12"),
        (b"a=%\r\n12", "a", "%\r\n12"),
        (b"&".join([b"a=1"] * 100), "a", ["1"] * MAX_VALUES),
        (b"&" * MAX_FIELDS + b"a=1", "a", None),
    ],
)
def test_one_field(raw: bytes, name: str, expected: str | list[str] | None) -> None:
    """A field is found by its name, however it is written, with all its values."""
    assert Fields(raw).get(name) == expected
    assert Fields(raw).all().get(name) == expected


@given(st.lists(st.text(ALPHABET, max_size=8).map(lambda t: t.encode("utf-8", "surrogatepass")), max_size=6))
def test_one_field_is_as_in_the_whole(pairs: list[bytes]) -> None:
    """Of any text, every field is the one that decoding all of it gives."""
    raw = b"&".join(pairs)
    whole = field_by_field(raw)
    assert Fields(raw).all() == whole
    fields = Fields(raw)
    for name in [*NAMES, *whole]:
        assert fields.get(name) == whole.get(name)


@given(st.binary(max_size=40) | st.text(ALPHABET, max_size=40).map(lambda t: t.encode("utf-8", "replace")))
def test_values_of_any_bytes(raw: bytes) -> None:
    """A value is what the standard library makes of it."""
    assert decoded(raw) == unquote_plus(raw.decode("utf-8", "replace"))


@given(st.text(max_size=40) | st.text(ALPHABET, max_size=40))
def test_percent_encoded_text(text: str) -> None:
    """So is percent-encoded text, and what was encoded comes back."""
    assert percent_decoded(text) == unquote(text)
    assert decoded(quote_plus(text, errors="replace").encode()) == text.encode("utf-8", "replace").decode()
