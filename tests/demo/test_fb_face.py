"""The Facebook face: a streamed feed, data in its pages, and all its actions."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from demo import data, fb_data
from demo.server import DemoSite
from tests.demo.conftest import Caller

SITE = "https://www.facebook.com"
POST = data.POSTS[0].id_on("facebook")


def ask(caller: Caller, name: str, variables: dict[str, Any]) -> list[Any]:
    """The documents of a GraphQL operation's answer."""
    body = urlencode({"fb_api_req_friendly_name": name, "variables": json.dumps(variables)})
    _, found = caller.send("POST", f"{SITE}/api/graphql/", body, cookie="sesi=1")
    return [json.loads(line) for line in found.split(b"\r\n")]


def act(caller: Caller, name: str, **fields: Any) -> Any:
    """The one document that answers a mutation."""
    (document,) = ask(caller, name, {"input": fields})
    return document


def post_ids(value: Any) -> list[str]:
    """The numbers of all stories at any depth, each once, in order."""
    return list(dict.fromkeys(re.findall(r'"post_id": "(\d+)"', json.dumps(value))))


def carried(caller: Caller, path: str) -> Any:
    """The JSON that a page carries."""
    page = caller.send("GET", SITE + path, cookie="sesi=1")[1].decode()
    return [json.loads(text) for text in re.findall(r"data-sjs>(.*?)</script>", page)]


def test_page_and_stream_make_the_feed(caller: Caller) -> None:
    """The first stories are in the page, the others come as documents; together they are the home feed."""
    found = post_ids([carried(caller, "/"), ask(caller, "CometNewsFeedPaginationQuery", {})])
    assert {post.id_on("facebook") for post in data.home("facebook")} <= set(found)
    assert len(ask(caller, "CometNewsFeedPaginationQuery", {})) > 10


@pytest.mark.parametrize(
    ("path", "query", "variables"),
    [
        (f"/walikota.contoh/posts/{POST}", "CometSinglePostDialogContentQuery", {"postID": POST}),
        ("/partai.jeruk", "ProfileCometTimelineFeedRefetchQuery", {"vanity": "partai.jeruk"}),
        (
            "/groups/relawan.ratna.contoh/",
            "GroupsCometFeedRegularStoriesPaginationQuery",
            {"group": "relawan.ratna.contoh"},
        ),
        (f"/events/{fb_data.WALK.id}/", "PublicEventCometAboutRootQuery", {"eventID": fb_data.WALK.id}),
    ],
)
def test_pages_carry_what_queries_answer(
    caller: Caller, path: str, query: str, variables: dict[str, str]
) -> None:
    """A page opened by its address holds the same as the query that a link in another page sends."""
    (document,) = ask(caller, query, variables)
    assert json.dumps(document["data"]) in json.dumps(carried(caller, path))


def test_a_profile_shows_its_names_side_by_side(caller: Caller) -> None:
    """Vanity name, profile id and the page's other id."""
    text = json.dumps(carried(caller, "/partai.jeruk"))
    for part in (
        '"userVanity": "partai.jeruk"',
        '"userID": "100090000000002"',
        '"delegate_page": {"id": "61550000000002"',
    ):
        assert part in text


def test_a_reaction_and_its_undoing_are_one_mutation(caller: Caller) -> None:
    """With a reaction's id it lights, with 0 it goes out."""
    liked = []
    for reaction in ("1635855486666999", "0"):
        act(
            caller,
            "CometUFIFeedbackReactMutation",
            feedback_id=fb_data.feedback_id(POST),
            feedback_reaction_id=reaction,
        )
        page = carried(caller, f"/walikota.contoh/posts/{POST}")
        liked.append('"viewer_feedback_reaction_info": null' not in json.dumps(page))
    assert liked == [True, False]


@pytest.mark.parametrize(
    ("name", "fields", "shows"),
    [
        ("CometUserFollowMutation", {"subscribee_id": "100090000000002"}, "IS_SUBSCRIBED"),
        (
            "FriendingCometFriendRequestSendMutation",
            {"friend_requestee_ids": ["100090000000002"]},
            "OUTGOING_REQUEST",
        ),
        ("CometProfilePlusLikeMutation", {"page_id": "61550000000002"}, '"does_viewer_like": true'),
    ],
)
def test_actions_on_a_page_are_kept(caller: Caller, name: str, fields: dict[str, Any], shows: str) -> None:
    """Following, asking for friendship and liking show on the profile."""
    assert shows not in json.dumps(carried(caller, "/partai.jeruk"))
    act(caller, name, **fields)
    assert shows in json.dumps(carried(caller, "/partai.jeruk"))


def test_declining_takes_the_promise_back(caller: Caller) -> None:
    """One operation says yes and no."""
    states = []
    for status in ("GOING", "NOT_GOING"):
        act(caller, "PublicEventCometRSVPMutationQuery", event_id=fb_data.WALK.id, guest_status_type=status)
        states.append('"GOING"' in json.dumps(carried(caller, f"/events/{fb_data.WALK.id}/")))
    assert states == [True, False]


def test_comments_are_listed(caller: Caller) -> None:
    """The comments below a post come by a query of their own."""
    text = json.dumps(ask(caller, "CommentListComponentsRootQuery", {"postID": POST}))
    assert [comment.text in text for comment in data.COMMENTS] == [True, True, False, False]


@pytest.mark.parametrize(
    "path",
    [
        f"/ufi/reaction/?ft_ent_identifier={POST}&reaction_type=1",
        f"/a/like.php?ft_ent_identifier={POST}",
        f"/a/comment.php?ft_ent_identifier={POST}",
        "/a/profile.php?fan&id=100090000000001",
        "/a/subscriptions/add?subject_id=100090000000001",
    ],
)
def test_plain_links_answer_with_a_page(site: DemoSite, caller: Caller, path: str) -> None:
    """Opening one acts; when the site was told to fail, it says so."""
    assert b'data-testid="done"' in caller.send("GET", SITE + path)[1]
    site.set(fail_next=1)
    assert caller.send("GET", SITE + path)[0].status_code == 500


def test_failures_and_unknown_queries_have_errors(site: DemoSite, caller: Caller) -> None:
    """An error is told in the document."""
    site.set(fail_next=1)
    assert act(caller, "CometUserFollowMutation", subscribee_id="1")["errors"]
    assert act(caller, "SomethingElse")["errors"]


def test_noise_is_swallowed_and_nothing_else_is_there(caller: Caller) -> None:
    """Telemetry is answered with nothing; an address without a page with an error."""
    response, body = caller.send("POST", f"{SITE}/ajax/bnzai", "q={}")
    assert (response.status_code, body) == (200, b"")
    assert caller.send("GET", f"{SITE}/a/b/c")[0].status_code == 404
