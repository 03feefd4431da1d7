"""The site over the wire: what is logged, how hosts and origins are told apart, how bodies are coded."""

from __future__ import annotations

import json
import time

import pytest

from demo.coding import CODINGS
from demo.server import DemoSite
from tests.demo.conftest import Caller
from tests.demo.test_coding import decode

LIKE = "https://x.com/i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet"
BODY = '{"variables":{"tweet_id":"1990000000001000003"},"queryId":"lI07N6Otwv1PhnEgXILM7A"}'
VOTE = "https://caps.x.com/v2/capi/passthrough/1"


def test_log_holds_exactly_what_was_sent(site: DemoSite, caller: Caller) -> None:
    """Method, host, path with query, version, headers in order and body are logged as they came."""
    caller.send("POST", LIKE + "?a=%20b", BODY, x_second="2", x_first="1")
    (arrival,) = site.log.all()
    assert (arrival.method, arrival.host, arrival.http_version) == ("POST", "x.com", "2")
    assert arrival.path_with_query == LIKE.removeprefix("https://x.com") + "?a=%20b"
    assert (arrival.body, arrival.complete) == (BODY.encode(), True)
    names = [name for name, _ in arrival.headers if name.startswith("x-")]
    assert names == ["x-second", "x-first"]


def test_http1_headers_keep_their_case(site: DemoSite, old_caller: Caller) -> None:
    """Over HTTP/1.1 the names of headers are logged as written."""
    old_caller.send("GET", "https://x.com/", **{"X_MiXed": "1"})
    assert site.log[0].http_version == "1.1"
    assert ("X-MiXed", "1") in site.log[0].headers


@pytest.mark.parametrize("origin", ["https://x.com", "https://api.x.com"])
def test_preflight_of_the_same_platform_is_answered(caller: Caller, origin: str) -> None:
    """A page of the platform may post to its other hosts, with the headers it asks for and with cookies."""
    asked = "authorization,x-csrf-token"
    response, _ = caller.send(
        "OPTIONS",
        VOTE,
        origin=origin,
        access_control_request_method="POST",
        access_control_request_headers=asked,
    )
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers["access-control-allow-headers"] == asked


@pytest.mark.parametrize("origin", ["https://evil.test", "http://x.com", "https://www.instagram.com", "null"])
def test_foreign_origins_get_no_permission(caller: Caller, origin: str) -> None:
    """Pages of anybody else may not read answers."""
    for method in ("OPTIONS", "POST"):
        response, _ = caller.send(method, VOTE, origin=origin)
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("coding", CODINGS)
def test_bodies_come_in_the_coding_asked_for(caller: Caller, coding: str) -> None:
    """The page is the same in every coding (but for its nonce), and says which it has."""
    response, body = caller.send("GET", "https://x.com/mulai", accept_encoding=coding)
    assert response.headers.get("content-encoding", "identity") == coding
    assert b"Situs demo" in decode(body, coding)


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_coding_can_be_forced(caller: Caller, coding: str) -> None:
    """``?enc=`` goes before what the client accepts, for a long feed as well."""
    url = f"https://x.com/i/api/graphql/q/HomeTimeline?enc={coding}&size=300kb"
    response, body = caller.send("POST", url, "{}")
    assert response.headers["content-encoding"] == coding
    plain = decode(body, coding)
    assert len(plain) >= 300_000
    json.loads(plain)


def test_slow_page_sends_its_head_first(caller: Caller) -> None:
    """With ``?slow=`` the first bytes come well before the rest."""
    host = {"host": "x.com", "accept-encoding": "identity"}
    extensions = {"sni_hostname": "x.com"}
    url = f"https://127.0.0.1:{caller.port}/?slow=0.4"
    with caller.client.stream("GET", url, headers=host, extensions=extensions) as response:
        parts = [(part, time.monotonic()) for part in response.iter_raw()]
    assert b"<head>" in parts[0][0]
    assert b"</html>" not in parts[0][0]
    assert parts[-1][1] > parts[0][1]


def test_newcomers_are_signed_in_once(caller: Caller) -> None:
    """A first page sets cookies for the whole platform; those who bring them, and scripts, get none."""
    page, _ = caller.send("GET", "https://x.com/", accept="text/html")
    first, second = page.headers.get_list("set-cookie")
    assert first == "sesi=1; HttpOnly; Domain=x.com; Path=/; Secure; SameSite=None"
    assert second.startswith("ct0=demo00000001; Domain=x.com")
    again, _ = caller.send("GET", "https://x.com/", accept="text/html", cookie="sesi=1")
    script, _ = caller.send("GET", "https://x.com/_demo/x.js")
    bank, _ = caller.send("GET", "https://bank.contoh.test/", accept="text/html")
    for response in (again, script, bank):
        assert "set-cookie" not in response.headers


def test_unknown_hosts_are_refused_and_not_logged(site: DemoSite, caller: Caller) -> None:
    """What a browser asks its maker does not blur the log."""
    response, _ = caller.send("GET", "https://update.contoh.test/")
    assert response.status_code == 421
    assert not site.log.all()


def test_next_actions_fail_when_told(site: DemoSite, caller: Caller) -> None:
    """A failure comes in the platform's shape, is used up, and leaves nothing behind."""
    site.set(fail_next=1, fail_status=503)
    failed, body = caller.send("POST", LIKE, BODY)
    assert (failed.status_code, "errors" in json.loads(body)) == (503, True)
    fine, body = caller.send("POST", LIKE, BODY)
    assert (fine.status_code, json.loads(body)) == (200, {"data": {"favorite_tweet": "Done"}})
