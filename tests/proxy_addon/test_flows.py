"""Flows read in the engine's terms."""

from __future__ import annotations

from typing import Any

import pytest
from mitmproxy import http

from proxy_addon import flows
from rules.model import Request
from tests.support.flows import flow, navigation


def test_headers_are_joined_as_the_engine_wants_them() -> None:
    """Names in lower case; repeated ones with a comma, cookies with a semicolon."""
    one = flow()
    one.request.headers = http.Headers(
        [(b"X-A", b"1"), (b"Cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-a", b"\xff")]
    )
    assert flows.head_of(one.request) == {"x-a": "1, \udcff", "cookie": "a=1; b=2"}


def test_request_carries_the_body_as_sent() -> None:
    """Compressed bodies stay compressed."""
    one = flow("POST", "/like/calon?x=1", b"\x1f\x8bnot gzip", content_encoding="gzip")
    assert flows.request_of(one).body == b"\x1f\x8bnot gzip"
    assert flows.request_of(one).url == "https://sosial.example/like/calon?x=1"
    assert flows.request_of(one, with_body=False).body == b""


def test_the_same_request_has_the_same_key() -> None:
    """Method, address and body count; headers do not, for a retry may number itself there."""
    request = Request("POST", "https://h/a", {"x": "1"}, b"body")
    assert flows.key_of(request) == flows.key_of(Request("POST", "https://h/a", {"x": "2"}, b"body"))
    others = [
        Request("PUT", "https://h/a", {}, b"body"),
        Request("POST", "https://h/b", {}, b"body"),
        Request("POST", "https://h/a", {}, b"other"),
    ]
    assert len({flows.key_of(one) for one in [request, *others]}) == 4


@pytest.mark.parametrize(
    ("headers", "navigates", "whole"),
    [
        ({"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, True, True),
        ({"sec_fetch_mode": "navigate", "sec_fetch_dest": "empty"}, True, True),
        ({"sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}, True, False),
        ({"sec_fetch_mode": "cors", "accept": "text/html"}, False, False),
        ({"accept": "text/html,*/*"}, True, True),
        ({"accept": "text/html", "x_requested_with": "XMLHttpRequest"}, False, False),
        ({}, False, False),
    ],
)
def test_what_becomes_a_page(headers: dict[str, Any], navigates: bool, whole: bool) -> None:
    """The browser says so; of old browsers we guess by what they accept."""
    request = flow(**headers).request
    assert flows.is_navigation(request) is navigates
    assert flows.is_whole_page(request) is whole


@pytest.mark.parametrize(
    ("headers", "question", "form"),
    [
        ({"origin": "https://sosial.example", "sec_fetch_site": "same-origin"}, True, True),
        ({"origin": "https://sosial.example"}, True, True),
        ({"origin": "https://sosial.example", "sec_fetch_site": "same-site"}, False, False),
        ({"origin": "https://www.sosial.example", "sec_fetch_site": "same-origin"}, False, False),
        ({"origin": "http://sosial.example"}, False, False),
        ({"origin": "https://sosial.example:8443"}, False, False),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, False, True),
        ({"origin": "null", "sec_fetch_site": "cross-site"}, False, False),
        ({"origin": "null"}, False, False),
        ({"sec_fetch_site": "same-origin"}, False, False),
        ({}, False, False),
    ],
)
def test_who_may_ask(headers: dict[str, Any], question: bool, form: bool) -> None:
    """Only pages of the very same origin; a form may hide its origin if the browser vouches for it."""
    one = flow("POST", **headers)
    assert flows.is_same_origin(one) is question
    assert flows.is_own_form(one) is form


def test_origin_names_unusual_ports() -> None:
    """As browsers write it."""
    one = navigation()
    assert flows.origin_of(one) == "https://sosial.example"
    one.request.port = 8443
    assert flows.origin_of(one) == "https://sosial.example:8443"


def test_host_is_in_lower_case() -> None:
    """And without the dot that makes it absolute."""
    assert flows.host_of(flow(host="WWW.Sosial.Example.")) == "www.sosial.example"
