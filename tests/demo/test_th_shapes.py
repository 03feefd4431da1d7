"""Posts in the shapes of Threads."""

from __future__ import annotations

import json
from typing import Any

from demo import data
from demo.ig_shapes import from_shortcode
from demo.th_shapes import post_node, thread, user
from demo.world import Viewer


def node(number: int, viewer: Viewer | None = None) -> Any:
    """A post node as a client reads it."""
    post = data.post_by_number(number)
    assert post
    return json.loads(json.dumps(post_node(post, viewer or Viewer(1))))


def test_a_post_has_its_owner_in_its_id_and_its_number_in_its_code() -> None:
    """The ids that the real client sends can be read from one another."""
    for post in data.home("threads"):
        found = node(post.number)
        assert found["id"] == f"{found['pk']}_{post.author.id_on('threads')}"
        assert from_shortcode(found["code"]) == found["pk"]


def test_shared_and_answered_posts_stand_where_the_real_ones_do() -> None:
    """Quote, repost, answer and mention."""
    quote, repost, reply, mention = (node(number)["text_post_app_info"] for number in (5, 4, 11, 8))
    assert quote["share_info"]["quoted_post"]["user"]["username"] == "partaijeruk"
    assert repost["share_info"]["reposted_post"]["user"]["username"] == "walikota_contoh"
    assert (reply["is_reply"], reply["reply_to_author"]["username"]) == (True, "walikota_contoh")
    fragment = mention["text_fragments"]["fragments"][0]["mention_fragment"]
    assert fragment["mentioned_user"]["id"] == data.RATNA.id_on("threads")


def test_marks_show() -> None:
    """A like, a repost and a follow are in the next answer."""
    viewer, pk = Viewer(1), data.POSTS[0].id_on("threads")
    for kind, identity in (("like", pk), ("repost", pk), ("follow", data.RATNA.id_on("threads"))):
        viewer.mark(kind, identity)
    found = node(1, viewer)
    assert (found["has_liked"], found["like_count"]) == (True, 129)
    assert found["text_post_app_info"]["is_reposted_by_viewer"]
    assert user(data.RATNA, viewer)["friendship_status"] == {"following": True}


def test_a_thread_keeps_its_order() -> None:
    """Posts that hang together are listed as given."""
    items = json.loads(json.dumps(thread(list(data.POSTS[:2]), Viewer(1))))["thread_items"]
    assert [item["post"]["pk"] for item in items] == [post.id_on("threads") for post in data.POSTS[:2]]
