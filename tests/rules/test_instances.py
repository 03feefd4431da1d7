"""Where each host has ids of its own, an item of one is no item of another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rules.model import Request, Response
from rules.sites import Sites

SPEC: dict[str, Any] = {
    "platform": "kicau",
    "name": "Kicau",
    "hosts": ["satu.example", "dua.example", "tiga.dua.example"],
    "instances": True,
    "forms": {"post_id": {"chars": "0-9", "max": 5}},
    "actions": [
        {"rule": "like", "kind": "like", "path": "/like/{id}", "targets": [{"post": "path.id"}]},
        {"rule": "follow", "kind": "follow", "path": "/follow", "targets": [{"account": {"id": "json.id"}}]},
    ],
    "hints": [{"post": "path.id", "account": {"handle": "query.by"}}],
    "learn": [{"shape": "post", "has": ["id", "by"], "id": "id", "accounts": [{"id": "by"}]}],
}
SITES, ALONE = Sites([SPEC]), Sites([{**SPEC, "instances": False}])


def asked(host: str, path: str = "/like/7") -> Request:
    """A request at a host."""
    return Request("POST", f"https://{host}{path}", {}, b'{"id": "42"}')


def liked(sites: Sites, host: str) -> tuple[list[str], list[str]]:
    """The posts of a like at a host, and those that its hints are about."""
    [action] = sites.match(asked(host, "/like/7?by=budi"))
    return list(action.posts), [item.id for item, _ in action.hints]


def taught(sites: Sites, host: str) -> list[str]:
    """The items that a response of a host teaches."""
    body = json.dumps({"id": 7, "by": "42"}).encode()
    lesson = sites.learn(Response(asked(host, "/feed"), 200, "application/json", body))
    return [one.item.id for one in lesson.learned]


@pytest.mark.parametrize(
    ("host", "before"),
    [
        ("satu.example", "satu.example/"),
        ("API.satu.example:443", "satu.example/"),
        ("satu.example.", "satu.example/"),
        ("dua.example", "dua.example/"),
        ("a.tiga.dua.example", "tiga.dua.example/"),
    ],
)
def test_items(host: str, before: str) -> None:
    """Requests and responses name items by the nearest of the platform's hosts; forms are of ids alone."""
    assert liked(SITES, host) == ([f"{before}7"], [f"{before}7"])
    assert taught(SITES, host) == [f"{before}7"]


def test_accounts_stay() -> None:
    """Accounts are named as they are."""
    [action] = SITES.match(asked("satu.example", "/follow"))
    assert [account.id for account in action.accounts] == ["42"]


def test_otherwise() -> None:
    """Without it all hosts are one."""
    assert liked(ALONE, "satu.example") == liked(ALONE, "dua.example") == (["7"], ["7"])
    assert taught(ALONE, "dua.example") == ["7"]
