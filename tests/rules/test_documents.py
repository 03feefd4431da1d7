"""The JSON of a response is found wherever a platform puts it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_DOCUMENTS
from rules.documents import Reader

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("place", "page", "expected"),
    [
        (
            {"script_type": "application/json"},
            '<script type="application/json" data-x>{"a":1}</script>',
            [{"a": 1}],
        ),
        ({"script_type": "application/json"}, '<SCRIPT TYPE=application/json>{"a":1}</SCRIPT >', [{"a": 1}]),
        ({"script_type": "application/json"}, "<script type='text/javascript'>{}</script>", []),
        (
            {"script_id": "STATE"},
            '<script id="STATE">{"a":1}</script><script id="B">{"b":1}</script>',
            [{"a": 1}],
        ),
        (
            {"after": "var d = "},
            '<script nonce="x">x();var d = {"a":1};var d = [2]</script>',
            [{"a": 1}, [2]],
        ),
        ({"after": "var d = "}, r"<script>var d = '\x7b\x22a\x22:1\x7d';</script>", [{"a": 1}]),
        ({"after": "var d = "}, '<p>var d = {"a":1}</p>', []),
        (
            {"attribute": "data-ft"},
            '<div data-ft="{&quot;a&quot;:1}"></div><i data-ft=\'{"b":2}\'>',
            [{"a": 1}, {"b": 2}],
        ),
        (
            {"element": "x-post"},
            '<x-post id="t3" author="budi">hi</x-post>',
            [{"id": "t3", "author": "budi"}],
        ),
        ({"element": "x-post"}, "<x-post-menu id=a></x-post-menu><x-post id=b>", [{"id": "b"}]),
        (
            {"element": "div", "with": "data-id"},
            "<div></div><div data-id=1 class=x>",
            [{"data-id": "1", "class": "x"}],
        ),
        ({"element": "x-post"}, '<x-post <x-post <x-post "<x-post id=b>', [{"id": "b"}]),
        ({"element": "x-post"}, '<x-post <x-post <x-post <x-post "<x-post id=b>', []),
        ({"element": "code"}, "<code id=a>{&quot;a&quot;:1}</code>", [{"id": "a", "#json": {"a": 1}}]),
    ],
)
def test_in_pages(place: dict[str, str], page: str, expected: list[Any]) -> None:
    """Each kind of place in a page gives the JSON that stands there."""
    body = f"<!doctype html><html><head></head><body>{page}</body></html>".encode()
    assert list(Reader({"html": [place]}).read(body, HTML)) == expected


@pytest.mark.parametrize("kind", ["application/json", HTML, "text/javascript", ""])
def test_json_whatever_its_type(kind: str) -> None:
    """JSON is read as JSON, whatever the content type claims."""
    assert list(Reader({}).read(b'for (;;);{"a":1}\n{"b":2}', kind)) == [{"a": 1}, {"b": 2}]


def test_strings_of_json() -> None:
    """A string is a document only under the keys that the platform names."""
    reader = Reader({"json_strings": ["response"]})
    assert reader.inner("response", '{"a":1}') == {"a": 1}
    assert reader.inner("response", "text") is None
    assert reader.inner("other", '{"a":1}') is None


def test_strings_of_html() -> None:
    """HTML in a string is read like a page, where the platform puts it there."""
    reader = Reader({"html": [{"attribute": "data-x"}], "html_strings": ["html"]})
    assert reader.inner("html", "<p data-x='{\"a\":1}'></p>") == [{"a": 1}]
    assert reader.inner("html", "no tags") is None
    assert reader.inner("other", "<p data-x='{\"a\":1}'></p>") is None


def test_a_guard_before_json_that_holds_html() -> None:
    """A guarded document that is said to be HTML, and holds some, is JSON all the same."""
    assert list(Reader({}).read(b'for (;;);{"html":"<p>"}', HTML)) == [{"html": "<p>"}]


def test_no_script_is_read_twice() -> None:
    """A script that two entries name is read once."""
    reader = Reader({"html": [{"script_type": "application/json"}, {"script_id": "A"}]})
    assert list(reader.read(b'<script id="A" type="application/json">{}</script>', HTML)) == [{}]


def test_scripts_begin_and_end() -> None:
    """A script goes from its tag to the next end tag, in any case; without an end there is none."""
    reader = Reader({"html": [{"after": "="}]})
    page = '<SCRIPT a=">=[1]</Script\n><scripts>=[2]</script><script>=[3]</scripts></script ><script>=[4]'
    assert list(reader.read(b"<p>" + page.encode(), HTML)) == [[1], [3]]
    assert list(reader.read(b"<script>=[1]" * 100_000, HTML)) == []


def test_strings_in_a_list() -> None:
    """Of a list under such a key its strings are taken, and what else is in it stays."""
    reader = Reader({"json_strings": ["edges"]})
    assert reader.inner("edges", ['{"a":1}', "text", 7, ['{"a":1}']]) == [{"a": 1}, "text", 7, ['{"a":1}']]
    assert reader.inner("edges", 7) is None


def test_no_more_parts_than_the_bound() -> None:
    """A body of very many parts is read up to the bound."""
    body = b"--x\n\n{}\n" * (MAX_DOCUMENTS + 1)
    assert len(list(Reader({}).read(body, "multipart/mixed"))) == MAX_DOCUMENTS


@given(st.binary(max_size=300), st.sampled_from([HTML, "application/json", "text/javascript", "multipart/x"]))
def test_total(body: bytes, kind: str) -> None:
    """No body makes the reader raise, or give more than the bound."""
    places = [{"script_type": "a"}, {"script_id": "b"}, {"after": "="}, {"attribute": "c"}, {"element": "d"}]
    reader = Reader({"html": places, "guards": ["x", ""], "json_strings": ["a"], "html_strings": ["b"]})
    for key in "ab":
        reader.inner(key, body.decode("latin-1"))
    for raw in (body, b"--x\n[" + body, b"=[undefined," + body, b"<script>=" + body + b"</script><d " + body):
        assert len(list(reader.read(raw, kind))) <= MAX_DOCUMENTS


PIECES = (
    '<script type="application/json">{"a":1}</script>',
    "<SCRIPT id=state>[1]</SCRIPT >",
    '<script>window.state = {"b":2}; STATE</script>',
    "<code>{}</code>",
    "<lin\u212a rel='x'>{}</link>",
    "<l\u0131nk rel>{}<link/>",
    "<p data-ft='{\"c\":3}'>",
    "<p>window.state</p>",
    "teks",
)
WHERES: tuple[dict[str, str], ...] = (
    {"script_type": "application/json"},
    {"script_id": "state"},
    {"after": "window.state ="},
    {"after": "window.State"},
    {"attribute": "data-ft"},
    {"element": "code"},
    {"element": "link", "with": "rel"},
)


@given(st.lists(st.sampled_from(PIECES), max_size=3), st.lists(st.sampled_from(WHERES), max_size=3))
def test_nothing_is_read_in_a_bare_page(pieces: list[str], wheres: list[dict[str, str]]) -> None:
    """A page is bare only where there is nothing to read; one that has no trace is bare."""
    reader, page = Reader({"html": wheres}), f"<html>{''.join(pieces)}".encode()
    bare = reader.is_bare_page(page, HTML)
    assert not (bare and list(reader.read(page, HTML)))
    assert bare or any(piece != "teks" for piece in pieces)
    assert not reader.is_bare_page(b'{"a": "<p>"}', HTML)
