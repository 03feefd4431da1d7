"""Posts, people and timelines in the JSON shapes of X."""

from __future__ import annotations

import base64

from demo.answer import Json
from demo.data import Account, Community, Post, account_by_handle, post_by_number
from demo.world import Viewer

CREATED = "Wed Nov 18 01:15:00 +0000 2026"


def user_result(account: Account, viewer: Viewer, shape: str = "") -> dict[str, Json]:
    """A user node: names under ``core``, or under ``legacy`` as until May 2025 (``shape="legacy"``)."""
    identity = account.id_on("x")
    following = viewer.has("follow", identity)
    names: dict[str, Json] = {"created_at": CREATED, "name": account.name, "screen_name": account.handle}
    node: dict[str, Json] = {
        "__typename": "User",
        "id": base64.b64encode(f"User:{identity}".encode()).decode(),
        "rest_id": identity,
        "is_blue_verified": False,
        "profile_image_shape": "Circle",
    }
    if shape == "legacy":
        return node | {
            "legacy": names | {"following": following, "description": account.about, "followers_count": 321}
        }
    return node | {
        "core": names,
        "profile_bio": {"description": account.about},
        "relationship_counts": {"followers": 321, "following": 12},
        "relationship_perspectives": {"following": following, "blocking": False, "muting": False},
    }


def tweet_result(post: Post, viewer: Viewer, shape: str = "", depth: int = 0) -> dict[str, Json]:
    """A post node with its author, its original if it is a repost, and what it quotes."""
    original = post_by_number(post.repost_of)
    quoted = post_by_number(post.quote_of) if depth < 2 else None
    node: dict[str, Json] = {
        "__typename": "Tweet",
        "rest_id": post.id_on("x"),
        "core": {"user_results": {"result": user_result(post.author, viewer, shape)}},
        "views": {"count": "1024", "state": "EnabledWithCount"},
        "legacy": _legacy(post, original, viewer),
    }
    if post.poll:
        node["card"] = _poll(post, viewer)
    if original:
        node["legacy"] = {
            **_legacy(post, original, viewer),
            "retweeted_status_result": {"result": tweet_result(original, viewer, shape, depth + 1)},
        }
    if quoted:
        node["quoted_status_result"] = {"result": tweet_result(quoted, viewer, shape, depth + 1)}
    if post.limited:
        return {"__typename": "TweetWithVisibilityResults", "tweet": node, "limitedActionResults": {}}
    return node


def entry(post: Post, viewer: Viewer, shape: str = "") -> dict[str, Json]:
    """A timeline entry that holds one post."""
    return {
        "entryId": f"tweet-{post.id_on('x')}",
        "sortIndex": post.id_on("x"),
        "content": {
            "__typename": "TimelineTimelineItem",
            "entryType": "TimelineTimelineItem",
            "itemContent": {
                "__typename": "TimelineTweet",
                "itemType": "TimelineTweet",
                "tweetDisplayType": "Tweet",
                "tweet_results": {"result": tweet_result(post, viewer, shape)},
            },
        },
    }


def instructions(entries: list[Json]) -> list[Json]:
    """The instructions that add entries and a cursor to a timeline."""
    cursor: Json = {
        "entryId": "cursor-bottom-1",
        "sortIndex": "1",
        "content": {
            "__typename": "TimelineTimelineCursor",
            "entryType": "TimelineTimelineCursor",
            "cursorType": "Bottom",
            "value": "DAABCgABdemo",
        },
    }
    return [{"type": "TimelineClearCache"}, {"type": "TimelineAddEntries", "entries": [*entries, cursor]}]


def community_result(community: Community, viewer: Viewer, shape: str = "") -> dict[str, Json]:
    """A community node with the account that founded it."""
    identity = community.id_on("x")
    return {
        "__typename": "Community",
        "id_str": identity,
        "rest_id": identity,
        "name": community.name,
        "description": community.about,
        "role": "Member" if viewer.has("join", identity) else "NonMember",
        "creator_results": {"result": user_result(community.founder, viewer, shape)},
    }


def _legacy(post: Post, original: Post | None, viewer: Viewer) -> dict[str, Json]:
    identity = post.id_on("x")
    parent, quoted = post_by_number(post.reply_to), post_by_number(post.quote_of)
    text = f"RT @{original.author.handle}: {original.text}"[:140] if original else post.text
    fields: dict[str, Json] = {
        "bookmarked": viewer.has("bookmark", identity),
        "bookmark_count": 0,
        "conversation_id_str": (parent or post).id_on("x"),
        "created_at": CREATED,
        "display_text_range": [0, len(text)],
        "entities": {
            "hashtags": _hashtags(text),
            "symbols": [],
            "urls": [],
            "user_mentions": _mentions(text),
        },
        "favorite_count": post.likes + viewer.has("like", identity),
        "favorited": viewer.has("like", identity),
        "full_text": text,
        "id_str": identity,
        "is_quote_status": bool(quoted),
        "lang": "in",
        "quote_count": 0,
        "reply_count": 1 if post.number == 1 else 0,
        "retweet_count": post.likes // 6 + viewer.has("repost", identity),
        "retweeted": viewer.has("repost", identity),
        "user_id_str": post.author.id_on("x"),
    }
    if parent:
        fields["in_reply_to_status_id_str"] = parent.id_on("x")
        fields["in_reply_to_user_id_str"] = parent.author.id_on("x")
        fields["in_reply_to_screen_name"] = parent.author.handle
    if quoted:
        link = f"https://twitter.com/{quoted.author.handle}/status/{quoted.id_on('x')}"
        fields["quoted_status_id_str"] = quoted.id_on("x")
        fields["quoted_status_permalink"] = {"expanded": link, "url": "https://t.co/demo", "display": link}
    return fields


def _mentions(text: str) -> list[Json]:
    handles = [word.strip("@:.,!?") for word in text.split() if word.startswith("@")]
    people = [account for handle in handles if (account := account_by_handle(handle))]
    return [
        {"id_str": a.id_on("x"), "name": a.name, "screen_name": a.handle, "indices": [0, 1]} for a in people
    ]


def _hashtags(text: str) -> list[Json]:
    return [{"text": word.strip("#.,!?"), "indices": [0, 1]} for word in text.split() if word.startswith("#")]


def _poll(post: Post, viewer: Viewer) -> dict[str, Json]:
    identity = post.id_on("x")
    chosen = next((n for n in range(1, 5) if viewer.has("vote", f"{identity}:{n}")), 0)
    values: list[Json] = [
        _binding("api", "capi://passthrough/1"),
        _binding("card_url", f"card://{identity}"),
        _binding("selected_choice", str(chosen)) if chosen else _binding("counts_are_final", "false"),
    ]
    for number, label in enumerate(post.poll, 1):
        values += [
            _binding(f"choice{number}_label", label),
            _binding(f"choice{number}_count", str(40 - 7 * number + (chosen == number))),
        ]
    name = f"poll{len(post.poll)}choice_text_only"
    return {
        "rest_id": f"card://{identity}",
        "legacy": {"name": name, "url": f"card://{identity}", "binding_values": values},
    }


def _binding(key: str, value: str) -> dict[str, Json]:
    return {"key": key, "value": {"string_value": value, "type": "STRING"}}
