"""Both engines know the same words; what the JavaScript engine doesn't know it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from rules.compile import FORMAT
from rules.transform import ARGUMENT_STEPS, PLAIN_STEPS
from tests.extension.engine.peer import Peer

SCHEMA = json.loads((Path(__file__).parents[3] / "rules" / "schema" / "platform.json").read_text("utf-8"))


def by_schema(node: dict[str, Any], place: str) -> Iterator[str]:
    """Every key that a schema allows, with where it stands; values and steps end a place."""
    if "$ref" in node:
        yield f"{place} is a {'value' if node['$ref'].endswith('value') else 'step'}"
        return
    for key, inner in node.get("properties", {}).items():
        yield f"{place}.{key}"
        yield from by_schema(inner, f"{place}.{key}")
    names = node.get("additionalProperties")
    if isinstance(names, dict):
        yield f"{place}.*"
        yield from by_schema(names, f"{place}.*")
    for inner in (*([node["items"]] if "items" in node else []), *node.get("oneOf", ())):
        yield from by_schema(inner, place)


def by_engine(grammar: Any, place: str) -> Iterator[str]:
    """The same of the engine's grammar."""
    if isinstance(grammar, dict):
        for key, inner in grammar.items():
            yield f"{place}.{key}"
            yield from by_engine(inner, f"{place}.{key}")
    elif grammar != "plain":
        yield f"{place} is a {'value' if grammar == 'value' else 'step'}"


def test_keys_of_a_platform(peer: Peer) -> None:
    """The keys of a platform file are the keys that the engine knows, in the same places."""
    assert set(by_engine(peer.ask("known")["platform"], "")) == set(by_schema(SCHEMA, ""))


def test_keys_of_a_value(peer: Peer) -> None:
    """So are the keys of a value and of the steps of ``via``."""
    known = peer.ask("known")
    via = {f".via{place}" for place in by_engine(known["step"], "")}
    mine = ({*by_engine(known["value"], ""), *via}) - {".via is a step"}
    assert mine == set(by_schema(SCHEMA["$defs"]["value"], ""))


def test_steps(peer: Peer) -> None:
    """Both engines have the same steps, and the same format of a ruleset."""
    known = peer.ask("known")
    assert set(known["steps"]) == PLAIN_STEPS | ARGUMENT_STEPS
    assert set(known["step"]) == ARGUMENT_STEPS
    assert known["format"] == FORMAT


def test_the_shipped_rules_are_taken(peer: Peer, rules: dict[str, Any]) -> None:
    """The engine knows all that the shipped rules say."""
    assert peer.ask("refuses", ruleset=rules) == {"why": None}


@pytest.mark.parametrize(
    "place",
    [
        (),
        ("policy",),
        ("contests", "demo"),
        ("contests", "demo", "windows", 0),
        ("platforms", 0),
        ("platforms", 0, "forms", "handle"),
        ("platforms", 0, "actions", 0),
        ("platforms", 0, "actions", 0, "targets", 0),
        ("platforms", 0, "never", 0),
        ("platforms", 0, "learn", 0),
        ("platforms", 0, "learn", 0, "accounts", 0),
        ("platforms", 0, "read", "html", 0),
        ("platforms", 0, "hints", 0, "account"),
    ],
    ids=str,
)
def test_an_unknown_key_is_refused(peer: Peer, rules: dict[str, Any], place: tuple[str | int, ...]) -> None:
    """A key that the engine doesn't know may mean anything: the ruleset isn't used, and the key is named."""
    changed = deepcopy(rules)
    node: Any = changed
    for one in place:
        node = node.setdefault(one, [{}] if one == "html" else {}) if isinstance(node, dict) else node[one]
    node["surprise"] = 1
    assert "surprise" in peer.ask("refuses", ruleset=changed)["why"]


@pytest.mark.parametrize(
    "step", ["surprise", {"surprise": 1}, {"url": {"path": "/a", "surprise": "b"}}], ids=str
)
def test_an_unknown_step_is_refused(peer: Peer, rules: dict[str, Any], step: Any) -> None:
    """So is a step, as a word or with an argument."""
    changed = deepcopy(rules)
    changed["platforms"][0]["actions"][0]["text"] = [
        {"every": ["query.a", {"from": "query.id", "via": [step]}]}
    ]
    assert "surprise" in peer.ask("refuses", ruleset=changed)["why"]


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_format_is_refused(peer: Peer, rules: dict[str, Any], version: Any) -> None:
    """A format that the engine doesn't know is refused, whatever the rest says."""
    assert "format" in peer.ask("refuses", ruleset={**rules, "format": version})["why"]


@pytest.mark.parametrize("ruleset", [None, [], "rules", 5, {}], ids=str)
def test_what_is_no_ruleset_is_refused(peer: Peer, ruleset: Any) -> None:
    """Anything else is no ruleset."""
    assert peer.ask("refuses", ruleset=ruleset)["why"]
