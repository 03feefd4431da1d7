"""The X face: shapes of its answers and what its actions leave behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from demo import data
from demo.server import DemoSite
from tests.demo.conftest import Caller

API = "https://x.com/i/api/"
RATNA_1 = data.POSTS[0].id_on("x")


def ask(caller: Caller, operation: str, variables: dict[str, Any], query: str = "") -> Any:
    """The data of an operation."""
    body = json.dumps({"variables": variables, "queryId": "q"})
    return json.loads(caller.send("POST", f"{API}graphql/q/{operation}{query}", body, cookie="sesi=1")[1])[
        "data"
    ]


def tweets(node: Any) -> list[Any]:
    """All post nodes, at any depth."""
    if isinstance(node, list):
        return [tweet for child in node for tweet in tweets(child)]
    if not isinstance(node, dict):
        return []
    below = tweets(list(node.values()))
    return [node, *below] if "rest_id" in node and "full_text" in node.get("legacy", {}) else below


def home(caller: Caller, query: str = "") -> list[Any]:
    """The posts of the home feed."""
    root = ask(caller, "HomeTimeline", {"count": 20}, query)["home"]["home_timeline_urt"]
    assert [step["type"] for step in root["instructions"]] == ["TimelineClearCache", "TimelineAddEntries"]
    return tweets(root)


@pytest.mark.parametrize(("query", "place"), [("", "core"), ("?shape=legacy", "legacy")])
def test_authors_stand_where_each_generation_has_them(caller: Caller, query: str, place: str) -> None:
    """Every post names its author's id and handle, under core or, before May 2025, under legacy."""
    for tweet in home(caller, query):
        user = tweet["core"]["user_results"]["result"]
        account = data.account_by_id("x", user["rest_id"])
        assert account is not None
        assert user[place]["screen_name"] == account.handle
        assert tweet["legacy"]["user_id_str"] == user["rest_id"]
        assert ("legacy" in user) == (place == "legacy")


def test_feed_has_reposts_quotes_replies_polls_and_wrappers(caller: Caller) -> None:
    """The feed holds every form in which a candidate's post can come."""
    found = home(caller)
    legacies = [tweet["legacy"] for tweet in found]
    assert [x for x in legacies if x.get("retweeted_status_result")]
    assert [x for x in legacies if x.get("quoted_status_permalink")]
    assert [x for x in legacies if x.get("in_reply_to_user_id_str") == data.RATNA.id_on("x")]
    assert [x for x in legacies if x["entities"]["user_mentions"]]
    assert [tweet for tweet in found if tweet.get("quoted_status_result")]
    assert [tweet for tweet in found if tweet.get("card")]
    root = ask(caller, "HomeTimeline", {})
    assert "TweetWithVisibilityResults" in json.dumps(root)


MARKS = [
    ("FavoriteTweet", "UnfavoriteTweet", "favorited"),
    ("CreateRetweet", "DeleteRetweet", "retweeted"),
    ("CreateBookmark", "DeleteBookmark", "bookmarked"),
]


@pytest.mark.parametrize(("do", "undo", "field"), MARKS)
def test_marks_are_kept_until_undone(caller: Caller, do: str, undo: str, field: str) -> None:
    """After the action the feed shows the mark, after undoing it no longer does."""
    states = [home(caller)[0]["legacy"][field]]
    for operation, name in (
        (do, "tweet_id"),
        (undo, "source_tweet_id" if undo == "DeleteRetweet" else "tweet_id"),
    ):
        ask(caller, operation, {name: RATNA_1})
        states.append(home(caller)[0]["legacy"][field])
    assert states == [False, True, False]


@pytest.mark.parametrize(
    ("operation", "root"), [("CreateTweet", "create_tweet"), ("CreateNoteTweet", "notetweet_create")]
)
def test_written_posts_come_back(caller: Caller, operation: str, root: str) -> None:
    """What was written is answered as the person's own post."""
    answer = ask(caller, operation, {"tweet_text": "Halo @walikota_contoh"})
    (tweet,) = tweets(answer[root])
    assert tweet["legacy"]["full_text"] == "Halo @walikota_contoh"
    assert tweet["core"]["user_results"]["result"]["core"]["screen_name"] == "warga_contoh"


