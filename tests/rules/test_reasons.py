"""Whoever misses a tap is told why nothing was seen, and which of the rules came nearest."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from rules.bounds import MAX_REQUEST_BODY
from rules.compile import ruleset
from rules.model import Request, Response
from rules.phrases import Phrases
from rules.reasons import Reason, why_nothing
from rules.sites import Sites
from tests.support.kicau import KICAU

SITES = Sites([KICAU, {"platform": "diam", "name": "Diam", "hosts": ["diam.example"]}])
MESSAGES = ruleset()["messages"]


def sent(path: str, body: Any = None, method: str = "POST", **headers: str) -> Request:
    """A request to the made-up platform."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    url = path if "//" in path else f"https://kicau.example{path}"
    return Request(method, url, {k.replace("_", "-"): v for k, v in headers.items()}, raw)


def back(
    body: bytes = b'{"a": 1}', path: str = "/feed", status: int = 200, kind: str = "text/html"
) -> Response:
    """A response to a GET."""
    return Response(sent(path, method="GET"), status, kind, body)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (sent("https://lain.example/like"), Reason("host", {"host": "lain.example"})),
        (sent("https://[/like"), Reason("host", {"host": "?"})),
        (sent("/api/v1/like", method="OPTIONS"), Reason("method", {"method": "OPTIONS"})),
        (sent("/api/like"), Reason("path", {"method": "POST", "platform": "Kicau"})),
        (sent("/api/v1/like", method="PUT"), Reason("path", {"method": "PUT", "platform": "Kicau"})),
        (sent("/api/v1/lihat"), Reason("operation", {"operation": "lihat"})),
        (sent("/api/v1/unlike"), Reason("never", {"why": "undo and receipts"})),
        (sent("/api/v1/like", {"input": {"reaction": 0}}), Reason("never", {"why": "undo"})),
        (
            sent("/api/v1/batch", {"writes": [{"type": "lihat"}]}),
            Reason("condition", {"rule": "kicau.batch-like", "field": "item.type"}),
        ),
        (sent("/api/v1/batch", {"writes": []}), Reason("elements", {"rule": "kicau.batch-like"})),
        (sent("/api/v1/batch", gzip.compress(b"{}")[:-4]), Reason("body")),
        (sent("/api/v1/like", b"x" * (MAX_REQUEST_BODY + 1)), Reason("large", {"limit": MAX_REQUEST_BODY})),
    ],
)
def test_requests(request_: Request, expected: Reason) -> None:
    """A request that is no action has the reason that came nearest to one."""
    assert why_nothing(SITES, request_, None) == [expected]


def test_an_operation_without_a_name() -> None:
    """A request whose operation nobody named says so."""
    spec = {**KICAU, "envelopes": {"api": {"path": "/api/{version}/{x}", "operation_from": "header.x-op"}}}
    assert why_nothing(Sites([spec]), sent("/api/v1/like"), None) == [Reason("nameless")]


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (None, Reason("no_response")),
        (back(), Reason("no_shape", {"documents": 1})),
        (back(b"halo"), Reason("no_documents")),
        (back(status=404), Reason("status", {"status": 404})),
        (back(kind="image/png"), Reason("type", {"type": "image/png"})),
        (back(path="/messages/1"), Reason("private")),
        (back(path="https://diam.example/"), Reason("no_shapes", {"platform": "Diam"})),
    ],
)
def test_responses(response: Response | None, expected: Reason) -> None:
    """A response that taught nothing has one too."""
    request = response.request if response else sent("/feed", method="GET")
    assert why_nothing(SITES, request, response)[1] == expected


def test_a_type_of_the_platforms_own() -> None:
    """A type that a platform reads besides is no reason there; without its word it is."""
    own = Sites([{**KICAU, "read": {"types": ["multipart/mixed"]}}])
    response = back(b'--x\n\n{"a": 1}\n--x--', kind="multipart/mixed; boundary=x")
    assert why_nothing(own, response.request, response)[1] == Reason("no_shape", {"documents": 1})
    assert why_nothing(SITES, response.request, response)[1] == Reason(
        "type", {"type": response.content_type}
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reason_has_a_text(language: str) -> None:
    """Every reason is a sentence in both languages, with its values in it."""
    keys = {
        "host",
        "method",
        "path",
        "operation",
        "nameless",
        "never",
        "condition",
        "elements",
        "body",
        "large",
    }
    keys |= {"no_response", "no_shapes", "private", "status", "type", "no_documents", "no_shape"}
    assert set(MESSAGES[language]["explain"]) == keys
    values = {
        "host": "H",
        "method": "M",
        "platform": "P",
        "operation": "O",
        "why": "W",
        "rule": "R",
        "field": "F",
    }
    values |= {"limit": "1", "status": "2", "type": "T", "documents": "3"}
    phrases = Phrases({"messages": {language: MESSAGES[language]}}, language)
    assert all("{" not in phrases("explain", key, **values) for key in keys)
