"""What the loader takes, the JavaScript engine takes too, and reads alike: paths, forms and templates."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from rules.fieldpath import FieldPath
from rules.forms import form_of
from rules.jsontext import loads
from rules.load import load_platforms
from rules.model import Request
from rules.sites import Sites
from rules.template import Template
from tests.extension.engine.peer import Peer, matched
from tests.support.kicau import KICAU

MANY = settings(max_examples=150, suppress_health_check=list(HealthCheck))

KEYS = ["a", "b", "A-1", "$x", "@", "1", "0", "a.b", "a|b", "автор", " ", "__proto__", "constructor"]
TOKENS = [
    "a",
    "b",
    "A-1",
    "$x",
    "@",
    "1",
    "0",
    "'a.b'",
    "'a|b'",
    "'автор'",
    "'__proto__'",
    "constructor",
    "'",
]
PIECES = [
    *TOKENS,
    ".",
    "[]",
    "[0]",
    "[-1]",
    "[-0]",
    "[007]",
    "[-]",
    "*",
    "**",
    "|",
    " | ",
    "\n",
    " ",
    "\t",
    "\u3000",
]
PATHS = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), min_size=1, max_size=7).map("".join)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)
TEXTS = st.text(max_size=6)
CHARS = st.text(st.sampled_from("-az09_.A]\\^😀é") | st.characters(), min_size=1, max_size=8)
NAMES = [
    "a",
    "{a}",
    "{b_c}",
    "@{d}",
    "{e}.json",
    "{f...}",
    "{G}",
    "{}",
    "{",
    "%2F{h}",
    "é",
    "..",
    "",
    "?",
    "{proto}",
]
TEMPLATES = st.lists(st.sampled_from(NAMES) | st.text(max_size=3), max_size=4).map(
    lambda all_: "/" + "/".join(all_)
)
SEGMENTS = ["a", "@x", "x.json", ".json", "%41", "%2f", "", "é", "..", "%zz", "\n", "\u2028", "😀"]
REQUESTED = st.lists(st.sampled_from(SEGMENTS), max_size=5).map(lambda all_: "/" + "/".join(all_))


def written(value: Any) -> Any:
    """A document as the peer writes it down."""
    if isinstance(value, dict):
        return {"object": [[key, written(one)] for key, one in value.items()]}
    if isinstance(value, list):
        return [written(one) for one in value]
    return {"number": str(value)} if type(value) is int else value


@MANY
@given(path=PATHS, document=DOCUMENTS)
@example(path="a|\nb\n", document={"b": 1})
@example(path=" a ", document={"a": 1})
@example(path="автор", document={"автор": 1})
@example(path="a[1234567890]", document={"a": [1]})
def test_paths(peer: Peer, path: str, document: Any) -> None:
    """A path that is one leads both to the same values."""
    try:
        here = FieldPath(path)
    except ValueError:
        assume(False)  # noqa: FBT003
    text = json.dumps(document)
    assert peer.ask("follow", path=path, text=text) == {"found": written(here.values(loads(text)))}


@MANY
@given(chars=CHARS, texts=st.lists(TEXTS, max_size=4), low=st.integers(1, 3), more=st.integers(0, 4))
@example(chars="A-Za-z0-9_-.", texts=["."], low=1, more=0)
@example(chars="-a-", texts=["-", "a", "b"], low=1, more=0)
@example(chars="a-c-e", texts=["-", "d", "e"], low=1, more=0)
def test_forms(peer: Peer, chars: str, texts: list[str], low: int, more: int) -> None:
    """A form that is one fits the same texts, among them those of its own characters."""
    form = {"chars": chars, "min": low, "max": low + more}
    try:
        here = form_of(form)
    except ValueError:
        assume(False)  # noqa: FBT003
    asked = [*texts, chars, *chars]
    assert peer.ask("fits", form=form, texts=asked) == {"fits": [here.fits(one) for one in asked]}


@MANY
@given(template=TEMPLATES, paths=st.lists(REQUESTED, max_size=4))
@example(template="/a/{f...}/like", paths=["/a/b/like", "/a/b/c/like"])
@example(template="/{__proto__}", paths=["/a"])
@example(template="/user/{a}", paths=["/%75ser/%41", "/%75ser/%2541", "/user/%2F"])
@example(template="/%66oo", paths=["/foo", "/%66oo"])
@example(template="/{f...}.json", paths=["/a/b.json"])
def test_templates(peer: Peer, template: str, paths: list[str]) -> None:
    """A template that is one takes the same paths apart into the same parts, among them paths of its kind."""
    try:
        here = Template(template)
    except ValueError:
        assume(False)  # noqa: FBT003
    asked = [*paths, template, template.replace("{", "").replace("}", "")]
    assert peer.ask("parts", template=template, paths=asked) == {"parts": [here.match(one) for one in asked]}


LEAVES = [
    "",
    "a",
    "a-Z",
    "9-0",
    "--",
    "é",
    "\n",
    "json.a\n",
    "json.é",
    "item",
    "path.id",
    "'",
    "/{a...}/b",
    "/é",
    "/{A}",
]
VALUES = (
    st.sampled_from([*LEAVES, 0, -1, 2**53, 1.0, 1e400, True, None, [], {}, ["a"], {"a": "b"}])
    | PATHS
    | TEMPLATES
)


def leaves(node: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all plain values."""
    if isinstance(node, dict | list):
        below = node.items() if isinstance(node, dict) else enumerate(node)
        return [one for key, inner in below for one in leaves(inner, (*place, key))]
    return [place]


