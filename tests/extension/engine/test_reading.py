"""Both engines read responses alike: guarded, called, in scripts, in parts, and in strings within JSON."""

from __future__ import annotations

import json
from base64 import b64encode
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.bounds import MAX_DOCUMENTS
from rules.compile import ruleset
from rules.engine import Engine
from rules.model import Record, Request, Response
from rules.registry import Registry
from rules.sites import Sites
from rules.yamlfile import validator
from tests.extension.engine.peer import Peer, learned
from tests.rules.test_vectors import named, response_of, wanted
from tests.support.examples import ONE_FOR_ALL

FILE = json.loads((Path(__file__).parents[2] / "vectors" / "reading.json").read_text("utf-8"))
RULES: dict[str, Any] = FILE["rules"]
SITES = Sites([RULES])
POST = '{"post_id":"7001","author":{"id":"42"}}'
MANY = settings(max_examples=300, suppress_health_check=ONE_FOR_ALL)


@pytest.fixture(scope="module")
def engine(rules: dict[str, Any]) -> Engine:
    """An engine with these rules, and with account 42 registered."""
    calon = Record(
        "kicau", "", "42", "Budi", "Budi", "demo", "Kota", "kpu-registered", "KPU", date(2026, 1, 1), ""
    )  # fmt: skip
    return Engine({**rules, "platforms": [RULES]}, Registry([calon]))


def test_the_rules_are_sound(peer: Peer, rules: dict[str, Any]) -> None:
    """The rules of these vectors keep to the schema, and the JavaScript engine knows all their words."""
    assert [error.message for error in validator("platform").iter_errors(RULES)] == []
    assert peer.ask("refuses", ruleset={**rules, "platforms": [RULES]}) == {"why": None}


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for one in FILE["cases"]])
def test_response(peer: Peer, engine: Engine, case: dict[str, Any]) -> None:
    """A response teaches exactly what its vector says, to both, and a quick look misses none of it."""
    response = response_of(case["response"])
    found = {
        (one.item.of, one.item.id): sorted(map(named, one.accounts), key=repr)
        for one in SITES.learn(response).learned
    }
    assert found == {("post", one["id"]): wanted(one["accounts"], "author") for one in case["learned"]}
    assert peer.learn(response, RULES) == json.loads(json.dumps(learned(SITES, response)))
    assert {one.item.id for one in engine.study(response).learned} == {id_ for _, id_ in found}


SCRAPS = [
    "--", "--x", "\r\n", "\n", "\n", " ", "\t", "\u2028", "\ufeff", "\x0b", "\x1c", "\u00a0", "é",
    "for (;;);", "while(1);", ")]}'\n", "])}while(1);</x>", "<!--", "/**/", "f(", "a.b (", ");",
    "typeof f === 'function' && ",
    "<script>", "</script>", '<script type="application/json">', "window.state", "=", "'", '"', "`", "\\",
    "undefined", "null", "{", "}", "[", "]", ",", ":", '"a"', '"payload"', '"edges"', '"html"', "7",
    POST, POST, json.dumps(POST), json.dumps(f" {POST}\n{POST}"), json.dumps(f"<p data-post='{POST}'>"),
    f"window.state = {POST}", json.dumps(quote(POST)), json.dumps(b64encode(POST.encode()).decode()),
    "%7B", "%5b", "eyJ",
]  # fmt: skip
BODIES = st.lists(st.sampled_from(SCRAPS), max_size=14).map("".join)
TYPES = st.sampled_from(["application/json", "text/javascript", "text/html", "multipart/mixed; boundary=x"])


@MANY
@given(body=BODIES, kind=TYPES, tail=st.sampled_from([b"", b"\xff", b"\xed\xa0\x80", b"\xe2\x80"]))
def test_agreement(peer: Peer, body: str, kind: str, tail: bytes) -> None:
    """Whatever a response looks like, it teaches both the same."""
    request = Request("GET", "https://kicau.example/feed")
    response = Response(request, 200, kind, body.encode() + tail)
    assert peer.learn(response, RULES) == json.loads(json.dumps(learned(SITES, response)))


@pytest.mark.parametrize("kind", ["text/html", "text/javascript"])
def test_nothing_follows_an_empty_text(peer: Peer, kind: str) -> None:
    """Rules that the schema refuses keep no engine waiting: an empty `after`, an empty guard."""
    rules = deepcopy(RULES)
    rules["read"] = {"html": [{"after": ""}], "guards": [""]}
    body = f"x={POST}" if kind == "text/javascript" else f"<script>x={POST}</script>"
    response = Response(Request("GET", "https://kicau.example/feed"), 200, kind, body.encode())
    assert SITES.learn(response).learned == []
    assert peer.learn(response, rules) == json.loads(json.dumps(learned(Sites([rules]), response)))
    assert peer.learn(response, rules)["learned"] == []


def test_bounds(peer: Peer) -> None:
    """Of the places of a body that may hold JSON, found or not, both look at as many."""
    request = Request("GET", "https://kicau.example/feed")
    for count in (MAX_DOCUMENTS - 1, MAX_DOCUMENTS):
        for body, kind in (
            ("window.state;" * count + f"window.state = {POST}", "text/javascript"),
            ("--x\n\n[broken\n" * count + f"--x\n\n{POST}", "multipart/mixed"),
        ):
            response = Response(request, 200, kind, body.encode())
            assert len(SITES.learn(response).learned) == (count < MAX_DOCUMENTS), kind
            assert peer.learn(response, RULES) == json.loads(json.dumps(learned(SITES, response)))


@pytest.mark.parametrize("piece", ["<script>", "<script", "<script></script "])
def test_scripts_without_end(peer: Peer, piece: str) -> None:
    """A page of nothing but scripts that don't end keeps nobody waiting; the scripts before them count."""
    script = f"window.state={POST}</SCRIPT\u3000>"
    page = f"<script\xa0>{script}<\u017fcript>{script}<script\xe9>" + piece * 200_000
    response = Response(Request("GET", "https://kicau.example/feed"), 200, "text/html", page.encode())
    assert [one.item.id for one in SITES.learn(response).learned] == ["7001"]
    assert peer.learn(response, RULES) == json.loads(json.dumps(learned(SITES, response)))


def test_types_are_told_before_a_body_is_there(engine: Engine) -> None:
    """A type of the platform's own is read, whatever its parameters; other types are not."""
    url = "https://kicau.example/feed"
    assert engine.readable(url, 200, "multipart/mixed; boundary=x")
    assert engine.readable(url, 200, "Multipart/Mixed ;boundary=x")
    assert engine.readable(url, 200, "application/json")
    assert not engine.readable(url, 404, "multipart/mixed")
    assert not engine.readable(url, 200, "multipart/mixed-replace")
    assert not engine.readable(url, 200, "multipart/x-mixed-replace; boundary=x")
    assert not engine.readable("https://lain.example/feed", 200, "multipart/mixed")
    other = {**RULES, "platform": "lain", "hosts": ["lain.example"], "read": {}}
    both = Engine({**ruleset(), "platforms": [RULES, other]}, engine.registry)
    assert both.readable(url, 200, "multipart/mixed")
    assert not both.readable("https://lain.example/feed", 200, "multipart/mixed")


def test_event_streams_are_no_types() -> None:
    """An event stream has no end, so rules can't ask for it; nor for a type with parameters."""
    for kind in ("text/event-stream", "multipart/mixed; boundary=x", "Text/Plain"):
        rules = {**RULES, "read": {"types": [kind]}}
        assert [error.message for error in validator("platform").iter_errors(rules)], kind
