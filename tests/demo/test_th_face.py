"""The Threads face: data in its pages, GraphQL by two paths, and forms."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from demo import data
from demo.ig_shapes import shortcode
from demo.server import DemoSite
from tests.demo.conftest import Caller

SITE = "https://www.threads.com"
POST = data.POSTS[0].id_on("threads")
PERMALINK = f"/@walikota_contoh/post/{shortcode(POST)}"


def ask(caller: Caller, name: str, variables: dict[str, Any], path: str = "/graphql/query") -> Any:
    """The answer to a GraphQL operation."""
    body = urlencode({"fb_api_req_friendly_name": name, "variables": json.dumps(variables)})
    return json.loads(caller.send("POST", SITE + path, body, cookie="sesi=1")[1])


def carried(caller: Caller, path: str) -> str:
    """The JSON that a page carries, as text."""
    page = caller.send("GET", SITE + path, cookie="sesi=1")[1].decode()
    return json.dumps([json.loads(text) for text in re.findall(r"data-sjs>(.*?)</script>", page)])


def listed(value: Any) -> list[str]:
    """The posts that stand in threads, in order."""
    return re.findall(r'"post": {"pk": "(\d+)"', json.dumps(value) if not isinstance(value, str) else value)


def test_page_and_query_make_the_feed(caller: Caller) -> None:
    """The first threads are in the page, the others come by query."""
    found = listed(carried(caller, "/")) + listed(ask(caller, "BarcelonaFeedDirectQuery", {}))
    assert found == [post.id_on("threads") for post in data.home("threads")]


def test_a_post_stands_with_its_answers(caller: Caller) -> None:
    """On its page and in the query's answer alike."""
    expected = [POST, data.replies_to("threads", data.POSTS[0])[0].id_on("threads")]
    assert listed(carried(caller, PERMALINK)) == expected
    assert listed(ask(caller, "BarcelonaPostPageContentQuery", {"postID": POST})) == expected


def test_a_profile_lists_its_posts(caller: Caller) -> None:
    """Only its own, with the person beside them."""
    text = carried(caller, "/@budi_contoh")
    assert listed(text) == [post.id_on("threads") for post in data.by_author("threads", data.BUDI)]
    assert '"biography"' in text


@pytest.mark.parametrize(
    ("on", "off", "field"),
    [
        ("useTHLikeMutationLikeMutation", "useTHLikeMutationUnlikeMutation", "mediaID"),
        ("useBarcelonaLikeMutationLikeMutation", "useBarcelonaLikeMutationUnlikeMutation", "media_id"),
    ],
)
def test_likes_of_both_generations_are_kept(caller: Caller, on: str, off: str, field: str) -> None:
    """After a like the post's page shows it; after the undo it does not."""
    states = []
    for name in (on, off):
        ask(caller, name, {field: POST}, "/api/graphql")
        states.append('"has_liked": true' in carried(caller, PERMALINK))
    assert states == [True, False]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"/api/v1/media/{POST}/like/", {}),
        (f"/api/v1/media/{POST}_50000000001/unlike/", {}),
        ("/api/v1/friendships/create/50000000001/", {}),
        (
            "/api/v1/media/configure_text_only_post/",
            {"caption": "Halo", "text_post_app_info": '{"reply_id":"1"}'},
        ),
    ],
)
def test_forms_are_ok_unless_told_to_fail(
    site: DemoSite, caller: Caller, path: str, fields: dict[str, str]
) -> None:
    """Each answers with a status in its body; opened as a page, with a page."""
    body = urlencode(fields)
    assert json.loads(caller.send("POST", SITE + path, body)[1])["status"] == "ok"
    assert b'data-testid="done"' in caller.send("POST", SITE + path, body, sec_fetch_mode="navigate")[1]
    site.set(fail_next=1)
    assert json.loads(caller.send("POST", SITE + path, body)[1])["status"] == "fail"


def test_failures_and_unknown_queries_have_errors(site: DemoSite, caller: Caller) -> None:
    """An error is told in the answer."""
    site.set(fail_next=1)
    assert ask(caller, "useTHCreateRepostMutation", {"mediaID": POST}, "/api/graphql")["errors"]
    assert ask(caller, "SomethingElse", {})["errors"]


def test_noise_is_swallowed_and_nothing_else_is_there(caller: Caller) -> None:
    """Telemetry is answered with nothing; an address without a page with an error."""
    response, body = caller.send("POST", f"{SITE}/ajax/bz", "q={}")
    assert (response.status_code, body) == (200, b"")
    assert caller.send("GET", f"{SITE}/a/b")[0].status_code == 404
