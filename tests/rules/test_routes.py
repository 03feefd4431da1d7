"""Routes are found by method, host and path, and rules by operation, without asking the others."""

from __future__ import annotations

from typing import Any

import pytest

from rules.match import Matcher
from rules.model import Request
from rules.routes import Ways, route
from rules.sites import Sites
from rules.transform import Platform
from rules.view import View
from tests.support.kicau import KICAU

PLATFORM = Platform(("kicau.example",), {})


def found(paths: list[str], path: str, host: str = "kicau.example", **more: Any) -> list[dict[str, str]]:
    """The named parts with which a route of these templates listens at a path."""
    ways = Ways()
    ways.add(route({"path": paths, **more}, PLATFORM))
    return [parts for _, parts in ways.at(host, path)]


@pytest.mark.parametrize(
    ("paths", "path", "expected"),
    [
        (["/like"], "/like/", [{}]),
        (["/like"], "/likes", []),
        (["/a/{x}"], "/a/1", [{"x": "1"}]),
        (["/a/{x}"], "/a/1%2F2/", [{"x": "1/2"}]),
        (["/a/{x}"], "/a/1/2", []),
        (["/a/{x}"], "/a/", []),
        (["/a/{x...}"], "/a/1/2", [{"x": "1/2"}]),
        (["/@{x}/{y}"], "/@budi/7", [{"x": "budi", "y": "7"}]),
        (["/a/{x...}", "/{y}/1", "/a/{z}", "/a/1"], "/a/1", [{}, {"z": "1"}, {"y": "a"}, {"x": "1"}]),
    ],
)
def test_by_path(paths: list[str], path: str, expected: list[dict[str, str]]) -> None:
    """Templates that match are found in the order that the manual gives them, each time again."""
    assert found(paths, path) == expected


def test_by_host() -> None:
    """A route with hosts of its own listens at these and below them."""
    assert found(["/like", "/{x}"], "/like", "api.kicau.example", hosts=["api.kicau.example"])
    assert not found(["/like", "/{x}"], "/like", "kicau.example", hosts=["api.kicau.example"])


def test_only_rules_that_may_apply_are_asked() -> None:
    """Of a batch's rules those stay that want what an element has; look-alikes and rules are told apart."""
    matcher: Matcher = Sites([KICAU]).all[0].matcher
    [(api, parts)] = matcher.routes("POST", "kicau.example", "/api/v1/batch")
    batch = api.taking(("batch",))
    assert (batch.never, len(batch.rules)) == ([], 2)
    for body, able in ((b'{"writes":[{"type":"follow"}]}', ["batch-follow"]), (b'{"writes":[{}]}', [])):
        view = View(Request("POST", "https://kicau.example/api/v1/batch", {}, body), "/", parts, api.lets)
        assert [rule.name for rule in batch.able(view, {})] == able
    assert [len(api.taking(("unlike",)).never), api.taking(("unlike",)).rules] == [1, []]
