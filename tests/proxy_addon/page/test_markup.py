"""The tokenizer reads tags, comments and attributes as browsers do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addon.page.markup import Kind, RawText, attributes, quoted, token


@pytest.mark.parametrize(
    ("data", "kind", "end", "name"),
    [
        (b" \r\n\t\f<", Kind.BLANK, 5, b""),
        (b"text", Kind.TEXT, 1, b""),
        (b"< b>", Kind.TEXT, 1, b""),
        (b"<\0b>", Kind.TEXT, 1, b""),
        (b"<!DOCTYPE html>x", Kind.COMMENT, 15, b""),
        (b'<!doctype html public "a>b">', Kind.COMMENT, 25, b""),
        (b"<!---->x", Kind.COMMENT, 7, b""),
        (b"<!-->x", Kind.COMMENT, 5, b""),
        (b"<!--->x", Kind.COMMENT, 6, b""),
        (b"<!-- a > b -- c --!>x", Kind.COMMENT, 20, b""),
        (b"<!--[if IE]><head><![endif]-->x", Kind.COMMENT, 30, b""),
        (b"<![if !IE]>x", Kind.COMMENT, 11, b""),
        (b"<?xml version='1.0'?>x", Kind.COMMENT, 21, b""),
        (b"</ head>x", Kind.COMMENT, 8, b""),
        (b"</>x", Kind.COMMENT, 3, b""),
        (b"<HEAD>x", Kind.START, 6, b"head"),
        (b"<head/>x", Kind.START, 7, b"head"),
        (b"</Head >x", Kind.END, 8, b"head"),
        (b"<header>x", Kind.START, 8, b"header"),
        (b"<html a='>' b=\">\">x", Kind.START, 18, b"html"),
        (b"<html a=b'c>x", Kind.START, 12, b"html"),
        (b"<html 'a>x'>", Kind.START, 9, b"html"),
        (b"<html a=>x", Kind.START, 9, b"html"),
        (b"<html a = '>'\n/ b>x", Kind.START, 18, b"html"),
        (b"<html ='>' x>", Kind.START, 9, b"html"),
        (b"<a'b\">x", Kind.START, 6, b"a'b\""),
    ],
)
def test_tokens_end_where_a_browser_ends_them(data: bytes, kind: Kind, end: int, name: bytes) -> None:
    """Each token has the kind, name and end that the HTML standard gives it."""
    found = token(data, 0)
    assert found is not None
    assert (found.kind, found.end, found.name) == (kind, end, name)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"</",
        b"<!",
        b"<!-",
        b"<!--",
        b"<!-- a --",
        b"<!doctype",
        b"<?x",
        b"<a",
        b"<a b",
        b"<a b=",
        b"<a b='>",
    ],
)
def test_what_is_not_whole_is_no_token_yet(data: bytes) -> None:
    """Without the byte that decides, there is no token."""
    assert token(data, 0) is None


def test_attributes_are_read_as_meant() -> None:
    """Names in lower case, values without quotes and references, and of equal names the first."""
    data = b'xx<META Name = "a&amp;b" content=\'1"2\' CONTENT=3 empty x=&#39;/>'
    found = attributes(data, 2, len(data))
    assert {name: attribute.value for name, attribute in found.items()} == {
        "name": "a&b",
        "content": '1"2',
        "empty": "",
        "x": "'/",
    }
    assert data[found["content"].start : found["content"].end] == b"'1\"2'"
    assert data[found["x"].start : found["x"].end] == b"&#39;/"


@given(st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=40))
def test_a_quoted_value_reads_back(value: str) -> None:
    """A value written into a tag is the value that is read from it."""
    data = b"<meta content=" + quoted(value) + b">"
    found = token(data, 0)
    assert found is not None
    assert found.end == len(data)
    if not any(0x80 <= ord(letter) < 0xA0 for letter in value):  # references to these read as Windows letters
        assert attributes(data, 0, len(data))["content"].value == value


@given(st.binary(max_size=200), st.integers(0, 20))
def test_arbitrary_bytes_make_tokens_or_none(data: bytes, at: int) -> None:
    """No bytes raise, and every token moves on."""
    while (found := token(data, at)) is not None:
        assert at < found.end <= len(data)
        if found.kind is Kind.START:
            attributes(data, at, found.end)
        at = found.end


@pytest.mark.parametrize(
    ("name", "data", "end"),
    [
        (b"title", b"a <b> </titles> </TITLE >", 16),
        (b"style", b"a{}<!-- </style>", 8),
        (b"script", b"x='</scripty>'</script>", 14),
        (b"script", b"<!-- <script> </script> --> </script>", 28),
        (b"script", b"<!-- <script> </script> </script>", 24),
        (b"script", b"<!-- </script>", 5),
        (b"script", b"<!--> <script> </script>", 15),
        (b"script", b"<!---> <script> </script>", 16),
        (b"script", b"<!-- <scripts> </script>", 15),
        (b"script", b"--> <script> </script/", 13),
    ],
)
def test_raw_text_ends_at_its_own_tag(name: bytes, data: bytes, end: int) -> None:
    """The end tag is found past look-alikes, whole and byte by byte."""
    assert RawText(name).find(data, 0) == (end, True)
    raw, held, passed = RawText(name), b"", 0
    for byte in data:
        held += bytes([byte])
        far, ended = raw.find(held, 0)
        passed += far
        if ended:
            break
        held = held[far:]
    assert passed == end
