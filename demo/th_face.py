"""Threads as its web client sees it: pages with data in them, GraphQL in two generations, and forms."""

from __future__ import annotations

import re
from collections.abc import Callable

from demo import data
from demo.answer import Answer, Json, PlainForm, Visit, empty_answer, json_answer, parse_object, text_of
from demo.ig_shapes import from_shortcode
from demo.meta_envelope import GRAPHQL, block, documents, failed, preloaded
from demo.padding import padded
from demo.pages import error_page, page
from demo.th_shapes import NAME, thread, user

IN_PAGE = 4

# Friendly name -> (mark, whether it sets it).
MARKS: dict[str, tuple[str, bool]] = {
    "useTHLikeMutationLikeMutation": ("like", True),
    "useTHLikeMutationUnlikeMutation": ("like", False),
    "useBarcelonaLikeMutationLikeMutation": ("like", True),
    "useBarcelonaLikeMutationUnlikeMutation": ("like", False),
    "useTHCreateRepostMutation": ("repost", True),
    "useTHDeleteRepostMutation": ("repost", False),
    "useTHFollowMutationFollowMutation": ("follow", True),
    "useTHFollowMutationUnfollowMutation": ("follow", False),
    "BarcelonaActivityFeedMarkInboxAsSeenMutation": ("seen", True),
}
REST: tuple[tuple[str, str, bool], ...] = (
    (r"/api/v1/media/(\d+)(?:_\d+)?/like/", "like", True),
    (r"/api/v1/media/(\d+)(?:_\d+)?/unlike/", "like", False),
    (r"/api/v1/media/configure_text_(?:only_post|post_app_feed|post_app_sidecar)/", "post", True),
    (r"/api/v1/friendships/create/(\d+)/", "follow", True),
)
TARGETS = ("mediaID", "media_id", "target_user_id")


class ThreadsFace:
    """The Threads face of the site."""

    name = NAME
    domain = "threads.com"
    hosts: tuple[str, ...] = ("www.threads.com",)
    csrf_cookie = "csrftoken"
    csp = "hosts-nonce"

    def forms(self) -> list[PlainForm]:
        """Likes by the path of older clients: a candidate's post, then a neighbour's."""
        return [
            PlainForm(f"Sukai unggahan {post.author.name}", f"/api/v1/media/{post.id_on(NAME)}/like/")
            for post in data.home(NAME)[:2]
        ]

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""
        if visit.path in ("/ajax/bz", "/ajax/bnzai"):
            return empty_answer(200)
        if visit.path in GRAPHQL:
            return _operation(visit, visit.form.get("fb_api_req_friendly_name", ""))
        for pattern, kind, on in REST:
            if match := re.fullmatch(pattern, visit.path):
                return _form(visit, kind, on, match[1] if match.re.groups else "")
        return _page(visit)


def _operation(visit: Visit, name: str) -> Answer:
    if name in MARKS:
        return _acts(visit, *MARKS[name])
    if name in READS:
        return documents([{"data": READS[name](visit, visit.variables()), "extensions": {"is_final": True}}])
    return documents([{"data": None, "errors": [{"message": "unknown query", "code": 1675002}]}])


def _acts(visit: Visit, kind: str, on: bool) -> Answer:
    """Perform a mutation, unless the site was told to fail it."""
    if status := visit.world.fails():
        return failed(status)
    variables = visit.variables()
    given = next((text_of(variables[name]) for name in TARGETS if name in variables), "")
    target = given.partition("_")[0]
    visit.viewer.mark(kind, target, on)
    return documents([{"data": {"data": {"id": target, "status": "ok"}}}], visit.world.action_delay)


def _form(visit: Visit, kind: str, on: bool, target: str) -> Answer:
    if status := visit.world.fails():
        return json_answer({"message": "feedback_required", "status": "fail"}, status)
    info = parse_object(visit.form.get("text_post_app_info", ""))
    shared = text_of(info.get("reply_id") or info.get("quoted_post_id"))
    visit.viewer.mark(kind, target or shared, on)
    if visit.navigation:
        return page(visit, "done.html")
    answer = json_answer({"media": {"pk": str(visit.viewer.write())}, "status": "ok"})
    answer.parts = [(visit.world.action_delay + pause, part) for pause, part in answer.parts]
    return answer


def _edges(visit: Visit, posts: list[data.Post]) -> Json:
    return {"edges": [{"node": thread([post], visit.viewer)} for post in posts]}


def _feed(visit: Visit, _fields: dict[str, Json]) -> Json:
    """The rest of the home feed."""

    def make(post: data.Post) -> Json:
        return {"node": {"text_post_app_thread": thread([post], visit.viewer)}}

    posts = data.home(NAME, visit.options.burst)[IN_PAGE:]
    return {"feedData": {"edges": padded([make(post) for post in posts], make, visit.options.least_bytes())}}


def _post(visit: Visit, fields: dict[str, Json]) -> Json:
    """A post and the answers to it."""
    post = data.post_by_id(NAME, text_of(fields.get("postID")))
    return {"data": _edges(visit, [post, *data.replies_to(NAME, post)] if post else [])}


def _profile(visit: Visit, fields: dict[str, Json]) -> Json:
    account = data.account_by_handle(text_of(fields.get("username")))
    posts = data.by_author(NAME, account) if account else []
    found: Json = user(account, visit.viewer) | {"biography": account.about} if account else None
    return {"user": found, "mediaData": _edges(visit, posts)}


READS: dict[str, Callable[[Visit, dict[str, Json]], Json]] = {
    "BarcelonaFeedDirectQuery": _feed,
    "BarcelonaPostPageContentQuery": _post,
    "BarcelonaProfileThreadsTabQuery": _profile,
}


def _page(visit: Visit) -> Answer:
    """A page; what is first seen on it is in its HTML."""
    if visit.path == "/":
        first = {"data": _edges(visit, data.home(NAME)[:IN_PAGE])}
        return page(visit, data=block(preloaded("BarcelonaFeedDirectQuery", first)))
    if match := re.fullmatch(r"/@[\w.]+/post/([\w-]+)", visit.path):
        found = _post(visit, {"postID": from_shortcode(match[1])})
        return page(visit, data=block(preloaded("BarcelonaPostPageContentQuery", found)))
    if match := re.fullmatch(r"/@([\w.]+)", visit.path):
        found = _profile(visit, {"username": match[1]})
        return page(visit, data=block(preloaded("BarcelonaProfileThreadsTabQuery", found)))
    return error_page(visit, 404)