def test_scheduled_posts_use_their_old_names(caller: Caller) -> None:
    """A scheduled post has its text under post_tweet_request."""
    answer = ask(caller, "CreateScheduledTweet", {"post_tweet_request": {"status": "Nanti"}})
    assert tweets(answer)[0]["legacy"]["full_text"] == "Nanti"


def test_permalink_and_profile_show_unlisted_posts(caller: Caller) -> None:
    """A post outside the feed is found on its own page with its replies and on its author's page."""
    hidden = next(post for post in data.POSTS if post.number == 22).id_on("x")
    assert hidden not in [tweet["rest_id"] for tweet in home(caller)]
    detail = ask(caller, "TweetDetail", {"focalTweetId": hidden})
    assert [tweet["rest_id"] for tweet in tweets(detail)] == [hidden]
    replies = ask(caller, "TweetDetail", {"focalTweetId": RATNA_1})
    assert len(tweets(replies)) == 2
    user = ask(caller, "UserByScreenName", {"screen_name": "Budi_Contoh"})["user"]["result"]
    posts = ask(caller, "UserTweets", {"userId": user["rest_id"]})["user"]["result"]["timeline"]
    assert hidden in [tweet["rest_id"] for tweet in tweets(posts)]


def test_reads_work_by_get_too(caller: Caller) -> None:
    """Variables may stand in the address."""
    url = f'{API}graphql/q/UserByScreenName?variables={{"screen_name":"partaijeruk"}}'
    found = json.loads(caller.send("GET", url)[1])
    assert found["data"]["user"]["result"]["rest_id"] == data.JERUK.id_on("x")


def test_community_names_its_founder_and_its_members_role(caller: Caller) -> None:
    """The founder stands in the community; joining and leaving change the viewer's role."""
    identity = data.COMMUNITIES[0].id_on("x")
    roles = []
    for operation in ("LeaveCommunity", "JoinCommunity"):
        ask(caller, operation, {"communityId": identity})
        found = ask(caller, "CommunityQuery", {"communityId": identity})["communityResults"]["result"]
        roles.append(found["role"])
    assert roles == ["NonMember", "Member"]
    assert found["creator_results"]["result"]["rest_id"] == data.JERUK.id_on("x")


@pytest.mark.parametrize("body", ["user_id=1500000000000000001", "screen_name=walikota_contoh"])
def test_follow_is_a_form(caller: Caller, body: str) -> None:
    """Following by id or by handle shows on the profile."""
    caller.send("POST", f"{API}1.1/friendships/create.json", f"skip_status=1&{body}", cookie="sesi=1")
    user = ask(caller, "UserByScreenName", {"screen_name": "walikota_contoh"})["user"]["result"]
    assert user["relationship_perspectives"]["following"] is True


def test_votes_are_kept(caller: Caller) -> None:
    """A vote on the other host shows in the poll's card."""
    poll = next(post for post in data.POSTS if post.poll).id_on("x")
    body = f"twitter%3Along%3Aoriginal_tweet_id={poll}&twitter%3Astring%3Aselected_choice=2"
    caller.send("POST", "https://caps.x.com/v2/capi/passthrough/1", body, cookie="sesi=1")
    card = next(tweet["card"] for tweet in home(caller) if tweet["rest_id"] == poll)
    chosen = {"key": "selected_choice", "value": {"string_value": "2", "type": "STRING"}}
    assert chosen in card["legacy"]["binding_values"]


@pytest.mark.parametrize(
    "url", ["https://api.x.com/1.1/jot/client_event.json", f"{API}1.1/jot/client_event.json"]
)
def test_telemetry_is_swallowed(site: DemoSite, caller: Caller, url: str) -> None:
    """Telemetry is answered with nothing."""
    response, body = caller.send("POST", url, "log=[]")
    assert (response.status_code, body) == (200, b"")
    assert len(site.log) == 1


def test_unknown_operations_are_refused(caller: Caller) -> None:
    """An operation that does not exist answers 404 in the platform's shape."""
    response, body = caller.send("POST", f"{API}graphql/q/NoSuchThing", "{}")
    assert (response.status_code, "errors" in json.loads(body)) == (404, True)


def test_feed_can_be_large(caller: Caller) -> None:
    """A feed of five megabytes is still a feed, and begins as always."""
    _, body = caller.send("POST", f"{API}graphql/q/HomeTimeline?size=5mb", "{}")
    assert len(body) >= 5_000_000
    assert tweets(json.loads(body))[0]["rest_id"] == RATNA_1
