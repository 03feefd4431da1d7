"""Instagram as its web client sees it: pages with data in them, GraphQL in two generations, and REST."""

from __future__ import annotations

import re
from collections.abc import Callable

from demo import data
from demo.answer import Answer, Json, PlainForm, Visit, dig, empty_answer, json_answer, text_of
from demo.ig_shapes import (
    comment,
    connection,
    feed_edge,
    from_shortcode,
    media,
    preloaded_text,
    shortcode,
    story_item,
    user,
)
from demo.meta_envelope import block, preloaded
from demo.padding import padded
from demo.pages import error_page, page

PAGE = re.compile(r"/(?:p/[\w-]+/|stories/[\w.]+/|create/|[\w.]+/)?")
IN_PAGE = 4

# Friendly name -> (mark, whether it sets it, the root of the answer).
MARKS: dict[str, tuple[str, bool, str]] = {
    "usePolarisLikeMediaXIGLikeMutation": ("like", True, "xig_media_like"),
    "usePolarisLikeMediaXIGUnlikeMutation": ("like", False, "xig_media_unlike"),
    "usePolarisLikeMediaLikeMutation": ("like", True, "xdt_mark_media_like"),
    "usePolarisLikeMediaUnlikeMutation": ("like", False, "xdt_unmark_media_like"),
    "PolarisPostCommentInputRevampedMutation": ("comment", True, "xig_comment_create"),
    "PolarisCommentActionsLikeMutation": ("comment-like", True, "xig_comment_like"),
    "usePolarisFollowMutation": ("follow", True, "xdt_create_friendship"),
    "usePolarisUnfollowMutation": ("follow", False, "xdt_destroy_friendship"),
    "usePolarisStoriesV3LikeMutationLikeMutation": (
        "story-like",
        True,
        "xdt_api__v1__story_interactions__send_story_like",
    ),
    "usePolarisStoriesV3LikeMutationUnlikeMutation": (
        "story-like",
        False,
        "xdt_api__v1__story_interactions__unsend_story_like",
    ),
    "IGDirectReelShareMutation": ("share", True, "xfb_ig_direct_share"),
    "usePolarisSaveMediaSaveMutation": ("save", True, "xdt_api__v1__web__save__media_id__save"),
}
SEEN = ("PolarisStoriesV3SeenMutation",)

# Path -> (mark, whether it sets it); the first group is the target, or else the form names it.
REST: tuple[tuple[str, str, bool], ...] = (
    (r"(?:/api/v1)?/web/likes/(\d+)/like/", "like", True),
    (r"(?:/api/v1)?/web/likes/(\d+)/unlike/", "like", False),
    (r"(?:/api/v1)?/web/comments/(\d+)/add/", "comment", True),
    (r"/api/v1/media/(\d+)/comment_like/", "comment-like", True),
    (r"/api/v1/media/(\d+)/comment_unlike/", "comment-like", False),
    (r"/api/v1/media/(\d+)/\d+/story_poll_vote/", "vote", True),
    (r"/api/v1/friendships/create/(\d+)/", "follow", True),
    (r"/api/v1/friendships/destroy/(\d+)/", "follow", False),
    (r"/web/friendships/(\d+)/follow/", "follow", True),
    (r"/web/friendships/(\d+)/unfollow/", "follow", False),
    (r"/api/v1/media/configure(?:_sidecar|_to_clips)?/", "post", True),
    (r"/api/v1/repost/create_repost/", "repost", True),
)


class InstagramFace:
    """The Instagram face of the site."""

    name = "instagram"
    domain = "instagram.com"
    hosts: tuple[str, ...] = ("www.instagram.com", "i.instagram.com", "graph.instagram.com")
    csrf_cookie = "csrftoken"
    csp = "loose"

    def forms(self) -> list[PlainForm]:
        """Likes by the REST path: a candidate's post, then a neighbour's."""
        return [
            PlainForm(
                f"Sukai unggahan {post.author.name}", f"/api/v1/web/likes/{post.id_on(self.name)}/like/"
            )
            for post in data.home(self.name)[:2]
        ]

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""
        path = visit.path
        if path in ("/logging_client_events", "/ajax/bz"):
            return empty_answer(200)
        if path in ("/graphql/query", "/graphql/query/", "/api/graphql", "/api/graphql/"):
            return _operation(visit, visit.form.get("fb_api_req_friendly_name", ""))
        if path.startswith(("/rupload_igphoto/", "/rupload_igvideo/")):
            return json_answer({"upload_id": path.rpartition("_")[2], "status": "ok"})
        for pattern, kind, on in REST:
            if match := re.fullmatch(pattern, path):
                return _acts(visit, kind, on, match[1] if match.re.groups else "")
        return _read(visit)


def _read(visit: Visit) -> Answer:
    path = visit.path
    if path == "/api/v1/feed/timeline/":
        return json_answer(_rest_feed(visit))
    if match := re.fullmatch(r"/api/v1/media/(\d+)/comments/", path):
        return json_answer({"comments": _comments(visit, match[1]), "status": "ok"})
    if path == "/api/v1/users/web_profile_info/":
        account = data.account_by_handle(visit.query.get("username", ""))
        found: Json = user(account, visit.viewer) | {"biography": account.about} if account else None
        return json_answer({"data": {"user": found}, "status": "ok"})
    if path.startswith(("/api/", "/graphql")):
        return json_answer({"message": "not found", "status": "fail"}, 404)
    return _page(visit) if PAGE.fullmatch(path) else error_page(visit, 404)


