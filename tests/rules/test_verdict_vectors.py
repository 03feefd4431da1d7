"""The vectors of verdicts hold: what is listed and learned, the switches and the moment give this verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules.compile import ruleset
from rules.engine import Engine
from rules.learn import Lesson
from rules.model import (
    AUDIENCES,
    KINDS,
    Account,
    Action,
    Alias,
    Item,
    Learned,
    Level,
    Record,
    Settings,
    Verdict,
)
from rules.registry import Hashtag, Registry

type Case = Mapping[str, Any]

FILE = Path(__file__).parents[1] / "vectors" / "verdicts.json"
LOADED: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
CASES: list[Case] = LOADED["cases"]
PASSED = {"unregistered", "unknown-author", "outside-window", "switched-off"}
REASONS = {"registered", "advice", "reminder", *PASSED}


@cache
def rules() -> dict[str, Any]:
    """The shipped contests and policy; verdicts rest on no platform's rules."""
    return {**ruleset(), "platforms": []}


def record(row: Case) -> Record:
    """The listed account that a row writes down; its name is kept as the display name."""
    return Record(
        platform=row["platform"],
        handle=row.get("handle", ""),
        account_id=row.get("id", ""),
        display_name=row["row"],
        participant=row["participant"],
        contest=row["contest"],
        region=row["region"],
        source_class="kpu-registered",
        source="Formulir contoh 1",
        source_date=date(2024, 1, 2),
        reviewer="",
    )


def registry(name: str) -> Registry:
    """The registry of that name."""
    listed = LOADED["registries"][name]
    tags = [Hashtag(one["tag"], "Peserta", one["contest"], one["region"], "") for one in listed["hashtags"]]
    return Registry([record(row) for row in listed["accounts"]], tags)


def account(spec: Case, role: str = "account") -> Account:
    """An account of an action or of a learned item."""
    return Account(spec.get("id"), spec.get("handle"), spec.get("role", role))


def action(spec: Case) -> Action:
    """The action that a case writes down."""
    return Action(
        platform=spec["platform"],
        kind=spec["kind"],
        rule=f"{spec['platform']}.{spec['kind']}",
        items=tuple(Item(of, id_) for of, id_ in spec.get("items", ())),
        accounts=tuple(account(one) for one in spec.get("accounts", ())),
        texts=tuple(spec.get("texts", ())),
        media=spec.get("media", False),
        viewer=tuple(spec.get("viewer", ())),
        hints=tuple((Item(of, id_), account(who, "cited")) for of, id_, who in spec.get("hints", ())),
    )


def lesson(case: Case) -> Lesson:
    """What was learned before, on the platform of the action."""
    platform = case["action"]["platform"]
    names = [(tuple(one["ids"]), tuple(one["handles"])) for one in case.get("aliases", ())]
    return Lesson(
        learned=[
            Learned(
                platform,
                Item(one["of"], one["id"]),
                tuple(account(who, "author") for who in one["accounts"]),
                tuple(one.get("texts", ())),
            )
            for one in case.get("learned", ())
        ],
        aliases=[Alias(platform, ids, handles) for ids, handles in names],
    )


def said(verdict: Verdict) -> dict[str, Any]:
    """A verdict in the words of a vector."""
    hits = [
        {
            "row": hit.record.display_name,
            "role": hit.role,
            "phase": hit.window.phase,
            "candidates_set": hit.window.candidates_set,
        }
        for hit in verdict.hits
    ]
    return {
        "level": str(verdict.level),
        "reason": verdict.reason,
        "hits": hits,
        "hashtags": list(verdict.hashtags),
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_verdict(case: Case) -> None:
    """The verdict is exactly the one its vector says, its hits in order."""
    engine = Engine(rules(), registry(case["registry"]), Settings(**case.get("settings", {})))
    engine.absorb(lesson(case))
    verdict = engine.decide(action(case["action"]), datetime.fromisoformat(case["at"]))
    assert said(verdict) == {"hits": [], "hashtags": [], **case["verdict"]}


def test_the_vectors_cover_what_there_is() -> None:
    """Every kind, audience, level, reason and role stands in some vector, and no name stands twice."""
    roles = {role for level in ("warn", "advise") for role in rules()["policy"][level]}
    hits = [hit for case in CASES for hit in case["verdict"].get("hits", ())]
    assert {case["action"]["kind"] for case in CASES} == set(KINDS)
    assert {case.get("settings", {}).get("audience", "asn") for case in CASES} == set(AUDIENCES)
    assert {case["verdict"]["level"] for case in CASES} == {str(level) for level in Level}
    assert {case["verdict"]["reason"] for case in CASES} == REASONS
    assert {hit["role"] for hit in hits} == roles
    assert len({case["name"] for case in CASES}) == len(CASES)
