"""The quick look sees the names and hashtags of a response's documents, or says that it can't tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import scan
from rules.bounds import MAX_DOCUMENTS
from rules.documents import Reader
from rules.learn import Learner
from rules.scan import Named, Scanner
from rules.transform import Platform

PLATFORM = Platform(("kicau.example",), {})
URL = {"from": "url", "via": [{"url": {"path": ["/@{name}", "/in/{name}"], "take": "name"}}]}
SHAPE = {
    "shape": "post",
    "has": ["post_id"],
    "id": "post_id",
    "accounts": [{"id": "author.id", "handle": URL}, {"id": "ids[]"}],
    "text": "text",
}
READER = Reader({"json_strings": ["payload"], "html_strings": ["html"], "html": [{"element": "x-post"}]})


def scanner(*shapes: dict[str, Any], reader: Reader = READER) -> Scanner:
    """The look by these shapes."""
    spec = {"platform": "kicau", "name": "Kicau", "learn": shapes or [SHAPE]}
    return Scanner(Learner(spec, PLATFORM).shapes, reader)


def seen(*documents: Any) -> set[str] | None:
    """The names in documents."""
    named = scanner().look(documents)
    return None if named is None else {one.decode() for one in named.names}


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ({"id": "123"}, {"123"}),
        ({"id": 123}, {"123"}),
        ({"id": True}, {"true"}),
        ([{"x": [{"id": "UCabc"}]}], {"UCabc", "ucabc"}),
        ({"id": ["a", 5, None]}, {"a", "5"}),
        ({"id": 'a"b\\'}, {'a"b\\'}),
        ({"id": "愛"}, {"愛"}),
        ({"url": "https://kicau.example/@Budi.C?x=1"}, {"Budi.C", "budi.c"}),
        ({"url": "/in/%E6%84%9B"}, {"愛"}),
        ({"url": ["/@budi"]}, set()),
        ({"ids": ["1", "2"], "id": {"id": "3"}}, {"1", "2", "3"}),
        ({"text": "halo @Budi_C!", "id": 1.5}, {"budi_c"}),
        ({"other": "budi", "xid": "budi", "a": 'x "id":"7"'}, set()),
        ({"payload": '{"id":"7"}', "x": '{"id":"8"}'}, {"7"}),
        ({"payload": '{"payload":"{\\"\\\\u0069d\\":\\"7\\"}"}'}, {"7"}),
        ({"payload": ['{"id":"7"}', "x"]}, {"7"}),
        ({"html": "<x-post id='7'>{&quot;id&quot;:8}</x-post>"}, {"7", "8"}),
        ({"html": ""}, set()),
    ],
)
def test_names(document: Any, names: set[str]) -> None:
    """What stands under the keys that matter is read by their steps, in strings that are documents, too."""
    assert seen(document) == names


def test_hashtags() -> None:
    """Hashtags are those of the texts that shapes have, as learning reads them."""
    named = scanner().look([{"text": "Ayo #PilihContoh! \uff03a", "other": "#b"}, {"text": ["#c"]}])
    assert named == Named(frozenset(), frozenset({"pilihcontoh", "a", "c"}))


@pytest.mark.parametrize(
    "document",
    [
        {"id": "1", "x": "\ud83d"},
        {"id": ["1", {"x": 1}, "2"]},
        {"ids": [["1"], "2"]},
        {"payload": [{"x": 1}, '{"id":"7"}']},
        json.loads('{"a":' * 400 + "1" + "}" * 400),
    ],
)
def test_it_says_where_it_cannot_tell(document: Any) -> None:
    """What can't be written, is too deep, or has names among objects in a list, is left to a walk."""
    assert seen(document) is None


def test_a_list_of_objects_is_no_name() -> None:
    """A list of objects under a key whose values have steps is no reason to walk."""
    assert seen({"url": [{"id": "7"}]}) == {"7"}


def test_names_elsewhere() -> None:
    """A shape with names that don't stand under a key is left to a walk wherever it may be."""
    look = scanner({"shape": "map", "has": ["post_id"], "id": "post_id", "accounts": [{"id": "ids.*"}]}).look
    assert look([{"post_id": "1"}]) is None
    assert look([{"id": "1"}]) == Named(frozenset(), frozenset())


def test_keys_that_look_like_what_follows_a_text() -> None:
    """A key that begins with a comma could be seen where a text ends, so a platform with one is walked."""
    look = scanner({"shape": "odd", "has": ["a"], "id": "a", "accounts": [{"id": "','"}]}).look
    assert look([{"x": "a", ":": 1, ",": "7"}]) is None


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """More documents, or larger ones, than a body may hold are left to a walk, which has its own bounds."""
    assert seen(*({"id": "1"} for _ in range(MAX_DOCUMENTS))) == {"1"}
    assert seen(*({"id": "1"} for _ in range(MAX_DOCUMENTS + 1))) is None
    monkeypatch.setattr(scan, "MAX_RESPONSE_BODY", 20)
    assert seen({"id": "1"}) == {"1"}
    assert seen({"id": "1"}, {"id": "2"}, {"id": "3"}) is None


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["id", "text", "payload"]), inner)
    ),
)


@given(DOCUMENTS)
def test_total(document: Any) -> None:
    """No document makes the look raise; without shapes it sees nothing."""
    scanner().look([document])
    assert scan.Scanner([], Reader({})).look([document]) in (None, Named(frozenset(), frozenset()))
