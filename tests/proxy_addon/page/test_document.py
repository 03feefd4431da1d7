"""Pages get the agent, everything else is left alone."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import replace
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from proxy_addon.page.document import Exchange, Served, is_navigation, is_page, serve
from proxy_addon.page.inject import Injector
from proxy_addon.page.tee import Copy

SCRIPT = b"agent()"
ELEMENT = b"<script>agent()</script>"
HASH = "'sha256-" + base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode() + "'"
PAGE = b"<!doctype html><html><head><title>t</title></head><body>" + b"<p>text</p>" * 20_000
INJECTED = PAGE.replace(b"<head>", b"<head>" + ELEMENT)
HTML = ("Content-Type", "text/html; charset=utf-8")
HOME = "https://www.example.co/.well-known/jari-netral/"
NAVIGATION = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
EXCHANGE = Exchange("GET", "https://www.example.co/home", NAVIGATION, 200, [HTML])


def through(served: Served, body: bytes, size: int = 1_000) -> bytes:
    """The body as the browser gets it."""
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    pieces = [piece for chunk in [*chunks, b""] for piece in served.stream(chunk)]
    assert all(pieces)
    return b"".join(pieces)


@pytest.mark.parametrize("at", [0, 1, 5])
def test_our_exception_lets_the_page_pass(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Whatever fails while the script is put in, no byte of the page is lost, and it is told once."""
    calls = iter(range(1_000))
    edits = Injector._edits

    def failing(self: Injector, *given: Any) -> Any:
        if next(calls) == at:
            raise KeyError("secret-mark")
        return edits(self, *given)

    monkeypatch.setattr(Injector, "_edits", failing)
    told: list[Exception] = []
    result = serve(EXCHANGE, SCRIPT, failed=told.append)
    assert result
    assert through(result, PAGE, 7).replace(ELEMENT, b"") == PAGE
    assert [type(error) for error in told] == [KeyError]


def served(exchange: Exchange = EXCHANGE) -> Served:
    """A page that is one."""
    result = serve(exchange, SCRIPT)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("method", "asked", "navigation"),
    [
        ("GET", NAVIGATION, True),
        ("POST", {"sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate"}, True),
        ("GET", {"sec-fetch-dest": "frame"}, True),
        ("GET", {}, True),
        ("GET", {"sec-fetch-dest": "empty", "sec-fetch-mode": "navigate"}, True),
        ("GET", {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}, False),
        ("GET", {"sec-fetch-dest": "document", "sec-fetch-mode": "cors"}, False),
        ("GET", {"sec-fetch-dest": "empty"}, False),
        ("GET", {"sec-fetch-dest": "image", "sec-fetch-mode": "no-cors"}, False),
        ("GET", {"sec-fetch-dest": "embed", "sec-fetch-mode": "navigate"}, False),
        ("HEAD", NAVIGATION, False),
        ("PUT", NAVIGATION, False),
    ],
)
def test_only_tabs_and_frames_navigate(method: str, asked: dict[str, str], navigation: bool) -> None:
    """A navigation opens a document; a fetch of HTML is none, a navigation relayed by a service worker is."""
    assert is_navigation(method, asked) is navigation


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({}, True),
        ({"status": 404}, True),
        ({"status": 503}, True),
        ({"status": 300}, True),
        ({"method": "POST"}, True),
        ({"headers": [("content-type", "TEXT/HTML")]}, True),
        ({"headers": [("content-type", "text/plain"), HTML]}, True),
        ({"headers": [HTML, ("content-disposition", "inline; filename=a")]}, True),
        ({"headers": [HTML, ("content-encoding", "zstd")]}, True),
        ({"headers": [HTML, ("content-length", "7")]}, True),
        ({"url": "http://localhost:8080/"}, True),
        ({"method": "HEAD"}, False),
        ({"status": 101}, False),
        ({"status": 204}, False),
        ({"status": 206}, False),
        ({"status": 304}, False),
        ({"status": 302, "headers": [HTML, ("Location", "/")]}, False),
        ({"asked": {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}}, False),
        ({"headers": []}, False),
        ({"headers": [("content-type", "application/xhtml+xml")]}, False),
        ({"headers": [("content-type", "image/svg+xml")]}, False),
        ({"headers": [("content-type", "application/json")]}, False),
        ({"headers": [("content-type", "text/html; charset=UTF-16LE")]}, False),
        ({"headers": [("content-type", "text/html; x=y; Charset=\"utf-16\"")]}, False),
        ({"headers": [HTML, ("Content-Disposition", " Attachment; filename=a.html")]}, False),
        ({"headers": [HTML, ("content-encoding", "dcz")]}, False),
        ({"headers": [HTML, ("content-length", "0")]}, False),
        ({"url": "https://[broken/"}, False),
        ({"url": "https://x:99999/"}, False),
        ({"url": "/relative"}, False),
    ],
)  # fmt: skip
def test_only_shown_html_is_a_page(changes: dict[str, object], page: bool) -> None:
    """A page is HTML that fills a tab or frame; what is none is left alone."""
    exchange = replace(EXCHANGE, **changes)  # type: ignore[arg-type]
    assert is_page(exchange) is page
    assert (serve(exchange, SCRIPT) is not None) is page


