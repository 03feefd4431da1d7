"""Responses of a platform's own types pass as they come, and are read when they have ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.test.tflow import tflow

from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.limits import Limits
from proxy_addon.own_host import OwnHosts
from proxy_addon.page.tee import Copy, Tee
from proxy_addon.reading import Reader
from proxy_addon.serving import Serving
from proxy_addon.tokens import Tokens
from proxy_addon.visits import begin
from rules.compile import ruleset
from rules.engine import Engine
from rules.model import Record, Response
from rules.registry import Registry

VECTORS = Path(__file__).parents[1] / "vectors" / "reading.json"
RULES: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))["rules"]
HOST = "kicau.example"
CALON = Record(
    "kicau", "", "42", "Budi", "Budi", "demo", "Kota", "kpu-registered", "KPU", date(2026, 1, 1), ""
)  # fmt: skip
PARTS = [b"---\r\n\r\n", b'{"post_id":"7001",', b'"author":{"id":"42"}}', b"\r\n-----\r\n"]


class Kept(Reader):
    """Keeps what it is given to read."""

    def read(self, copy: Copy, response: Response) -> None:
        """Keep the whole body with its response."""
        self.response = Response(response.request, response.status, response.content_type, copy())


@pytest.fixture
def reader() -> Iterator[Kept]:
    """One over an engine that knows the platform and one account of it."""
    engine = Engine({**ruleset(), "platforms": [RULES]}, Registry([CALON]))
    made = Kept(engine, Faults(lambda _: None, lambda _: None), counters(), Limits())
    yield made
    made.close()


def counters() -> Counters:
    """Counts of one day."""
    return Counters(lambda: datetime(2026, 1, 1, tzinfo=UTC), 1)


def streamed(reader: Kept, content_type: str) -> Any:
    """What a response of this type goes through."""
    flow = tflow()
    flow.request = http.Request.make("GET", f"https://{HOST}/feed")
    flow.response = http.Response.make(200, b"", {"content-type": content_type})
    visit = begin(flow, HOST)
    visit.covered = True
    faults = Faults(lambda _: None, lambda _: None)
    own = OwnHosts(frozenset({HOST}))
    Serving(reader._engine, Tokens(9), reader, faults, lambda _: b"", own).prepare(flow, visit)
    return flow.response.stream


def test_parts_pass_at_once_and_are_read_at_the_end(reader: Kept) -> None:
    """Every chunk goes on as it came; what they say together is learned."""
    stream = streamed(reader, 'multipart/mixed; boundary="-"')
    assert isinstance(stream, Tee)
    assert [stream(chunk) for chunk in PARTS] == PARTS
    assert not hasattr(reader, "response")
    assert stream(b"") == ()
    assert [one.item.id for one in reader._engine.study(reader.response).learned] == ["7001"]


@pytest.mark.parametrize("kind", ["text/event-stream", "multipart/x-mixed-replace; boundary=x", "image/png"])
def test_what_is_not_read_is_not_kept(reader: Kept, kind: str) -> None:
    """It streams without us."""
    assert streamed(reader, kind) is True
