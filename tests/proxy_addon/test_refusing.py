"""A refusal reaches the page in the platform's shape, and nobody stores it."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_addon.refusing import bare, refused
from rules.model import Refusal
from tests.support.flows import flow

REFUSAL = Refusal(400, {"content-type": "application/json", "x-platform": "1"}, b'{"status":"fail"}')


def test_the_platforms_shape() -> None:
    """Status, headers and body are those of the rule."""
    response = refused(flow("POST"), REFUSAL)
    assert (response.status_code, response.content) == (400, b'{"status":"fail"}')
    assert response.headers["x-platform"] == "1"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-length"] == "17"


@pytest.mark.parametrize("origin", ["https://www.sosial.example", "https://sosial.example:8443"])
def test_a_page_on_another_host_may_read_it(origin: str) -> None:
    """Else the page would see a network failure and its button might hang."""
    headers = refused(flow("POST", origin=origin), REFUSAL).headers
    assert headers["access-control-allow-origin"] == origin
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["vary"] == "Origin"


@pytest.mark.parametrize("headers", [{}, {"origin": "https://sosial.example"}, {"origin": "null"}])
def test_nobody_else_is_invited(headers: dict[str, Any]) -> None:
    """The page itself needs no invitation, and a page without origin gets none."""
    assert "access-control-allow-origin" not in refused(flow("POST", **headers), REFUSAL).headers


def test_the_bare_refusal() -> None:
    """It refuses, and that is all."""
    assert (bare().status_code, bare().content, bare().headers["cache-control"]) == (403, b"", "no-store")
