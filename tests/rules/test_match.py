"""Requests become actions exactly where a rule says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_VALUES
from rules.model import Account, Action, Item, Request
from rules.sites import Sites
from tests.support.kicau import KICAU

SITES = Sites([KICAU])


def send(path: str, body: Any = None, method: str = "POST", **headers: str) -> tuple[Action, ...]:
    """The actions of one request to the made-up platform."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    url = path if "//" in path else "https://kicau.example" + path
    return SITES.match(Request(method, url, {k.replace("_", "-"): v for k, v in headers.items()}, raw))


def test_a_like_names_its_post() -> None:
    """An operation in the path, an id in the body: one action with one item."""
    [action] = send("/api/v1/like", {"input": {"id": 12}})
    assert (action.platform, action.kind, action.rule) == ("kicau", "like", "kicau.like")
    assert action.items == (Item("post", "12"),)
    assert action.posts == ("12",)
    assert (action.refusal, action.release) == ("default", "held")


@pytest.mark.parametrize(
    "actions",
    [
        send("/api/v1/unlike", {"input": {"id": 12}}),
        send("/api/v1/storySeen", {"input": {"id": 12}}),
        send("/api/v1/like", {"input": {"id": 12, "reaction": 0}}),
        send("/api/v1/like", {"input": {"id": 12}}, method="GET"),
        send("/api/v1/like", {"input": {"id": 12}}, method="OPTIONS"),
        send("/api/v1/like/more", {"input": {"id": 12}}),
        send("/api/like", {"input": {"id": 12}}),
        send("https://lain.example/api/v1/like", {"input": {"id": 12}}),
        send("https://xkicau.example/api/v1/like", {"input": {"id": 12}}),
        send("/api/v1/other", {"input": {"id": 12}}),
    ],
)
def test_look_alikes_are_no_action(actions: tuple[Action, ...]) -> None:
    """Undo, receipts, reads, other paths and other hosts are nothing."""
    assert actions == ()


@pytest.mark.parametrize(
    "host", ["kicau.example", "www.kicau.example", "m.kicau.test", "WWW.KICAU.TEST", "kicau.example."]
)
def test_hosts_with_their_subdomains(host: str) -> None:
    """A platform's hosts count with everything below them, in any case."""
    assert send(f"https://{host}/api/v1/like", {"input": {"id": 1}})


def test_an_operation_by_header() -> None:
    """Where two places name the operation the first that says anything counts."""
    assert send("/api/v1/graphql", {"input": {"id": 1}}, x_op="like")
    assert not send("/api/v1/like", {"input": {"id": 1}}, x_op="unlike")


def test_the_first_rule_that_applies() -> None:
    """A reply and a post come by one operation; the condition parts them."""
    [reply] = send("/api/v1/send", {"input": {"reply_to": "7", "text": "halo @budi_c dan @sari"}})
    assert (reply.rule, reply.posts) == ("kicau.reply", ("7",))
    assert [(a.handle, a.role) for a in reply.accounts] == [("budi_c", "mentioned"), ("sari", "mentioned")]
    assert reply.texts == ("halo @budi_c dan @sari",)
    [post] = send("/api/v1/send", {"input": {"text": "halo", "photos": [1]}})
    assert (post.rule, post.kind, post.media, post.release, post.refusal) == (
        "kicau.post",
        "post",
        True,
        "again",
        "soft",
    )
    [plain] = send("/api/v1/send", {"input": {"text": "halo", "photos": []}})
    assert not plain.media


def test_accounts_by_path_form_and_handle() -> None:
    """A follow names its account in the path or in the form, by id, handle or both."""
    assert send("/users/44/follow")[0].accounts == (Account("44", None, "account"),)
    assert send("/follow", b"id=44&name=%40Budi")[0].accounts == (Account("44", "Budi", "account"),)
    assert send("/follow", b"name=Budi", method="PUT")[0].accounts == (Account(None, "Budi", "account"),)
    assert send("/users/abc/follow")[0].accounts == ()


def test_a_batch_adds_up() -> None:
    """Each element of a batch goes to the first rule that applies; the actions add up by rule."""
    writes = [
        {"type": "like", "id": "1"},
        {"type": "x"},
        {"type": "follow", "id": "9"},
        {"type": "like", "id": "2"},
    ]
    like, follow = send("/api/v1/batch", {"writes": writes})
    assert like.posts == ("1", "2")
    assert [a.id for a in follow.accounts] == ["9"]