def test_the_head_says_what_is_true_of_the_new_body() -> None:
    """Length, coding and digests go, policies are admitted, and all else stays, in its order."""
    headers = [
        ("Server", "x"),
        HTML,
        ("Content-Encoding", "gzip"),
        ("Content-Length", "100"),
        ("ETag", '"1"'),
        ("Content-Security-Policy", "script-src 'self'"),
        ("Digest", "x"),
        ("content-md5", "x"),
        ("Repr-Digest", "x"),
        ("Content-Digest", "x"),
        ("content-security-policy-report-only", "script-src 'self'"),
        ("content-security-policy", "connect-src 'none', script-src 'nonce-a'"),
        ("Set-Cookie", "a=b"),
        ("Set-Cookie", "c=d"),
    ]
    result = served(replace(EXCHANGE, headers=headers))
    assert result.headers == [
        ("Server", "x"),
        HTML,
        ("ETag", '"1"'),
        ("Content-Security-Policy", f"script-src 'self' {HASH}"),
        ("content-security-policy-report-only", "script-src 'self'"),
        (
            "content-security-policy",
            f"connect-src {HOME}, script-src 'nonce-a'",
        ),
        ("Set-Cookie", "a=b"),
        ("Set-Cookie", "c=d"),
    ]
    assert b'<script nonce="a">agent()</script>' in through(result, gzip.compress(PAGE))


def test_chunks_replace_the_length_in_http_1() -> None:
    """Towards HTTP/1.1 a body without a length is sent in chunks, and says so once."""
    length = replace(EXCHANGE, headers=[HTML, ("content-length", "9")], chunked=True)
    assert served(length).headers == [HTML, ("transfer-encoding", "chunked")]
    chunked = [HTML, ("Transfer-Encoding", "chunked")]
    assert served(replace(EXCHANGE, headers=chunked, chunked=True)).headers == chunked
    assert served(replace(length, chunked=False)).headers == [HTML]


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", PAGE),
        ("gzip", gzip.compress(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstandard.compress(PAGE[:70_000]) + zstandard.compress(PAGE[70_000:])),
        ("gzip, zstd", zstandard.compress(gzip.compress(PAGE))),
    ],
)
@pytest.mark.parametrize("size", [13, 5_000, 1_000_000])
def test_the_body_comes_decoded_with_the_script(coding: str, body: bytes, size: int) -> None:
    """Whatever the coding, the browser gets the page with the script, and the learner the page as it was."""
    copies: list[Copy] = []
    headers = [HTML, *[("content-encoding", name) for name in coding.split(",") if name]]
    result = serve(replace(EXCHANGE, headers=headers), SCRIPT, copies.append)
    assert result is not None
    assert through(result, body, size) == INJECTED
    assert result.stream.injected
    assert result.stream.fault is None
    assert [copy() for copy in copies] == [PAGE]


