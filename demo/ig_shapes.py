"""Media, people and feeds in the JSON shapes of Instagram."""

from __future__ import annotations

import json
from string import ascii_letters, digits

from demo.answer import Json
from demo.data import Account, Comment, Post, comments_on
from demo.world import Viewer

ALPHABET = ascii_letters[26:] + ascii_letters[:26] + digits + "-_"
TAKEN = 1_795_000_000


def shortcode(pk: str) -> str:
    """The code of a media id as it stands in links: its number in base 64."""
    number, code = int(pk), ""
    while number:
        number, place = divmod(number, 64)
        code = ALPHABET[place] + code
    return code


def from_shortcode(code: str) -> str:
    """The media id of a code; "0" for what is no code."""
    number = 0
    for letter in code:
        number = number * 64 + max(ALPHABET.find(letter), 0)
    return str(number)


def user(account: Account, viewer: Viewer | None = None) -> dict[str, Json]:
    """A user node; with a viewer also whether that person follows it."""
    identity = account.id_on("instagram")
    node: dict[str, Json] = {
        "pk": identity,
        "id": identity,
        "username": account.handle,
        "full_name": account.name,
        "is_private": False,
        "is_verified": False,
    }
    if viewer:
        node["friendship_status"] = {"following": viewer.has("follow", identity), "outgoing_request": False}
    return node


def media(post: Post, viewer: Viewer) -> dict[str, Json]:
    """A media node with its owner, co-authors, tagged people and carousel children."""
    pk, owner = post.id_on("instagram"), post.author.id_on("instagram")
    people: list[Json] = [{"user": user(account), "position": [0.5, 0.5]} for account in post.tagged]
    node: dict[str, Json] = {
        "pk": pk,
        "id": f"{pk}_{owner}",
        "code": shortcode(pk),
        "media_type": 8 if post.pictures > 1 else 1,
        "taken_at": TAKEN + post.number % 1000,
        "product_type": "carousel_container" if post.pictures > 1 else "feed",
        "user": user(post.author, viewer),
        "owner": {"pk": owner, "id": owner, "username": post.author.handle},
        "coauthor_producers": [user(account) for account in post.coauthors],
        "usertags": {"in": people} if people else None,
        "caption": {"pk": str(int(pk) + 1), "text": post.text, "created_at": TAKEN},
        "has_liked": viewer.has("like", pk),
        "has_viewer_saved": viewer.has("save", pk),
        "like_count": post.likes + viewer.has("like", pk),
        "comment_count": len(comments_on(post)),
    }
    if post.pictures > 1:
        node["carousel_media_count"] = post.pictures
        node["carousel_media"] = [_child(pk, owner, n) for n in range(post.pictures)]
    return node


def comment(item: Comment, viewer: Viewer) -> dict[str, Json]:
    """A comment node."""
    pk = item.id_on("instagram")
    return {
        "pk": pk,
        "text": item.text,
        "created_at": TAKEN,
        "user": user(item.author),
        "has_liked_comment": viewer.has("comment-like", pk),
        "comment_like_count": 1 + viewer.has("comment-like", pk),
    }


def feed_edge(post: Post, viewer: Viewer) -> dict[str, Json]:
    """An edge of the home feed."""
    node: Json = {
        "__typename": "XDTFeedItem",
        "media": media(post, viewer),
        "explore_story": None,
        "ad": None,
    }
    return {"node": node, "cursor": ""}


def connection(edges: list[Json], more: bool = False) -> dict[str, Json]:
    """A list of edges with the information where the next page begins."""
    return {"edges": edges, "page_info": {"has_next_page": more, "end_cursor": "demo" if more else None}}


def story_item(post: Post, viewer: Viewer) -> dict[str, Json]:
    """A story within its reel."""
    pk, owner = post.id_on("instagram"), post.author.id_on("instagram")
    return {
        "pk": pk,
        "id": f"{pk}_{owner}",
        "media_type": 1,
        "taken_at": TAKEN,
        "user": {"pk": owner, "id": owner},
        "caption": {"text": post.text},
        "has_liked": viewer.has("story-like", pk),
    }


def preloaded_text(query: str, data: Json) -> Json:
    """The older way: the result as JSON within a string."""
    inner: Json = {"preloaderID": query, "result": {"response": json.dumps({"data": data, "status": "ok"})}}
    call: Json = ["PolarisQueryPreloaderCache", "add", [], [inner]]
    return {"require": [["ScheduledServerJS", "handle", None, [{"__bbox": {"require": [call]}}]]]}


def _child(pk: str, owner: str, number: int) -> dict[str, Json]:
    child = str(int(pk) + 10 + number)
    return {
        "pk": child,
        "id": f"{child}_{owner}",
        "code": shortcode(child),
        "media_type": 1,
        "carousel_parent_id": f"{pk}_{owner}",
    }
