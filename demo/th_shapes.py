"""Posts, people and threads in the JSON shapes of Threads."""

from __future__ import annotations

from demo import data
from demo.answer import Json
from demo.data import Account, Post
from demo.ig_shapes import shortcode
from demo.world import Viewer

NAME = "threads"
TAKEN = 1_795_000_000
TEXT = 19


def user(account: Account, viewer: Viewer | None = None) -> dict[str, Json]:
    """A user node; with a viewer also whether that person follows it."""
    identity = account.id_on(NAME)
    node: dict[str, Json] = {
        "pk": identity,
        "id": identity,
        "username": account.handle,
        "full_name": account.name,
        "is_verified": False,
    }
    if viewer:
        node["friendship_status"] = {"following": viewer.has("follow", identity)}
    return node


def post_node(post: Post, viewer: Viewer) -> dict[str, Json]:
    """A post with what it shares, whom it answers and whom it mentions."""
    pk, answered = post.id_on(NAME), data.post_by_number(post.reply_to)
    return {
        "pk": pk,
        "id": f"{pk}_{post.author.id_on(NAME)}",
        "code": shortcode(pk),
        "media_type": TEXT,
        "taken_at": TAKEN + post.number % 1000,
        "user": user(post.author),
        "caption": {"text": post.text} if post.text else None,
        "like_count": post.likes + viewer.has("like", pk),
        "has_liked": viewer.has("like", pk),
        "text_post_app_info": {
            "is_reply": answered is not None,
            "reply_to_author": user(answered.author) if answered else None,
            "is_reposted_by_viewer": viewer.has("repost", pk),
            "repost_count": int(viewer.has("repost", pk)),
            "share_info": {
                "quoted_post": _shared(post.quote_of, viewer),
                "reposted_post": _shared(post.repost_of, viewer),
            },
            "text_fragments": {"fragments": [*map(_mention, post.mentions)]},
        },
    }


def thread(posts: list[Post], viewer: Viewer) -> dict[str, Json]:
    """Posts that hang together."""
    return {"thread_items": [{"post": post_node(post, viewer)} for post in posts]}


def _shared(number: int, viewer: Viewer) -> Json:
    post = data.post_by_number(number)
    return post_node(post, viewer) if post else None


def _mention(account: Account) -> Json:
    return {
        "fragment_type": "mention",
        "plaintext": f"@{account.handle}",
        "mention_fragment": {"mentioned_user": {"id": account.id_on(NAME), "username": account.handle}},
    }