PLACES = leaves(KICAU)


@MANY
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), VALUES), max_size=2))
@example(changes=[(("forms", "handle", "chars"), "A-Za-z0-9_-.")])
@example(changes=[(("actions", 0, "targets", 0, "post"), "json.id|\n json.a\n")])
def test_platforms(peer: Peer, tmp_path: Path, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    """A platform that the loader takes compiles: what it misses would cost a browser the whole ruleset."""
    changed = deepcopy(KICAU)
    for place, value in changes:
        node: Any = changed
        for key in place[:-1]:
            node = node[key]
        node[place[-1]] = value
    (tmp_path / "kicau.yaml").write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
    for platform in load_platforms(tmp_path)[0]:
        assert peer.ask("compiles", platform=platform) == {"compiled": True}, changes


@pytest.mark.parametrize("path", ["a|\n  b\n", "\r\n a"])
def test_white_space_around_a_path(peer: Peer, path: str) -> None:
    """A path that YAML folded is read by both."""
    assert FieldPath(path).values({"a": 1, "b": 2}) == [1]
    assert peer.ask("follow", path=path, text='{"a": 1, "b": 2}') == {"found": [{"number": "1"}]}


@pytest.mark.parametrize(
    ("link", "posts"),
    [("/%75ser/%41", ["A"]), ("https://kicau.example/us%65r/%2541", ["%41"]), ("/us%2565r/1", [])],
)
def test_needless_escapes_in_links(peer: Peer, link: str, posts: list[str]) -> None:
    """A link with escapes that nothing needs is the link without them, to both."""
    step = {"url": {"path": "/user/{a}", "take": "a"}}
    rule = {
        "rule": "like",
        "kind": "like",
        "path": "/like",
        "targets": [{"post": {"from": "form.u", "via": [step]}}],
    }
    platform = {"platform": "kicau", "name": "Kicau", "hosts": ["kicau.example"], "actions": [rule]}
    request = Request("POST", "https://kicau.example/like", {}, urlencode({"u": link}).encode())
    here = matched(Sites([platform]), request)
    assert [one[1] for one in here["actions"][0]["items"]] == posts
    assert peer.match(request, platform)["actions"] == json.loads(json.dumps(here))["actions"]
