"""The engine comes to what the manual says, whatever is in a request: it is only faster."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.model import Request
from rules.sites import Sites
from tests.rules.test_vectors import ASKED, request_of, sites
from tests.support import plainly
from tests.support.kicau import KICAU

REQUESTS = [request_of(case["request"]) for _, case in ASKED]
SCRAPS = [
    b"&", b"=", b"%", b"+", b"%26", b"%7B", b"%zz", b"\xff", b"\xc3\xa9", b"null", b"0", b"1", b"2", b'"0"',
    b'"', b"[", b"]", b"{", b"}", b",", b":", b"\\ud800", b"\n", b"for (;;);", b"type=0",
    b"&variables=", b"item",
]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn) -> Request:
    """A request of the vectors, its body and its query cut, patched, encoded anew, or joined with others."""
    request = draw(st.sampled_from(REQUESTS))
    body = request.body
    for _ in range(draw(st.integers(0, 4))):
        body = draw(st.sampled_from([cut, patched, escaped, doubled, joined]))(draw, body)
    url = request.url
    if "?" in url and draw(st.booleans()):
        head, _, query = url.partition("?")
        url = f"{head}?{patched(draw, query.encode()).decode('utf-8', 'replace')}"
    return Request(request.method, url, request.headers, body)


def place(draw: st.DrawFn, body: bytes) -> int:
    """A place in ``body``."""
    return draw(st.integers(0, len(body)))


def cut(draw: st.DrawFn, body: bytes) -> bytes:
    """Without a few bytes."""
    at = place(draw, body)
    return body[:at] + body[at + draw(st.integers(1, 9)) :]


def patched(draw: st.DrawFn, body: bytes) -> bytes:
    """With something put in, or in the place of as much."""
    at, scrap = place(draw, body), draw(st.sampled_from(SCRAPS))
    return body[:at] + scrap + body[at + draw(st.sampled_from([0, len(scrap)])) :]


def escaped(draw: st.DrawFn, body: bytes) -> bytes:
    """With one byte percent-encoded."""
    at = place(draw, body)
    return body[:at] + (b"%%%02x" % body[at] if body[at:] else b"") + body[at + 1 :]


def doubled(draw: st.DrawFn, body: bytes) -> bytes:
    """With one field twice."""
    return body + b"&" + draw(st.sampled_from(body.split(b"&")))


def joined(draw: st.DrawFn, body: bytes) -> bytes:
    """With another request's body in it."""
    at = place(draw, body)
    return body[:at] + draw(st.sampled_from(REQUESTS)).body + body[at:]


def same(found: Sites, request: Request) -> None:
    """Both ways come to the same actions, and the head alone doesn't deny them."""
    expected = plainly.actions(found, request)
    assert found.match(request) == expected
    if expected:
        assert found.interesting(Request(request.method, request.url, request.headers))


def test_of_the_vectors() -> None:
    """Both come to the same for every request of the vectors."""
    assert len(ASKED) > 800
    for (name, _), request in zip(ASKED, REQUESTS, strict=True):
        try:
            same(sites(), request)
        except AssertionError as error:
            error.add_note(name)
            raise


@settings(max_examples=300)
@given(spoiled())
def test_of_spoiled_requests(request: Request) -> None:
    """Both come to the same for requests that nobody would send."""
    same(sites(), request)


MADE_UP = Sites([KICAU])
OPERATIONS = st.sampled_from(["like", "unlike", "send", "batch", "tagPhoto", "storySeen", "x%2Fy", ""])
BODIES = st.binary(max_size=60) | st.sampled_from(
    [
        b'{"writes":[{"type":"like","id":1},{"type":"follow","id":"2"},{"type":["like","follow"],"id":3}]}',
        b'{"input":{"id":1,"reaction":[0,1],"text":"@a @b","photos":[0]}}',
        b"id=1&name=%40budi&id=2",
        b"owner=-5&id=7&name=budi,sari",
    ]
)


@given(OPERATIONS, BODIES, st.sampled_from(["POST", "PUT", "GET", "HEAD"]), st.text(max_size=20))
def test_of_a_platform_with_every_word(operation: str, body: bytes, method: str, junk: str) -> None:
    """Both come to the same on a platform that uses every word of the language."""
    headers = {"cookie": f"me=u={junk}", "x-op": junk, "referer": f"https://kicau.example/budi/post/{junk}"}
    for path in (f"/api/v1/{operation}", f"/users/{junk}/follow/", "/follow", "/vote"):
        for sent in (headers, {"cookie": "me=u=1"}):
            same(MADE_UP, Request(method, f"https://www.kicau.example{path}?owner={junk}", sent, body))
