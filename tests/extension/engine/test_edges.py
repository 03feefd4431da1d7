"""At every bound, on either side of it, both engines say the same."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

from rules.bounds import (
    MAX_DOCUMENTS,
    MAX_ID,
    MAX_JSON_DEPTH,
    MAX_LEARNED,
    MAX_REQUEST_BODY,
    MAX_STEPS,
    MAX_STRING,
    MAX_VALUES,
)
from rules.model import Request, Response
from rules.sites import Sites
from tests.extension.engine.peer import Peer, learned, matched

PLATFORM: dict[str, Any] = {
    "platform": "kicau",
    "name": "Kicau",
    "hosts": ["kicau.example"],
    "actions": [
        {
            "rule": "batch",
            "kind": "like",
            "path": "/batch",
            "each": "json.items[]",
            "targets": [{"post": "item.id"}],
        },
        {
            "rule": "any",
            "kind": "post",
            "path": "/any",
            "targets": [
                {"post": {"from": "json.ids[]", "via": [{"after": ":"}]}, "account": {"id": "json.**.who"}},
                {"comment": "query.id", "room": "form.id"},
                {"question": {"every": ["json.a[]", "json.b[]"]}},
            ],
            "text": "json.text",
            "media": {"from": "text", "via": ["mentions"]},
        },
    ],
    "read": {"json_strings": ["inner"]},
    "learn": [
        {
            "shape": "post",
            "has": ["id"],
            "id": "id",
            "accounts": [{"id": "by"}, {"each": "all[]", "id": "id"}],
        }
    ],
}
SITES = Sites([PLATFORM])


def sent(body: Any, path: str = "/any", **headers: str) -> Request:
    """A request with this body."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("POST", f"https://kicau.example{path}", headers, raw)


def around(bound: int) -> list[int]:
    """Numbers on both sides of a bound."""
    return [bound - 1, bound, bound + 1]


@cache
def requests() -> dict[str, Request]:
    """Requests at a bound and on either side of it, by what they are."""
    return {
        **{
            f"batch of {n}": sent({"items": [{"id": n} for n in range(n)]}, "/batch")
            for n in around(MAX_VALUES)
        },
        **{
            f"{n} ids, all with the mark": sent({"ids": [f"x:{n}" for n in range(n)]})
            for n in around(MAX_VALUES)
        },
        "the mark beyond the bound": sent({"ids": ["x"] * MAX_VALUES + ["x:1"]}),
        **{f"id of {n}": sent({"ids": ["x:" + "a" * n, "x:" + "😀" * n]}) for n in around(MAX_ID)},
        **{f"text of {n}": sent({"text": "ä" * n}) for n in around(MAX_STRING)},
        **{f"text of {n} beyond 16 bits": sent({"text": "😀" * n}) for n in around(MAX_STRING)},
        **{f"{n} places": sent({"l": [[]] * (n - 3) + [{"who": "5"}]}) for n in around(MAX_STEPS)},
        **{
            f"{n} parts": sent(b"&".join([b"id=5"] * n), "/any?" + "&".join(["id=5"] * n))
            for n in around(1000)
        },
        "parts that are empty": sent(b"&" * 1000 + b"id=5", "/any?" + "&" * 998 + "id=5"),
        **{
            f"body of {n}": sent(b"id=" + b"5" * 9 + b"&a=" + b"x" * (n - 15))
            for n in around(MAX_REQUEST_BODY)
        },
        **{
            f"gzip of {n}": sent(gzip.compress(b"id=5&a=" + b"x" * (n - 7)), **{"content-encoding": "gzip"})
            for n in around(MAX_REQUEST_BODY)
        },
        "two lists that count together": sent({"a": list(range(60)), "b": list(range(50, 120))}),
        "mentions beyond the bound": sent(("@a " * MAX_VALUES + "@b").encode()),
    }


def nested(value: Any, times: int) -> Any:
    """A value within so many lists."""
    for _ in range(times):
        value = [value]
    return value


def answered(body: Any) -> Response:
    """A response with this body."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(Request("GET", "https://kicau.example/feed"), 200, "application/json", raw)


POST = {"id": "7", "by": "42"}


@cache
def responses() -> dict[str, Response]:
    """Responses at a bound and on either side of it, by what they are."""
    return {
        **{f"depth {n}": answered(nested(POST, n)) for n in around(MAX_JSON_DEPTH)},
        **{
            f"depth {n}, half of it in a text": answered(
                nested({"inner": json.dumps(nested(POST, n - 101))}, 100)
            )
            for n in around(MAX_JSON_DEPTH)
        },
        **{
            f"{n} documents": answered(b"[]\n" * (n - 1) + json.dumps(POST).encode())
            for n in around(MAX_DOCUMENTS)
        },
        **{f"{n} posts": answered([{"id": n, "by": "42"} for n in range(n)]) for n in around(MAX_LEARNED)},
        **{
            f"{n} accounts": answered({"id": 7, "all": [{"id": n} for n in range(n)]})
            for n in around(MAX_VALUES)
        },
        "accounts in two objects": answered(
            [{"id": 7, "all": [{"id": n + m} for n in range(40)]} for m in (0, 30)]
        ),
    }


def test_requests(peer: Peer) -> None:
    """A request at a bound is the same action to both."""
    for name, request in requests().items():
        answer = peer.match(request, PLATFORM)
        del answer["interesting"]
        expected = json.loads(json.dumps(matched(SITES, request)))
        assert expected["actions"], name
        assert answer == expected, name


def test_responses(peer: Peer) -> None:
    """A response at a bound teaches both the same."""
    for name, response in responses().items():
        assert peer.learn(response, PLATFORM) == json.loads(json.dumps(learned(SITES, response))), name


def test_bounds_bind() -> None:
    """Each bound of responses lies between two of the cases."""
    taught = {name: len(SITES.learn(one).learned) for name, one in responses().items()}
    assert taught[f"depth {MAX_JSON_DEPTH}"] > taught[f"depth {MAX_JSON_DEPTH + 1}"] == 0
    assert taught[f"{MAX_DOCUMENTS} documents"] > taught[f"{MAX_DOCUMENTS + 1} documents"] == 0
    assert taught[f"{MAX_LEARNED} posts"] == taught[f"{MAX_LEARNED + 1} posts"]