def test_the_first_bytes_go_on_with_the_first_chunk() -> None:
    """A page is not waited for: what has come goes on with the script in it."""
    stream = served().stream
    assert b"".join(stream(PAGE[:30])) == PAGE[:27] + ELEMENT


def test_a_broken_page_ends_early_and_says_so() -> None:
    """The decoded part goes on, held bytes included, and the fault is there for the caller."""
    copies: list[Copy] = []
    exchange = replace(EXCHANGE, headers=[HTML, ("content-encoding", "gzip")])
    result = serve(exchange, SCRIPT, copies.append)
    assert result is not None
    packed = gzip.compress(b"<html><head><p>" + b"x" * 10_000 + b"<unfinished")
    damaged = packed[:-8] + bytes(8)
    out = through(result, damaged, len(packed) - 8)
    assert result.stream.fault == "broken"
    assert out.startswith(b"<html><head>" + ELEMENT)
    assert [copy() for copy in copies] == [out.replace(ELEMENT, b"")]


def test_a_page_over_the_limit_is_served_but_not_kept() -> None:
    """The bound of the copy is no bound of the page."""
    copies: list[Copy] = []
    result = serve(EXCHANGE, SCRIPT, copies.append, limit=1_000)
    assert result is not None
    assert through(result, PAGE) == INJECTED
    assert copies == []


def test_an_empty_chunk_in_the_middle_loses_nothing() -> None:
    """An empty frame within the body is not its end."""
    copies: list[bytes] = []
    result = serve(EXCHANGE, SCRIPT, lambda copy: copies.append(copy()))
    assert result is not None
    out = b"".join(b"".join(result.stream(chunk)) for chunk in (PAGE[:15], b"", PAGE[15:], b""))
    assert out == INJECTED
    assert copies[-1] == PAGE


def test_a_sandboxed_page_is_left_alone() -> None:
    """Where no script can work the response stays as it is."""
    assert serve(replace(EXCHANGE, headers=[HTML, ("content-security-policy", "sandbox")]), SCRIPT) is None


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://WWW.Example.co:443/a?b", "https://www.example.co"),
        ("https://www.example.co:8443/", "https://www.example.co:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_the_address_is_the_page_s_own(url: str, home: str) -> None:
    """The address that a policy gains is on the page's own origin, without its default port."""
    headers = [HTML, ("content-security-policy", "connect-src 'none'")]
    result = served(replace(EXCHANGE, url=url, headers=headers))
    assert result.headers[1][1] == f"connect-src {home}/.well-known/jari-netral/"


def test_a_policy_in_the_page_gains_the_address_too() -> None:
    """A `<meta>` policy that forbids fetches is amended on its way."""
    meta = b"<head><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    amended = (
        b"<head>" + ELEMENT + b"<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
        b'connect-src https://www.example.co/.well-known/jari-netral/">'
    )
    assert through(served(), meta) == amended


def test_an_undeclared_charset_keeps_its_place() -> None:
    """Without a charset in the head of the response, the one in the document stays first."""
    page = b"<head><meta charset=utf-8><p>"
    result = served(replace(EXCHANGE, headers=[("content-type", "text/html")]))
    assert through(result, page) == b"<head><meta charset=utf-8>" + ELEMENT + b"<p>"


@given(
    st.lists(st.binary(max_size=200), max_size=6),
    st.sampled_from(["", "gzip", "br", "zstd", "deflate"]),
    st.text(max_size=40),
)
def test_arbitrary_responses_never_raise(chunks: list[bytes], coding: str, policy: str) -> None:
    """Whatever comes under whatever policy goes on or is left alone."""
    copies: list[Copy] = []
    headers = [HTML, ("content-encoding", coding), ("content-security-policy", policy)]
    result = serve(replace(EXCHANGE, headers=headers), SCRIPT, copies.append)
    if result is not None:
        for chunk in [*chunks, b""]:
            assert all(result.stream(chunk))
    assert all(isinstance(copy(), bytes) for copy in copies)
