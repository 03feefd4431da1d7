"""A request is decoded when a rule asks, and only as far as it asks."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_REQUEST_BODY, MAX_VALUES
from rules.fieldpath import Root
from rules.model import Request
from rules.transform import Platform
from rules.value import Value
from rules.view import ROOTS, View, elements

MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="caption"\r\n\r\nhalo\r\n'
    b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n\xff\xd8\r\n--b--\r\n'
)


def view(body: bytes = b"", url: str = "https://kicau.example/a?x=1&y=2&y=3&z=", **headers: str) -> View:
    """A view of a POST."""
    return View(Request("POST", url, {k.replace("_", "-"): v for k, v in headers.items()}, body), "/a")


def read(of: Root, path: str) -> Any:
    """The raw values at a path of a request."""
    return Value(path, Platform((), {})).raw(of)


@pytest.mark.parametrize(
    ("made", "path", "expected"),
    [
        (view(), "query.x", ["1"]),
        (view(), "query.y[]", ["2", "3"]),
        (view(), "query.z", [""]),
        (view(), "pathname", ["/a"]),
        (view(referer="r"), "header.referer", ["r"]),
        (view(cookie="a=1; b=2=3"), "cookie.b", ["2=3"]),
        (view(b'{"a":{"b":1}}'), "json.a.b", [1]),
        (view(b'{"a":1}'), "form.a", []),
        (view(b"a=1%202&b=3"), "form.a", ["1 2"]),
        (view(b"a=1&a=2"), "form.a[]", ["1", "2"]),
        (view(b"halo"), "text", ["halo"]),
        (view(b"\xff\x00"), "bytes", [b"\xff\x00"]),
        (view(gzip.compress(b"\xff"), content_encoding="gzip"), "bytes", [b"\xff"]),
        (view(gzip.compress(b'{"a":1}'), content_encoding="gzip"), "json.a", [1]),
        (view(gzip.compress(b'{"a":1}')), "json.a", [1]),
        (view(b'{"a":1}', content_encoding="gzip"), "json.a", []),
        (view(b'for (;;);{"a":1}'), "json.a", [1]),
        (view(MULTIPART, content_type="multipart/form-data; boundary=b"), "form.caption", ["halo"]),
        (view(MULTIPART, content_type="multipart/form-data; boundary=b"), "form.photo", []),
        (view(), "nothing.at", []),
    ],
)
def test_roots(made: View, path: str, expected: list[Any]) -> None:
    """Every root gives what the manual says."""
    assert read(made, path) == expected


def test_too_large_is_not_there() -> None:
    """A body beyond the bound, as sent or unfolded, is not looked into."""
    body = json.dumps({"a": "x" * MAX_REQUEST_BODY}).encode()
    assert read(view(body), "json.a") == []
    assert read(view(gzip.compress(body), content_encoding="gzip"), "json.a") == []


def test_lets_are_bound_to_an_envelope() -> None:
    """A let gives an object once it is bound, and one that asks for itself gives nothing."""
    platform = Platform((), {})
    lets = {
        "variables": Value({"from": "form.variables", "via": ["json"]}, platform),
        "me": Value("me.again", platform),
    }
    request = Request("POST", "https://kicau.example/a", {}, b"variables=%7B%22id%22%3A7%7D")
    made = View(request, "/a", {"op": "Like"}, lets)
    assert read(made, "variables.id") == [7]
    assert read(made, "path.op") == ["Like"]
    assert read(made, "me") == []
    assert read(View(request, "/a"), "variables.id") == []


def test_items() -> None:
    """The root `item` is the element at hand; everything else is the request's."""
    platform = Platform((), {})
    one, other = elements(view(b'{"all": [{"a": 1}, {"a": 2}]}'), Value("json.all[]", platform), {})
    assert [read(one, "item.a"), read(other, "item.a")] == [[1], [2]]
    assert read(one, "query.x") == read(other, "query.x") == ["1"]


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "application/json", "multipart/form-data", "multipart/form-data; boundary=b", "x"]),
    st.sampled_from(["", "gzip", "br", "zstd", "lzw"]),
    st.text(max_size=40),
)
def test_total(body: bytes, kind: str, coding: str, junk: str) -> None:
    """No body, header or URL makes a root raise."""
    headers = {"content-type": kind, "content-encoding": coding, "cookie": junk, "referer": junk}
    made = View(Request("POST", "https://kicau.example/?" + junk, headers, body), "/" + junk)
    for root in ROOTS:
        made[root]
    assert len(made["query"] or {}) <= 1_000
    assert all(len(v) <= MAX_VALUES for v in (made["query"] or {}).values() if isinstance(v, list))
