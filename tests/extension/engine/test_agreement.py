"""Both engines say the same: of vectors changed at random, and of made-up situations."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compile import ruleset
from rules.model import Request
from rules.sites import Sites
from tests.extension.engine import inventions
from tests.extension.engine.mutations import mutated, mutated_response
from tests.extension.engine.peer import Peer, decided, learned, matched
from tests.extension.engine.situations import situation
from tests.rules.test_vectors import ANSWERED, ASKED, request_of, response_of, sites
from tests.support.examples import ONE_FOR_ALL

MANY = settings(max_examples=300, suppress_health_check=ONE_FOR_ALL)
SOME = settings(max_examples=60, suppress_health_check=ONE_FOR_ALL)
SEEDS = st.integers(0, 2**63)


def plain(answer: Any) -> Any:
    """An answer as it would come through JSON."""
    return json.loads(json.dumps(answer))


def head(request: Request) -> Request:
    """A request without its body."""
    return Request(request.method, request.url, request.headers)


@cache
def of_platform(platform: str) -> dict[str, Any]:
    """The rules with one platform only."""
    compiled = ruleset()
    return {**compiled, "platforms": [one for one in compiled["platforms"] if one["platform"] == platform]}


@MANY
@given(place=st.integers(0, len(ASKED) - 1), seed=SEEDS)
def test_requests(peer: Peer, place: int, seed: int) -> None:
    """A request is the same actions to both, and its head says the same of whether it may be one."""
    request = mutated(request_of(ASKED[place][1]["request"]), Random(seed))
    answer = peer.match(request)
    assert answer.pop("interesting") == sites().interesting(head(request)), request
    assert answer == plain(matched(sites(), request)), request


@MANY
@given(place=st.integers(0, len(ANSWERED) - 1), seed=SEEDS)
def test_responses(peer: Peer, place: int, seed: int) -> None:
    """A response teaches both the same, in the same order."""
    response = mutated_response(response_of(ANSWERED[place][1]["response"]), Random(seed))
    assert peer.learn(response) == plain(learned(sites(), response)), response


@SOME
@given(seed=SEEDS)
def test_verdicts(peer: Peer, seed: int) -> None:
    """An action gets the same verdict, warning and refusal from both."""
    question = situation(Random(seed))
    expected = plain(decided(of_platform(question["action"]["platform"]), question))
    assert peer.ask("decide", **question) == expected, question


@SOME
@given(seed=SEEDS)
def test_invented_requests(peer: Peer, seed: int) -> None:
    """So it is by rules that nobody has, made of all words there are. Each may say "perhaps" of a head where
    the other already knows better; "no" is certain.
    """
    random = Random(seed)
    spec = inventions.platform(random)
    request = inventions.request(random)
    answer = peer.match(request, spec)
    perhaps = answer.pop("interesting"), Sites([spec]).interesting(head(request))
    assert answer == plain(matched(Sites([spec]), request)), (spec, request)
    assert all(perhaps) or not answer["actions"], (spec, request)


@SOME
@given(seed=SEEDS)
def test_invented_responses(peer: Peer, seed: int) -> None:
    """So it is with what their responses teach."""
    random = Random(seed)
    spec = inventions.platform(random)
    response = inventions.response(random)
    assert peer.learn(response, spec) == plain(learned(Sites([spec]), response)), (spec, response)
