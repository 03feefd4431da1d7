"""Where names stand is told rightly: under keys, where all that stands there is read; or elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from rules.forms import form_of
from rules.learn import Learner
from rules.places import INTO, Places
from rules.transform import ARGUMENT_STEPS, PLAIN_STEPS, Platform, transform

PLATFORM = Platform(("kicau.example",), {"handle": form_of({"chars": "a-z"})})


def places(*shapes: dict[str, Any]) -> Places:
    """The places of a platform with these shapes."""
    learn = [{"shape": f"s{n}", "has": ["post_id"], "id": "post_id", **one} for n, one in enumerate(shapes)]
    spec = {"platform": "kicau", "name": "Kicau", "learn": learn}
    return Places(Learner(spec, PLATFORM).shapes)


def of_id(value: Any, **more: Any) -> Places:
    """The places of a shape whose author's id is this value."""
    return places({"accounts": [{"id": value, **more}]})


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("author.id", {b"id"}),
        ("author.pk|author.id", {b"pk", b"id"}),
        ("authors[]", {b"authors"}),
        ("authors[-1]", {b"authors"}),
        ("some.**.id", {b"id"}),
        ("some.*.id", {b"id"}),
        ("u[0].id", {b"id"}),
        ("'a \"b\"'", {b'a \\"b\\"'}),
        ({"from": "urn", "via": ["base64", "json", {"get": "deep.id"}]}, {b"urn"}),
        (["a", {"every": ["b", "c"]}], {b"a", b"b", b"c"}),
    ],
)
def test_under_keys(value: Any, keys: set[bytes]) -> None:
    """A path that ends in a key, or in a list under one, is found there, whatever lies before and after."""
    found = of_id(value)
    assert found.keys == keys
    assert not found.elsewhere(b'{"post_id":1}')


@pytest.mark.parametrize(
    "value",
    [
        "authors.*",
        "authors.**",
        "u[0][1]",
        "u[][]",
        "author.id|u.*",
        ".",
        "#key",
        {"from": "author", "via": [{"get": "id"}]},
        {"from": "authors", "via": ["keys"]},
        {"compose": ["a", "b"], "with": ":"},
        {"every": ["a", {"compose": ["a", "b"], "with": ":"}]},
    ],
)
def test_elsewhere(value: Any) -> None:
    """Any other needs a walk, wherever all keys are that its shape must have."""
    found = of_id(value)
    assert found.keys == set()
    assert found.elsewhere(b'{"a":{"post_id":1}}')
    assert not found.elsewhere(b'{"a":"post_id"}')
    assert places({"has": ["#key", "b"], "accounts": [{"id": value}]}).elsewhere(b'{"b":1}')


def test_below_each() -> None:
    """What is below ``each`` stands in the document, but not where steps have made it."""
    assert of_id("id", each="tags[].user").keys == {b"id"}
    assert of_id("id", each={"from": "tags", "via": ["json"]}).elsewhere(b'{"post_id":1}')


def test_a_shape_is_elsewhere_by_all_that_it_must_have() -> None:
    """One alternative of each path has to be there with all its keys, wherever they stand."""
    found = places({"has": ["a.b|c", "d[].e"], "text": "t.*"})
    assert found.elsewhere(b'{"c":{"d":[{"e":1}]}}')
    assert found.elsewhere(b'{"a":{"b":{"d":[{"e":1}]}}}')
    assert not found.elsewhere(b'{"a":{"d":[{"e":1}]}}')
    assert not found.elsewhere(b'{"c":{"d":[]}}')


def test_the_same_way_is_read_once() -> None:
    """Values that differ in nothing but where they stand are read as one; texts apart from names."""
    found = places({"accounts": [{"id": "a.id", "handle": "b.id"}], "text": "c.id"}, {"text": "id"})
    assert [place.text for place in found.under(b"id")] == [False, True]


def test_a_place_reads_as_learning_does() -> None:
    """Plain values and lists of them count where there are no steps; with steps a list counts by ``[]``."""
    [plain] = of_id("id").under(b"id")
    assert list(plain.read(["a", 7, True, None, 1.5, ["b", "", {"c": 1}], "x" * 300])) == [
        "a",
        "7",
        "true",
        "b",
    ]
    [stepped] = of_id({"from": "id", "via": [{"after": ":"}]}).under(b"id")
    assert list(stepped.read(["u:5", "6", ["u:7"]])) == ["5"]
    [listed] = of_id({"from": "id[]", "via": [{"after": ":"}]}).under(b"id")
    assert list(listed.read([["u:7", "u:8"]])) == ["7", "8"]


ARGUMENTS: dict[str, Any] = {
    "after": "a",
    "before": "a",
    "strip": "a",
    "starts": "a",
    "part": {"of": "a", "at": 0},
    "split": "a",
    "skip": 1,
    "protobuf": "**",
    "is": "handle",
    "url": {"path": "/{handle}", "take": "handle"},
}
CONTAINERS: list[Any] = [{}, [], {"a": "a", "id": {"a": 1}}, ["a", {"a": "a"}, ["a"]], {"/a": [{}]}]


@pytest.mark.parametrize("name", sorted((PLAIN_STEPS | ARGUMENT_STEPS) - INTO))
def test_steps_make_nothing_of_objects_and_lists(name: str) -> None:
    """Only those of INTO go on into an object or a list, so what stands there need not be read."""
    step = transform(name if name in PLAIN_STEPS else {name: ARGUMENTS[name]}, PLATFORM)
    assert [list(step(one)) for one in CONTAINERS] == [[]] * len(CONTAINERS)