def _operation(visit: Visit, name: str) -> Answer:
    if name in MARKS:
        kind, on, root = MARKS[name]
        variables = visit.variables()
        inner = variables.get("input")
        return _acts(visit, kind, on, _target(inner if isinstance(inner, dict) else variables), root)
    if name in SEEN:
        return json_answer({"data": {"xdt_api__v1__stories__reel__seen": {"status": "ok"}}, "status": "ok"})
    read = READS.get(name)
    if not read:
        return json_answer({"errors": [{"message": "unknown query", "code": 1675002}], "data": None})
    return json_answer({"data": read(visit), "extensions": {"is_final": True}, "status": "ok"})


def _target(fields: dict[str, Json]) -> str:
    names = ("media_id", "mediaId", "comment_id", "target_user_id", "ig_media_igid")
    return next((text_of(fields[name]).partition("_")[0] for name in names if name in fields), "")


def _acts(visit: Visit, kind: str, on: bool, target: str, root: str = "") -> Answer:
    """Perform an action, unless the site was told to fail it."""
    if status := visit.world.fails():
        return json_answer({"message": "feedback_required", "status": "fail"}, status)
    target = target or visit.form.get("media_id", "").partition("_")[0]
    visit.viewer.mark(kind, target, on)
    if visit.navigation:
        return page(visit, "done.html")
    done: Json = {"id": target, "status": "ok"}
    answer = json_answer({"data": {root: done}, "status": "ok"} if root else done)
    answer.parts = [(visit.world.action_delay + pause, part) for pause, part in answer.parts]
    return answer


def _feed(visit: Visit, posts: list[data.Post], least: int = 0, more: bool = False) -> Json:
    def make(post: data.Post) -> Json:
        return feed_edge(post, visit.viewer)

    edges = padded([make(post) for post in posts], make, least)
    return {"xdt_api__v1__feed__timeline__connection": connection(edges, more)}


def _home(visit: Visit) -> Json:
    posts = data.home("instagram", visit.options.burst)
    return _feed(visit, posts[IN_PAGE:], visit.options.least_bytes())


def _rest_feed(visit: Visit) -> Json:
    def make(post: data.Post) -> Json:
        return {"media_or_ad": media(post, visit.viewer)}

    posts = data.home("instagram", visit.options.burst)
    items = padded([make(post) for post in posts], make, visit.options.least_bytes())
    return {"feed_items": items, "num_results": len(items), "more_available": False, "status": "ok"}


def _post(visit: Visit, code: str) -> Json:
    post = data.post_by_id("instagram", from_shortcode(code))
    items: list[Json] = [media(post, visit.viewer)] if post else []
    return {"xdt_api__v1__media__shortcode__web_info": {"items": items}}


def _comments(visit: Visit, pk: str) -> list[Json]:
    post = data.post_by_id("instagram", pk)
    return [comment(item, visit.viewer) for item in data.comments_on(post)] if post else []


def _comment_list(visit: Visit) -> Json:
    found = _comments(visit, text_of(visit.variables().get("media_id")))
    edges: list[Json] = [{"node": node} for node in found]
    return {"xdt_api__v1__media__media_id__comments__connection": connection(edges)}


def _profile(visit: Visit) -> Json:
    account = data.account_by_handle(text_of(visit.variables().get("username")))
    posts = data.by_author("instagram", account) if account else []
    edges: list[Json] = [{"node": media(post, visit.viewer)} for post in posts]
    return {"xdt_api__v1__feed__user_timeline_graphql_connection": connection(edges)}


def _reels(visit: Visit) -> Json:
    wanted = dig(visit.variables(), "reel_ids")
    ids = wanted if isinstance(wanted, list) else []
    posts = [post for post in data.stories() if post.author.id_on("instagram") in ids]
    edges: list[Json] = [
        {
            "node": {
                "id": p.author.id_on("instagram"),
                "user": user(p.author),
                "items": [story_item(p, visit.viewer)],
            }
        }
        for p in posts
    ]
    return {"xdt_api__v1__feed__reels_media__connection": connection(edges)}


def _tray() -> Json:
    tray: list[Json] = [{"id": p.author.id_on("instagram"), "user": user(p.author)} for p in data.stories()]
    return {"xdt_api__v1__feed__reels_tray": {"tray": tray}}


def _page(visit: Visit) -> Answer:
    """A page; the home feed's beginning and a post's own data are in its HTML."""
    blocks: list[Json] = []
    if visit.path == "/":
        blocks.append(preloaded_text("PolarisStoriesV3TrayQuery", _tray()))
        if visit.query.get("gen") != "rest":
            first = data.home("instagram")[:IN_PAGE]
            blocks.append(preloaded("PolarisFeedRootQuery", _feed(visit, first, more=True)))
    elif match := re.fullmatch(r"/p/([\w-]+)/", visit.path):
        blocks.append(preloaded("PolarisPostRootQuery", _post(visit, match[1])))
    return page(visit, data="\n".join(map(block, blocks)))


READS: dict[str, Callable[[Visit], Json]] = {
    "PolarisFeedRootPaginationCachedQuery_subscribe": _home,
    "PolarisPostRootQuery": lambda visit: _post(visit, text_of(visit.variables().get("shortcode"))),
    "PolarisPostCommentsContainerQuery": _comment_list,
    "PolarisProfilePostsQuery": _profile,
    "PolarisStoriesV3ReelPageGalleryQuery": _reels,
}

__all__ = ["InstagramFace", "shortcode"]
