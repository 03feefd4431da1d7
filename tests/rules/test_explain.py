"""What the engine sees in a recording is said entry by entry, for people and for programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from rules.compile import ruleset
from rules.engine import Engine
from rules.explain import Seen, as_json, as_text, explain
from rules.har import exchange
from rules.learn import Lesson
from rules.model import Record, Response
from rules.phrases import Phrases
from rules.registry import Registry
from tests.support.kicau import KICAU

NOW = datetime(2026, 9, 9, tzinfo=UTC)
CALON = Record(
    "kicau", "calon", "7", "Calon C", "Calon C", "demo", "Kota Contoh",
    "kpu-registered", "KPU", date(2026, 1, 1), "",
)  # fmt: skip


def entry(method: str, path: str, sent: Any = None, back: Any = None) -> dict[str, Any]:
    """A HAR entry."""
    return {
        "request": {
            "method": method,
            "url": f"https://kicau.example{path}",
            "postData": {"text": json.dumps(sent)} if sent else {},
        },
        "response": {
            "status": 200,
            "content": {"mimeType": "application/json", "text": json.dumps(back) if back else ""},
        },
    }


POST = {"post_id": 1, "author": {"id": 7, "name": "calon"}}
ENTRIES = [
    entry("POST", "/api/v1/like", {"input": {"id": 1}}),
    entry("GET", "/feed", back=[POST, {"comment_id": "3", "by": "7"}]),
    entry("POST", "/api/v1/like", {"input": {"id": 1}}),
    entry("POST", "/users/8/follow"),
    {},
]  # fmt: skip


PHRASES = Phrases(ruleset(), "id")


def engine() -> Engine:
    """An engine for the made-up platform."""
    return Engine({**ruleset(), "platforms": [KICAU]}, Registry([CALON]))


@pytest.fixture
def seen() -> list[Seen]:
    """The recording as the engine sees it."""
    return list(explain(engine(), map(exchange, ENTRIES), NOW))


def test_later_entries_see_what_earlier_ones_taught(seen: list[Seen]) -> None:
    """The same like passes before its post was shown, and warns after it."""
    assert [one.verdict and one.verdict.level.value for one in seen] == ["pass", None, "warn", "pass", None]


class Deaf(Engine):
    """An engine that finds nobody in what it reads."""

    def study(self, response: Response) -> Lesson:  # noqa: ARG002 - whatever it is
        """Nothing."""
        return Lesson()


def test_it_judges_by_what_the_proxy_would_keep() -> None:
    """All that a response says is shown, but a verdict rests on what the proxy's own path makes of it."""
    deaf = Deaf({**ruleset(), "platforms": [KICAU]}, Registry([CALON]))
    seen = list(explain(deaf, map(exchange, ENTRIES), NOW))
    assert [row["learned"] != [] for row in map(as_json, seen)] == [False, True, False, False, False]
    assert [one.verdict and one.verdict.reason for one in seen[:3]] == [
        "unknown-author",
        None,
        "unknown-author",
    ]


def test_for_programs(seen: list[Seen]) -> None:
    """One object an entry, in order, with posts only among what was learned."""
    rows = [as_json(one) for one in seen]
    assert [row["index"] for row in rows] == [0, 1, 2, 3, 4]
    assert rows[1]["learned"] == [
        {"platform": "kicau", "post": "1", "accounts": [{"id": "7", "handle": "calon", "role": "author"}]}
    ]
    assert rows[2]["action"] == {
        "platform": "kicau",
        "kind": "like",
        "rule": "kicau.like",
        "posts": ["1"],
        "accounts": [],
    }
    assert rows[3]["action"]["accounts"] == ["8"]
    assert rows[4] == {"index": 4, "url": "", "action": None, "learned": [], "verdict": None}
    assert json.loads(json.dumps(rows)) == rows


def test_for_people(seen: list[Seen]) -> None:
    """The text says what it is, whom it names, what becomes of it and why."""
    texts = [as_text(one, PHRASES) for one in seen]
    assert "like by kicau.like: post 1" in texts[0]
    assert "-> pass (unknown-author)" in texts[0]
    assert "learned post 1: author 7 @calon" in texts[1]
    assert "learned comment 3" in texts[1]
    assert "-> warn (registered) Calon C (author, campaign)" in texts[2]
    assert "follow by kicau.follow: account 8 (account)" in texts[3]


def test_what_was_seen_needs_no_reason(seen: list[Seen]) -> None:
    """Only an entry in which nothing was seen is told why."""
    assert [bool(one.reasons) for one in seen] == [False, False, False, False, True]
    assert as_text(seen[4], PHRASES).splitlines()[1].strip() == "permintaan: ? bukan domain yang dicakup"


@pytest.mark.parametrize(
    ("status", "kind", "learned"),
    [
        (200, "application/json", True),
        (200, "", True),
        (0, "x-unknown", True),
        (200, "application/octet-stream", True),
        (404, "application/json", False),
        (404, "", False),
        (200, "image/png", False),
    ],
)
def test_what_the_proxy_does_not_read_teaches_nothing(status: int, kind: str, learned: bool) -> None:
    """A status or a type that isn't read teaches nothing; one that a recording doesn't tell does no harm."""
    one = entry("GET", "/feed", back=[POST])
    one["response"] |= {"status": status}
    one["response"]["content"] |= {"mimeType": kind}
    [seen] = explain(engine(), [exchange(one)], NOW)
    assert bool(as_json(seen)["learned"]) is learned
    assert bool(seen.reasons) is not learned
