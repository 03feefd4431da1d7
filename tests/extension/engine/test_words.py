"""Both engines pass the vectors of words that no shipped platform needs, each as it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.bounds import MAX_STRING
from rules.model import Request, Response
from rules.sites import Sites
from rules.yamlfile import validator
from tests.extension.engine.peer import Peer, learned, matched
from tests.rules import test_instances as instances
from tests.rules.test_study import unseen
from tests.rules.test_vectors import expected, named, request_of, response_of, said, wanted
from tests.support.examples import ONE_FOR_ALL

FILE = json.loads((Path(__file__).parents[2] / "vectors" / "words.json").read_text("utf-8"))
RULES: dict[str, Any] = FILE["rules"]
SITES = Sites([RULES])


def each(key: str) -> pytest.MarkDecorator:
    """One run of a test for each case with this key."""
    return pytest.mark.parametrize(
        "case", [pytest.param(one, id=one["name"]) for one in FILE["cases"] if key in one]
    )


def test_the_rules_are_sound(peer: Peer, rules: dict[str, Any]) -> None:
    """The rules of these vectors keep to the schema, and the JavaScript engine knows all their words."""
    assert [error.message for error in validator("platform").iter_errors(RULES)] == []
    assert peer.ask("refuses", ruleset={**rules, "platforms": [RULES]}) == {"why": None}


@each("request")
def test_request(peer: Peer, case: dict[str, Any]) -> None:
    """A request is exactly the actions that its vector says, to both."""
    request = request_of(case["request"])
    wants = [expected(one) for one in case["actions"]]
    actions = SITES.match(request)
    assert [said(action, want) for action, want in zip(actions, wants, strict=True)] == wants
    answer = peer.match(request, RULES)
    assert answer.pop("interesting")
    assert SITES.interesting(request)
    assert answer == json.loads(json.dumps(matched(SITES, request)))


@each("response")
def test_response(peer: Peer, case: dict[str, Any]) -> None:
    """A response teaches both what its vector says, and the look before it misses nothing of that."""
    response = response_of(case["response"])
    found = {
        (one.item.of, one.item.id): sorted(map(named, one.accounts), key=repr)
        for one in SITES.learn(response).learned
    }
    assert found == {
        (one.get("of", "post"), one["id"]): wanted(one["accounts"], "author") for one in case["learned"]
    }
    assert peer.learn(response, RULES) == json.loads(json.dumps(learned(SITES, response)))
    assert unseen(SITES, response) == set()


LONG = [
    "<br" * (MAX_STRING // 3),
    "=" * MAX_STRING + "a",
    " " * MAX_STRING + "a",
    "a" + " " * MAX_STRING + "a",
]


@pytest.mark.parametrize(
    "step", ["plain", "base64", {"split": ","}, {"url": {"path": "/{a}", "take": "a"}}, "form"], ids=str
)
def test_long_texts_of_one_kind(peer: Peer, step: Any) -> None:
    """A text that is all beginnings of tags, padding or white space is read in no time by both, and alike."""
    rule = {"rule": "long", "kind": "post", "path": "/long", "text": {"from": "text", "via": [step]}}
    spec = {**RULES, "actions": [rule]}
    for text in LONG:
        request = Request("POST", "https://kicau.example/long", {"cookie": text}, text.encode())
        answer = peer.match(request, spec)
        del answer["interesting"]
        assert answer == json.loads(json.dumps(matched(Sites([spec]), request)))


SCRAPS = [
    "--B", "--B--", "--", "\r\n", "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ";", ":", '"', "\\", "=", "é",
    "7", "Content-Disposition: form-data", "content-disposition:", '; name="id"', "; name=text",
    '; filename=""', "; filename*=x", "Content-Type: application/json", "; charset=x", '{"id":"8"}',
    '; name="payload"',
]  # fmt: skip
PARTS = st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join) | st.lists(
    st.tuples(st.sampled_from(SCRAPS[17:]), st.sampled_from(SCRAPS), st.sampled_from(SCRAPS)).map(
        lambda some: (
            "--B\r\nContent-Disposition: form-data; " + some[0] + some[1] + "\r\n\r\n7" + some[2] + "\r\n"
        )
    ),
    max_size=4,
).map("".join)
BOUNDARIES = st.sampled_from(
    ["; boundary=B", ';charset=x;boundary="B"', "; Boundary = B", "; boundary=B--", ""]
)


@settings(max_examples=300, suppress_health_check=ONE_FOR_ALL)
@given(body=PARTS, boundary=BOUNDARIES)
def test_multipart(peer: Peer, body: str, boundary: str) -> None:
    """Whatever a multipart form looks like, it has the same fields to both."""
    headers = {"content-type": f"multipart/form-data{boundary}"}
    request = Request("POST", "https://kicau.example/form", headers, body.encode())
    answer = peer.match(request, RULES)
    del answer["interesting"]
    assert answer == json.loads(json.dumps(matched(SITES, request))), body


@pytest.mark.parametrize(
    "host", ["satu.example", "API.satu.example:443", "satu.example.", "a.tiga.dua.example"]
)
def test_hosts_with_ids_of_their_own(peer: Peer, host: str) -> None:
    """Where each host has ids of its own, both name items by the same host."""
    request = Request("POST", f"https://{host}/like/7?by=budi", {}, b"")
    response = Response(request, 200, "application/json", b'{"id": 7, "by": "42"}')
    answer = peer.match(request, instances.SPEC)
    del answer["interesting"]
    assert answer == json.loads(json.dumps(matched(instances.SITES, request)))
    assert peer.learn(response, instances.SPEC) == json.loads(json.dumps(learned(instances.SITES, response)))


@pytest.mark.parametrize(
    "spec",
    [
        {"compose": ["form.a", "form.b"]},
        {"compose": ["form.a"], "with": "_"},
        {"compose": ["form.a", "form.b"], "with": ""},
        {"compose": ["form.a", "form.b"], "with": "_", "take": "first"},
        {"from": "form.a", "with": "_"},
        {"from": "form.a", "every": ["form.a", "form.b"]},
        {"every": ["form.a", "form.b"], "take": "first"},
        {"via": ["json"]},
        {"from": "bytes", "via": [{"skip": 0}]},
        {"from": "text", "via": [{"split": ""}]},
    ],
    ids=str,
)
def test_what_a_value_can_not_be(spec: dict[str, Any]) -> None:
    """What would mean nothing, or two things, doesn't keep to the schema."""
    rules = {**RULES, "viewer": [spec]}
    assert not validator("platform").is_valid(rules)
    assert validator("platform").is_valid({**rules, "viewer": ["form.a"]})