def test_an_empty_batch_hides_no_other_rule() -> None:
    """Where a rule for batches finds no element, a later rule for the whole request applies."""
    like = {"kind": "like", "envelope": "e", "operation": "like"}
    spec = {
        "platform": "kicau",
        "name": "Kicau",
        "hosts": ["kicau.example"],
        "envelopes": {"e": {"path": "/{operation}", "operation_from": "path.operation"}},
        "actions": [
            {"rule": "many", "each": "json.items[]", "targets": [{"post": "item.id"}], **like},
            {"rule": "one", "targets": [{"post": "json.id"}], **like},
        ],
    }
    for body, rule in ((b'{"id": "1"}', "one"), (b'{"items": [{"id": "1"}]}', "many")):
        [action] = Sites([spec]).match(Request("POST", "https://kicau.example/like", {}, body))
        assert (action.rule, action.posts) == (f"kicau.{rule}", ("1",))


def test_pairs_stay_pairs() -> None:
    """With `each`, the id and the handle of one element stay one account."""
    [action] = send("/api/v1/tagOnePhoto", {"people": [{"id": "1", "name": "a"}, {"name": "b"}, {"id": "x"}]})
    assert [(a.id, a.handle) for a in action.accounts] == [("1", "a"), (None, "b")]


def test_the_viewer_never_counts() -> None:
    """The signed-in person's own id is no target."""
    [action] = send("/users/44/follow", cookie="me=u=44")
    assert action.accounts == ()
    assert action.viewer == ("44",)


def test_hints_count_for_the_very_item_only() -> None:
    """A permalink in the Referer tells the author of the post it names, and of no other."""
    referer = "https://kicau.example/budi/post/12"
    [action] = send("/api/v1/like", {"input": {"id": 12}}, referer=referer)
    assert action.hints == ((Item("post", "12"), Account(None, "budi", "cited")),)
    [action] = send("/api/v1/like", {"input": {"id": 13}}, referer=referer)
    assert action.hints == ()


def test_bounds() -> None:
    """No request has more targets than the bound."""
    [action] = send("/api/v1/batch", {"writes": [{"type": "like", "id": str(n)} for n in range(10_000)]})
    assert 0 < len(action.items) <= MAX_VALUES


@pytest.mark.parametrize(
    ("method", "path", "headers", "interesting"),
    [
        ("POST", "/api/v1/like", {}, True),
        ("POST", "/api/v1/unlike", {}, False),
        ("POST", "/api/v1/feed", {}, False),
        ("GET", "/api/v1/like", {}, False),
        ("POST", "/api/v1/x", {"x-op": "like"}, True),
        ("POST", "/follow", {}, True),
        ("POST", "/feed", {}, False),
    ],
)
def test_interest_from_the_head(method: str, path: str, headers: dict[str, str], interesting: bool) -> None:
    """The head alone tells most requests apart, so that their bodies need not wait."""
    assert SITES.interesting(Request(method, "https://kicau.example" + path, headers)) is interesting


@pytest.mark.parametrize(
    ("places", "interesting"),
    [
        (["path.op"], False),
        (["path.op", "json.op"], False),
        (["json.op", "path.op"], True),
        (["header.x", "json.op"], True),
    ],
)
def test_a_name_that_may_stand_in_the_body(places: list[str], interesting: bool) -> None:
    """The head says no only where no body could name another operation first."""
    spec: dict[str, Any] = {
        "platform": "kicau",
        "name": "Kicau",
        "hosts": ["kicau.example"],
        "envelopes": {"api": {"path": "/api/{op}", "operation_from": places}},
        "actions": [{"rule": "like", "kind": "like", "envelope": "api", "operation": "like"}],
    }
    assert Sites([spec]).interesting(Request("POST", "https://kicau.example/api/feed")) is interesting


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["input", "id", "writes", "type", "people", "reply_to", "text"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JUNK, st.sampled_from(["like", "send", "batch", "tagPhoto", "\u0000"]), st.text(max_size=30))
def test_total(body: object, operation: str, junk: str) -> None:
    """No body, header or URL makes the matcher raise, or find more than the bound."""
    raw = json.dumps(body, allow_nan=True).encode()
    for url in (f"https://kicau.example/api/v1/{operation}", f"https://kicau.example/{junk}", junk):
        for action in SITES.match(Request("POST", url, {"cookie": junk, "referer": junk}, raw)):
            assert len(action.items) <= MAX_VALUES
            assert len(action.accounts) <= MAX_VALUES


@given(st.binary(max_size=200))
def test_arbitrary_bytes(body: bytes) -> None:
    """Arbitrary bytes are no reason to raise."""
    for path in ("/api/v1/like", "/api/v1/batch", "/follow", "/users/1/follow"):
        SITES.match(Request("POST", "https://kicau.example" + path, {}, body))
