"""Responses teach which accounts stand behind an item, and nothing that they don't say."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_JSON_DEPTH, MAX_LEARNED
from rules.learn import Lesson
from rules.model import Account, Alias, Item, Request, Response
from rules.sites import Sites
from tests.support.kicau import KICAU

SITES = Sites([KICAU])


def learn(body: Any, url: str = "https://kicau.example/feed", kind: str = "application/json") -> Lesson:
    """What one response teaches."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SITES.learn(Response(Request("GET", url), 200, kind, raw))


def rows(lesson: Lesson) -> set[tuple[str, str | None, str | None, str]]:
    """Learned rows as (item, id, handle, role)."""
    return {
        (f"{one.item.of}:{one.item.id}", a.id, a.handle, a.role)
        for one in lesson.learned
        for a in one.accounts
    }


POST = {
    "post_id": 1,
    "author": {"id": 7, "name": "@budi"},
    "tags": [{"id": "8"}, {"name": "sari"}],
    "text": "halo",
}


def test_a_post_with_its_accounts() -> None:
    """A post gives its author and everyone it tags, each with the role."""
    lesson = learn({"any": [{"depth": POST}]})
    assert rows(lesson) == {
        ("post:1", "7", "budi", "author"),
        ("post:1", "8", None, "tagged"),
        ("post:1", None, "sari", "tagged"),
    }
    assert lesson.learned[0].texts == ("halo",)


def test_partial_objects_meet() -> None:
    """One object names the story's number, another its actor; together they are a row, in any order."""
    number, actor = {"story": "s", "number": "5"}, {"story": "s", "actor": {"id": "7"}}
    other = {"story": "t", "actor": {"id": "9"}}
    for body in ([number, other, actor], [actor, number]):
        assert rows(learn(body)) == {("post:5", "7", None, "author")}
    documents = json.dumps(number).encode() + b"\n" + json.dumps(actor).encode()
    assert rows(learn(documents)) == {("post:5", "7", None, "author")}


def test_the_page_s_account() -> None:
    """Items without an author of their own belong to the page's account, from the page or the request."""
    assert rows(learn([{"bare_id": "1"}, {"page_of": "77"}])) == {("post:1", "77", None, "author")}
    assert rows(learn([{"bare_id": "1", "by": "5"}, {"page_of": "77"}])) == {("post:1", "5", None, "author")}
    assert rows(learn([{"bare_id": "1"}], "https://kicau.example/feed?owner=66")) == {
        ("post:1", "66", None, "author")
    }
    assert rows(learn([{"bare_id": "1"}])) == set()


def test_the_page_s_account_in_several_roles() -> None:
    """Every role of a shape that may be the page's is filled where the post itself doesn't say who has it."""
    accounts = [{"role": role, "id": role, "page": True} for role in ("author", "owner")]
    post = {"shape": "post", "has": "post_id", "id": "post_id", "accounts": accounts}
    sites = Sites([{**KICAU, "learn": [post, KICAU["learn"][-1]]}])
    raw = json.dumps([{"post_id": 1}, {"post_id": 2, "author": 5}, {"page_of": "77"}]).encode()
    lesson = sites.learn(Response(Request("GET", "https://kicau.example/feed"), 200, "application/json", raw))
    assert rows(lesson) == {
        ("post:1", "77", None, "author"),
        ("post:1", "77", None, "owner"),
        ("post:2", "5", None, "author"),
        ("post:2", "77", None, "owner"),
    }


def test_more_posts_of_a_page_than_are_learned() -> None:
    """Posts beyond the bound belong to nobody, and do no harm."""
    posts = [{"bare_id": str(n)} for n in range(MAX_LEARNED + 1)]
    assert len(learn([*posts, {"page_of": "77"}]).learned) == MAX_LEARNED


def test_several_mentions_of_one_post_merge() -> None:
    """A poorer copy of a post never takes from a richer one."""
    poor = {"post_id": 1, "author": {"id": 7}}
    for body in ([poor, POST], [POST, poor]):
        assert ("post:1", "7", "budi", "author") in rows(learn(body))
        assert ("post:1", "7", None, "author") not in rows(learn(body))


def test_accounts_are_aliases() -> None:
    """Two names of one account are an alias; one name is none."""
    lesson = learn([{"user_id": "7", "user_name": "budi"}, {"user_id": "8", "user_name": ""}])
    assert lesson.aliases == [Alias("kicau", ("7",), ("budi",))]
    assert lesson.learned == []


def test_comments_are_no_posts() -> None:
    """Comments have a namespace of their own."""
    assert learn({"comment_id": "3", "by": "7"}).learned[0].item == Item("comment", "3")


def test_ids_must_have_their_form() -> None:
    """What breaks the platform's form of ids is no id."""
    assert rows(learn({"post_id": "x1", "author": {"id": 7}})) == set()
    assert rows(learn({"post_id": "1", "author": {"id": "x", "name": "budi"}})) == {
        ("post:1", None, "budi", "author")
    }


def test_in_strings_and_pages() -> None:
    """Posts inside JSON strings and inside pages are found."""
    inner = json.dumps(POST)
    assert ("post:1", "7", "budi", "author") in rows(learn({"payload": inner}))
    assert rows(learn({"other": inner})) == set()
    page = f'<html><script type="application/json">{inner}</script></html>'.encode()
    assert ("post:1", "7", "budi", "author") in rows(learn(page, kind="text/html"))


def test_private_messages_are_not_read() -> None:
    """Paths under `read.never` teach nothing."""
    assert rows(learn(POST, "https://kicau.example/messages/1")) == set()


def test_bounds() -> None:
    """Neither depth nor number makes it see more than the bounds."""
    deep: Any = POST
    for _ in range(MAX_JSON_DEPTH + 1):
        deep = {"a": deep}
    assert rows(learn(deep)) == set()
    assert (
        len(learn([{"post_id": n, "author": {"id": 1}} for n in range(MAX_LEARNED + 50)]).learned)
        == MAX_LEARNED
    )


def test_an_account_keeps_its_name() -> None:
    """Accounts compare by all they say."""
    assert Account("1", "a") == Account("1", "a", "account", None)


KEYS = [
    "post_id",
    "author",
    "id",
    "name",
    "tags",
    "story",
    "number",
    "actor",
    "bare_id",
    "page_of",
    "payload",
    "user_id",
]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)


@given(JUNK)
def test_total(body: Any) -> None:
    """No document makes learning raise, and all it gives has its form."""
    for one in learn(body).learned:
        assert one.item.id.isdecimal() or one.item.of != "post"
        assert all(a.id or a.handle for a in one.accounts)


@given(st.binary(max_size=200))
def test_arbitrary_bytes(body: bytes) -> None:
    """Arbitrary bytes teach nothing and raise nothing."""
    for kind in ("application/json", "text/html"):
        assert learn(body, kind=kind).learned == [] or b"_id" in body
