"""The Instagram face: shapes of its answers, data in its pages, three generations of actions."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from demo import data
from demo.ig_shapes import from_shortcode, shortcode
from demo.server import DemoSite
from tests.demo.conftest import Caller

SITE = "https://www.instagram.com"
RATNA_1 = data.POSTS[0].id_on("instagram")


def ask(caller: Caller, name: str, variables: dict[str, Any], path: str = "/graphql/query") -> Any:
    """The data of a GraphQL operation."""
    body = urlencode({"fb_api_req_friendly_name": name, "variables": json.dumps(variables)})
    return json.loads(caller.send("POST", SITE + path, body, cookie="sesi=1")[1])["data"]


def rest(caller: Caller, method: str, path: str, body: str = "") -> Any:
    """The answer of a REST endpoint."""
    return json.loads(caller.send(method, SITE + path, body, cookie="sesi=1")[1])


def medias(node: Any) -> list[Any]:
    """All media nodes, at any depth."""
    if isinstance(node, list):
        return [media for child in node for media in medias(child)]
    if not isinstance(node, dict):
        return []
    below = medias(list(node.values()))
    return [node, *below] if "media_type" in node and "user" in node else below


def carried(caller: Caller, path: str = "/") -> list[Any]:
    """The JSON blocks of a page, whose stated lengths are right."""
    page = caller.send("GET", SITE + path, cookie="sesi=1")[1].decode()
    blocks = re.findall(r'data-content-len="(\d+)" data-sjs>(.*?)</script>', page)
    assert all(int(length) == len(text.encode()) for length, text in blocks)
    return [json.loads(text) for _, text in blocks]


def test_shortcodes_are_numbers_in_base_64() -> None:
    """A code leads back to its id."""
    assert from_shortcode(shortcode(RATNA_1)) == RATNA_1


def test_page_and_pagination_make_the_feed(caller: Caller) -> None:
    """The first posts are in the page, the rest comes by query; REST has them all at once."""
    first = medias(carried(caller))
    more = medias(ask(caller, "PolarisFeedRootPaginationCachedQuery_subscribe", {"after": "demo"}))
    everything = medias(rest(caller, "GET", "/api/v1/feed/timeline/"))
    expected = [post.id_on("instagram") for post in data.home("instagram")]
    assert [media["pk"] for media in first + more] == expected
    assert [media["pk"] for media in everything] == expected


def test_page_carries_data_in_both_ways(caller: Caller) -> None:
    """Relay results as JSON, and the story tray as JSON within a string."""
    text = json.dumps(carried(caller))
    assert "RelayPrefetchedStreamCache" in text
    assert "PolarisQueryPreloaderCache" in text
    assert "RelayPrefetchedStreamCache" not in json.dumps(carried(caller, "/?gen=rest"))


def test_media_names_all_its_people(caller: Caller) -> None:
    """Owner, co-authors and tagged people stand where the real site has them; ids hold the owner."""
    found = {media["pk"]: media for media in medias(rest(caller, "GET", "/api/v1/feed/timeline/"))}
    for post in data.home("instagram"):
        media = found[post.id_on("instagram")]
        assert media["user"]["pk"] == post.author.id_on("instagram")
        assert media["id"] == f"{media['pk']}_{media['user']['pk']}"
        assert [user["username"] for user in media["coauthor_producers"]] == [
            a.handle for a in post.coauthors
        ]
        tagged = [tag["user"]["username"] for tag in (media["usertags"] or {}).get("in", [])]
        assert tagged == [account.handle for account in post.tagged]
        assert len(media.get("carousel_media", [])) in (0, post.pictures)


LIKES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "2026": ("/api/graphql", "usePolarisLikeMediaXIGLikeMutation", {"input": {"media_id": RATNA_1}}),
    "2024": ("/graphql/query", "usePolarisLikeMediaLikeMutation", {"media_id": f"{RATNA_1}_50000000001"}),
}


@pytest.mark.parametrize("generation", ["2026", "2024", "rest"])
def test_likes_of_every_generation_are_kept(caller: Caller, generation: str) -> None:
    """After a like the feed shows it; after the undo it does not."""
    states = []
    if generation == "rest":
        rest(caller, "POST", f"/api/v1/web/likes/{RATNA_1}/like/")
    else:
        path, name, variables = LIKES[generation]
        ask(caller, name, variables, path)
    states.append(medias(rest(caller, "GET", "/api/v1/feed/timeline/"))[0]["has_liked"])
    rest(caller, "POST", f"/web/likes/{RATNA_1}/unlike/")
    states.append(medias(rest(caller, "GET", "/api/v1/feed/timeline/"))[0]["has_liked"])
    assert states == [True, False]


def test_comments_can_be_read_and_liked(caller: Caller) -> None:
    """Comments come by query and by REST; a liked one says so."""
    comment = data.COMMENTS[0].id_on("instagram")
    ask(caller, "PolarisCommentActionsLikeMutation", {"input": {"comment_id": comment}}, "/api/graphql")
    listed = ask(caller, "PolarisPostCommentsContainerQuery", {"media_id": RATNA_1})
    nodes = [edge["node"] for edge in listed["xdt_api__v1__media__media_id__comments__connection"]["edges"]]
    assert nodes == rest(caller, "GET", f"/api/v1/media/{RATNA_1}/comments/")["comments"]
    assert (nodes[0]["pk"], nodes[0]["has_liked_comment"]) == (comment, True)
    assert nodes[0]["user"]["username"] == "partaijeruk"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/api/v1/web/comments/{RATNA_1}/add/"),
        ("POST", "/api/v1/media/17900000001000003/comment_like/"),
        ("POST", "/api/v1/repost/create_repost/"),
        ("POST", "/api/v1/media/configure/"),
    ],
)
def test_rest_actions_are_ok(caller: Caller, method: str, path: str) -> None:
    """Every REST action answers with status ok."""
    assert rest(caller, method, path, f"media_id={RATNA_1}")["status"] == "ok"


@pytest.mark.parametrize(
    "path", ["/api/v1/friendships/create/50000000003/", "/web/friendships/50000000003/follow/"]
)
def test_follow_shows_on_the_profile(caller: Caller, path: str) -> None:
    """Following by either path is kept."""
    rest(caller, "POST", path)
    user = rest(caller, "GET", "/api/v1/users/web_profile_info/?username=budi_contoh")["data"]["user"]
    assert (user["pk"], user["friendship_status"]["following"]) == ("50000000003", True)


def test_profile_post_page_and_story(caller: Caller) -> None:
    """A profile lists its posts, a post's page carries the post, a reel holds its owner's story."""
    listed = medias(ask(caller, "PolarisProfilePostsQuery", {"username": "budi_contoh"}))
    assert {media["user"]["username"] for media in listed} == {"budi_contoh"}
    page = medias(carried(caller, f"/p/{shortcode(RATNA_1)}/"))
    queried = medias(ask(caller, "PolarisPostRootQuery", {"shortcode": shortcode(RATNA_1)}))
    assert [media["pk"] for media in page] == [media["pk"] for media in queried] == [RATNA_1]
    reels = ask(caller, "PolarisStoriesV3ReelPageGalleryQuery", {"reel_ids": ["50000000001"]})
    (edge,) = reels["xdt_api__v1__feed__reels_media__connection"]["edges"]
    assert edge["node"]["user"]["username"] == "walikota_contoh"
    assert edge["node"]["items"][0]["id"].endswith("_50000000001")


def test_upload_says_ok(caller: Caller) -> None:
    """A photo goes to the upload host and gets its upload id back."""
    url = "https://i.instagram.com/rupload_igphoto/fb_uploader_1795000000001"
    assert json.loads(caller.send("POST", url, b"\x89PNG")[1]) == {
        "upload_id": "1795000000001",
        "status": "ok",
    }


def test_failures_have_the_platforms_shape(site: DemoSite, caller: Caller) -> None:
    """A failed action answers with status fail."""
    site.set(fail_next=1)
    response, body = caller.send("POST", f"{SITE}/api/v1/web/likes/{RATNA_1}/like/")
    assert (response.status_code, json.loads(body)["status"]) == (500, "fail")


@pytest.mark.parametrize("url", ["https://graph.instagram.com/logging_client_events", f"{SITE}/ajax/bz"])
def test_telemetry_is_swallowed(caller: Caller, url: str) -> None:
    """Telemetry is answered with nothing."""
    response, body = caller.send("POST", url, "message={}")
    assert (response.status_code, body) == (200, b"")
