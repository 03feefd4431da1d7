"""Every response streams on; pages get the agent, readable ones are copied, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from mitmproxy import http

from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.limits import Limits
from proxy_addon.own_host import OwnHosts
from proxy_addon.page.tee import Tee
from proxy_addon.reading import Reader
from proxy_addon.serving import Serving
from proxy_addon.tokens import Tokens
from proxy_addon.visits import begin
from tests.support.flows import flow, navigation
from tests.support.small_engine import HOST, SmallEngine

HTML = "text/html; charset=utf-8"


class Counter:
    """Serves responses as the proxy does."""

    def __init__(self) -> None:
        self.engine = SmallEngine()
        counters = Counters(lambda: datetime(2026, 1, 1, tzinfo=UTC), 1)
        faults = Faults(counters.add, lambda _: None)
        self.tokens = Tokens(9)
        self.reader = Reader(self.engine, faults, counters, Limits())
        self.made: list[str] = []
        self.serving = Serving(
            self.engine, self.tokens, self.reader, faults, self.script, OwnHosts(frozenset({HOST}))
        )

    def script(self, token: str) -> bytes:
        """The agent, as short as it gets."""
        self.made.append(token)
        return b"agent()"

    def serve(
        self,
        one: http.HTTPFlow,
        content_type: str,
        status: int = 200,
        *,
        covered: bool = True,
        **headers: Any,
    ) -> http.Response:
        """The response to ``one``, on its way."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        response = http.Response.make(status, b"", {"content-type": content_type, "alt-svc": "h3", **fields})
        del response.headers["content-length"]
        one.response = response
        visit = begin(one, HOST)
        visit.covered = covered
        self.serving.prepare(one, visit)
        return response


@pytest.fixture
def counter() -> Iterator[Counter]:
    """A fresh one."""
    made = Counter()
    yield made
    made.reader.close()


def through(response: http.Response, body: bytes) -> bytes:
    """What becomes of a body on its way."""
    stream: Any = response.stream
    return b"".join(b"".join([*stream(part)]) for part in (body, b""))


def test_a_page_gets_the_agent_with_a_token_of_its_own(counter: Counter) -> None:
    """Each page another token, good for its host; the browser's first page brings a cookie."""
    response = counter.serve(navigation(), HTML, etag="1", cache_control="max-age=60", x_own="1")
    assert through(response, b"<html><head></head></html>") == (
        b"<html><head><script>agent()</script></head></html>"
    )
    counter.serve(navigation(), HTML)
    assert len(set(counter.made)) == 2
    assert counter.tokens.valid(counter.made[0], HOST, "any: it is the first to use it")
    assert response.headers["x-own"] == "1"
    assert (response.headers.get("etag"), response.headers["cache-control"]) == (None, "private, no-cache")
    assert response.headers["set-cookie"].startswith("jari-netral=")


def test_a_page_with_the_agent_bears_a_sign(counter: Counter) -> None:
    """The extension sees by it that it may ask for us; the site's own measurements stay, others bear none."""
    page = counter.serve(navigation(), HTML, server_timing="db;dur=5")
    assert page.headers.get_all("server-timing") == ["db;dur=5", "jari-netral"]
    assert "server-timing" not in counter.serve(flow(), "application/json").headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_frame_of_another_site_gets_the_agent(counter: Counter, site: str) -> None:
    """The page around it cannot reach into it, and may have no agent itself."""
    one = flow(sec_fetch_mode="navigate", sec_fetch_dest="iframe", sec_fetch_site=site)
    assert b"agent()" in through(counter.serve(one, HTML), b"<html><head></head></html>")


def test_a_known_browser_keeps_its_session(counter: Counter) -> None:
    """The token is bound to the cookie that came, and no other is set."""
    response = counter.serve(navigation(cookie="jari-netral=" + "S" * 22), HTML)
    assert "set-cookie" not in response.headers
    assert not counter.tokens.valid(counter.made[0], HOST, "other")
    assert counter.tokens.valid(counter.made[0], HOST, "S" * 22)


def test_a_page_nobody_stores_stays_so(counter: Counter) -> None:
    """What the site says about storing is only made stricter."""
    response = counter.serve(navigation(), HTML, cache_control="no-store, x")
    assert response.headers["cache-control"] == "no-store, x"


@pytest.mark.parametrize(
    ("one", "content_type"),
    [
        (flow(sec_fetch_mode="cors", sec_fetch_dest="empty"), HTML),
        (navigation(), "application/xhtml"),
        (navigation(), "image/png"),
        (flow(), ""),
        (flow(sec_fetch_mode="navigate", sec_fetch_dest="iframe", sec_fetch_site="same-origin"), HTML),
    ],
)
def test_what_is_no_page_gets_no_agent(counter: Counter, one: http.HTTPFlow, content_type: str) -> None:
    """Nor a cookie, nor other headers; only HTTP/3 is never offered."""
    response = counter.serve(one, content_type)
    assert response.headers.fields == ((b"content-type", content_type.encode()),)
    assert response.stream
    assert counter.made == []


def test_readable_responses_are_copied_as_they_pass(counter: Counter) -> None:
    """Unchanged."""
    response = counter.serve(flow(), "application/json")
    assert isinstance(response.stream, Tee)
    assert response.stream(b"chunk") == b"chunk"
    assert counter.serve(flow(), "image/png").stream is True


def test_uncovered_hosts_stream_untouched(counter: Counter) -> None:
    """Not even HTTP/3 is our business there."""
    response = counter.serve(navigation(), HTML, covered=False)
    assert response.stream is True
    assert response.headers["alt-svc"] == "h3"


def test_an_upgraded_connection_is_left_alone(counter: Counter) -> None:
    """WebSockets are no bodies."""
    assert counter.serve(flow(), "", 101).stream is False


def test_our_failure_leaves_the_response_as_it_is(counter: Counter) -> None:
    """It streams on without an agent."""
    counter.engine.failing = {"readable"}
    response = counter.serve(navigation(), HTML)
    assert response.stream is True
    assert "set-cookie" not in response.headers
