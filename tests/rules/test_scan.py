"""The byte scan never misses a name that learning would find."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compile import ruleset
from rules.scan import Scanner
from rules.sites import Sites
from tests.rules.test_vectors import response_of

VECTORS = sorted(p for p in (Path(__file__).parents[1] / "vectors").glob("*.json") if p.stem != "verdicts")

SCANNER = Scanner(["id", "name", "url"])


@pytest.mark.parametrize(
    ("body", "token"),
    [
        (b'{"id":"123"}', b"123"),
        (b'{"id": 123, "x":1}', b"123"),
        (b'{"name" : "Budi_C"}', b"budi_c"),
        (b'{"id":"UCabcDEF"}', b"UCabcDEF"),
        (b'{"url":"/@Budi.C"}', b"budi.c"),
        (b'{"url":"https:\\/\\/kicau.example\\/Budi"}', b"budi"),
        (b'{"url":"/channel/UCabc"}', b"UCabc"),
        (b'{"url":"\\/Budi"}', b"budi"),
        (b'{"id":"12_34"}', b"34"),
        (b'{"url":"/in/%E6%84%9B"}', "愛".encode()),
        (b'{"name":"\\u611b"}', "愛".encode()),
        (b'{"id":["t2_a", "t2_b"]}', b"t2_b"),
        (b'{"url":"at://did:plc:abc/post/1"}', b"did:plc:abc"),
        (b'{"text":"halo @Budi_C!"}', b"budi_c"),
        (b'<x-post id="1" NAME="Budi" other="x">', b"budi"),
        (b"<x-post name=Budi>", b"budi"),
        (b'<p data-x="{&quot;id&quot;:&quot;123&quot;,&quot;a&quot;:1}">', b"123"),
        (rb"var d = '\x7b\x22id\x22:\x22UCabc\x22\x7d'", b"UCabc"),
        (b'{"a":"{\\"name\\":\\"budi\\"}"}', b"budi"),
        (b'{"a":"{\\\\\\"name\\\\\\":\\\\\\"budi\\\\\\"}"}', b"budi"),
    ],
)
def test_finds(body: bytes, token: bytes) -> None:
    """Names are found as numbers, in URLs, in compound ids, in JSON inside strings."""
    assert token in SCANNER.tokens(body)


def test_other_keys_are_passed_over() -> None:
    """Values under other keys are not looked at."""
    assert b"budi" not in SCANNER.tokens(b'{"text":"budi","xid":"budi"}')


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_never_misses_what_a_response_teaches(path: Path) -> None:
    """For every response of the vectors, each account that learning finds is among the tokens."""
    sites = Sites(ruleset()["platforms"])
    missed = []
    for case in json.loads(path.read_text("utf-8"))["cases"]:
        if "response" not in case:
            continue
        response = response_of(case["response"])
        found = sites.of(response.request.url)
        if found is None:
            continue
        tokens = found[0].scanner.tokens(response.body)
        owners = {a.id for a in found[0].learner.page_owners(response.request, found[2])}
        for one in sites.learn(response).learned:
            for account in one.accounts:
                names = {account.id, (account.handle or "").lower()} - {None, "", *owners}
                missed += [(case["name"], name) for name in names if str(name).encode() not in tokens]
    assert missed == []


@given(st.text(alphabet="abcXYZ019._-", min_size=1, max_size=30), st.sampled_from(["id", "name", "url"]))
def test_never_misses_a_plain_name(name: str, key: str) -> None:
    """Whatever name stands under a key, plainly or in JSON inside a string, is among the tokens."""
    inner = json.dumps({key: name})
    for body in (inner, json.dumps({"x": inner}), json.dumps({key: f"/@{name}/"})):
        assert name.lower().encode() in SCANNER.tokens(body.encode())


def test_hashtags() -> None:
    """Hashtags are found wherever they stand."""
    assert Scanner.hashtags(b'{"text":"Ayo #PilihContoh! #a"}') == {b"pilihcontoh", b"a"}


@given(st.binary(max_size=300))
def test_total(body: bytes) -> None:
    """No bytes make the scan raise."""
    SCANNER.tokens(body)
    assert Scanner([]).tokens(body) == set()
