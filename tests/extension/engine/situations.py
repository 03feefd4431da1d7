"""Situations in which a verdict is asked for, put together at random from the vectors of verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

VECTORS = Path(__file__).parents[2] / "vectors" / "verdicts.json"
LOADED: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
CASES: list[dict[str, Any]] = LOADED["cases"]
ROWS = [row for one in LOADED["registries"].values() for row in one["accounts"]]
TAGS = [tag for one in LOADED["registries"].values() for tag in one["hashtags"]]
MOMENTS = [case["at"] for case in CASES]
ACTIONS = [case["action"] for case in CASES]
ACCOUNTS = [who for action in ACTIONS for who in action.get("accounts", ())]
LEARNED = [one for case in CASES for one in case.get("learned", ())]
ALIASES = [one for case in CASES for one in case.get("aliases", ())]
TEXTS = [text for one in (*ACTIONS, *LEARNED) for text in one.get("texts", ())]
KINDS = ["like", "comment", "share", "follow", "join", "post", "vote"]
ROLES = [
    "account",
    "author",
    "coauthor",
    "original",
    "cited",
    "owner",
    "quoted",
    "tagged",
    "mentioned",
    "other",
]


def situation(random: Random) -> dict[str, Any]:
    """A registry, what was learned, switches, a moment and an action."""
    base = random.choice(CASES)
    registry = LOADED["registries"][base["registry"]]
    platform = base["action"]["platform"]
    rows = [*registry["accounts"], *random.choices(ROWS, k=random.randint(0, 4))]
    random.shuffle(rows)
    return {
        "rows": [_row(row, random) for row in rows],
        "tags": [_tag(tag) for tag in [*registry["hashtags"], *random.choices(TAGS, k=random.randint(0, 2))]],
        "settings": _settings(base, random),
        "lessons": _lessons(base, platform, random),
        "action": _action(base["action"], random),
        "at": random.choice([base["at"], base["at"], random.choice(MOMENTS)]),
    }


def _row(row: dict[str, Any], random: Random) -> dict[str, Any]:
    return {
        "platform": row["platform"],
        "handle": row.get("handle", ""),
        "account_id": row.get("id", ""),
        "display_name": row["row"],
        "participant": row["participant"],
        "contest": row["contest"],
        "region": row["region"],
        "source_class": random.choice(["kpu-registered", "agency-curated"]),
        "source": "Formulir {date} 1",
        "source_date": random.choice(["2024-01-02", "2025-12-31"]),
        "reviewer": "",
    }


def _tag(tag: dict[str, Any]) -> dict[str, Any]:
    return {
        "tag": tag["tag"],
        "participant": "Peserta",
        "contest": tag["contest"],
        "region": tag["region"],
        "source": "",
    }


def _settings(base: dict[str, Any], random: Random) -> dict[str, Any]:
    return {
        "audience": random.choice(["asn", "ppnpn", "tni", "polri"]),
        "language": random.choice(["id", "en"]),
        "agency": random.choice(["", "Dinas Contoh"]),
        "contact": random.choice(["", "humas@contoh.example {x}"]),
        "circulars": random.choice(
            [
                [],
                [
                    {"number": "1/SE", "date": "", "link": "javascript:x"},
                    {"number": "2", "date": "5 Mei", "link": "https://a"},
                ],
            ]
        ),
        "follow": random.random() < 0.8,
        "advice": random.random() < 0.8,
        "reminders": random.random() < 0.8,
        **base.get("settings", {}),
    }


def _who(spec: dict[str, Any], role: str) -> list[str | None]:
    return [spec.get("id"), spec.get("handle"), spec.get("role", role)]


def _lessons(base: dict[str, Any], platform: str, random: Random) -> list[dict[str, Any]]:
    lessons = []
    for case in [base, *random.choices(CASES, k=random.randint(0, 2))]:
        learned = [
            [
                platform,
                [one["of"], one["id"]],
                [
                    _who(who, "author")
                    for who in [*one["accounts"], *random.choices(ACCOUNTS, k=random.randint(0, 1))]
                ],
                [*one.get("texts", []), *random.choices(TEXTS, k=random.randint(0, 1))],
            ]
            for one in case.get("learned", ())
        ]
        known = [*case.get("aliases", ()), *random.choices(ALIASES, k=random.randint(0, 1))]
        aliases = [{"platform": platform, "ids": one["ids"], "handles": one["handles"]} for one in known]
        lessons.append({"learned": learned, "aliases": aliases})
    return lessons


def _action(spec: dict[str, Any], random: Random) -> dict[str, Any]:
    accounts = [*spec.get("accounts", ()), *random.choices(ACCOUNTS, k=random.choice([0, 0, 1, 12]))]
    viewer = [
        *spec.get("viewer", ()),
        *([who.get("id", "x") for who in random.choices(ACCOUNTS, k=1)] if random.random() < 0.2 else []),
    ]
    kept = [who for who in accounts if who.get("id") not in viewer and who.get("handle") not in viewer]
    items = [
        *spec.get("items", ()),
        *([[one["of"], one["id"]] for one in random.choices(LEARNED, k=1)] if random.random() < 0.3 else []),
    ]
    hints = [
        *spec.get("hints", ()),
        *([[*item, random.choice(ACCOUNTS)] for item in items[:1]] if random.random() < 0.2 else []),
    ]
    return {
        "platform": spec["platform"],
        "kind": spec["kind"] if random.random() < 0.6 else random.choice(KINDS),
        "rule": f"{spec['platform']}.any",
        "items": items,
        "accounts": [
            _who({**who, "role": random.choice(ROLES)} if random.random() < 0.3 else who, "account")
            for who in kept
        ],
        "texts": [*spec.get("texts", ()), *random.choices(TEXTS, k=random.choice([0, 0, 1]))],
        "media": spec.get("media", random.random() < 0.2),
        "viewer": sorted(viewer),
        "hints": [[of, id_, _who({**who, "role": "cited"}, "cited")] for of, id_, who in hints],
        "refusal": random.choice(["default", "graphql", "rest", "none"]),
    }
