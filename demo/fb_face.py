"""Facebook as its web client sees it: streamed feeds, data in pages, GraphQL, plain links and forms."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable

from demo import data, fb_data, fb_shapes
from demo.answer import Answer, Json, PlainForm, Visit, empty_answer, text_of
from demo.fb_data import NAME
from demo.meta_envelope import GRAPHQL, block, documents, failed, preloaded
from demo.padding import padded
from demo.pages import error_page, page

IN_PAGE = 4
REACTION = "CometUFIFeedbackReactMutation"
NOISE = ("/ajax/bz", "/ajax/bnzai", "/ajax/qm/", "/ajax/dtsg/")

# Friendly name -> (mark, whether it sets it, the root of the answer).
MARKS: dict[str, tuple[str, bool, str]] = {
    REACTION: ("like", True, "feedback_react"),
    "useCometUFICreateCommentMutation": ("comment", True, "comment_create"),
    "useCometFeedToFeedReshare_FeedToFeedMutation": ("share", True, "story_create"),
    "useCometFeedToStoryReshare_FeedToStoryMutation": ("share", True, "story_create"),
    "ComposerStoryCreateMutation": ("post", True, "story_create"),
    "useStoriesSendReplyMutation": ("story-react", True, "direct_message_reply"),
    "CometUserFollowMutation": ("follow", True, "actor_subscribe"),
    "CometUserUnfollowMutation": ("follow", False, "actor_unsubscribe"),
    "FriendingCometFriendRequestSendMutation": ("friend", True, "friend_request_send"),
    "FriendingCometFriendRequestCancelMutation": ("friend", False, "friend_request_cancel"),
    "CometProfilePlusLikeMutation": ("page-like", True, "page_like"),
    "CometProfilePlusUnlikeMutation": ("page-like", False, "page_unlike"),
    "GroupCometJoinForumMutation": ("join", True, "group_request_to_join"),
    "GroupCometLeaveForumMutation": ("join", False, "group_leave"),
    "useCometPollAddVoteMutation": ("vote", True, "question_add_vote"),
    "useCometPollRemoveVoteMutation": ("vote", False, "question_remove_vote"),
    "PublicEventCometRSVPMutationQuery": ("rsvp", True, "event_rsvp"),
    "CometUFILiveTypingBroadcastMutation_StartMutation": ("typing", True, "live_typing_start"),
    "storiesUpdateSeenStateMutation": ("seen", True, "stories_update_seen_state"),
}
DECLINED = ("NOT_GOING", "DECLINED")
TARGETS = (
    "option_id",
    "subscribee_id",
    "page_id",
    "group_id",
    "event_id",
    "friend_requestee_ids",
    "cancelled_friend_requestee_id",
)

# Path -> (mark, the field of query or form that names the target).
PLAIN: dict[str, tuple[str, str]] = {
    "/ufi/reaction/": ("like", "ft_ent_identifier"),
    "/a/like.php": ("like", "ft_ent_identifier"),
    "/a/comment.php": ("comment", "ft_ent_identifier"),
    "/a/profile.php": ("page-like", "id"),
    "/a/subscriptions/add": ("follow", "subject_id"),
}


class FacebookFace:
    """The Facebook face of the site."""

    name = NAME
    domain = "facebook.com"
    hosts: tuple[str, ...] = ("www.facebook.com", "web.facebook.com", "mbasic.facebook.com")
    csrf_cookie = "datr"
    csp = "hosts"

    def forms(self) -> list[PlainForm]:
        """Reactions to a candidate's post and a neighbour's, a comment, and links that act when opened."""
        first, second = data.home(NAME)[:2]
        number, owner = first.id_on(NAME), first.author.id_on(NAME)
        return [
            *(_reaction(post) for post in (first, second)),
            PlainForm(
                f"Komentari unggahan {first.author.name}",
                f"/a/comment.php?fs=8&ft_ent_identifier={number}",
                (("comment_text", "Halo"),),
            ),
            PlainForm(
                f"Suka {first.author.name}",
                f"/a/like.php?ft_ent_identifier={number}&_ft_=top_level_post_id.{number}:content_owner_id_new.{owner}",
                link=True,
            ),
            PlainForm(
                f"Ikuti {first.author.name}", f"/a/subscriptions/add?subject_id={owner}&location=1", link=True
            ),
        ]

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""
        if visit.path.startswith(NOISE):
            return empty_answer(200)
        if visit.path in GRAPHQL:
            return _operation(visit, visit.form.get("fb_api_req_friendly_name", ""))
        if visit.path in PLAIN:
            return _plain(visit, *PLAIN[visit.path])
        return _page(visit)


def _reaction(post: data.Post) -> PlainForm:
    fields = (("ft_ent_identifier", post.id_on(NAME)), ("reaction_type", "1"))
    return PlainForm(f"Sukai unggahan {post.author.name}", "/ufi/reaction/", fields)


def _operation(visit: Visit, name: str) -> Answer:
    if name in MARKS:
        return _acts(visit, name)
    if name == "CometNewsFeedPaginationQuery":
        return documents(fb_shapes.feed(_stories(visit, _home(visit), visit.options.least_bytes())))
    if name in READS:
        answer: Json = {"data": READS[name](visit, visit.variables()), "extensions": {"is_final": True}}
        return documents([answer])
    return documents([{"data": None, "errors": [{"message": "unknown query", "code": 1675002}]}])


def _acts(visit: Visit, name: str) -> Answer:
    """Perform a mutation, unless the site was told to fail it."""
    if status := visit.world.fails():
        return failed(status)
    kind, on, root = MARKS[name]
    variables = visit.variables()
    given = variables.get("input")
    fields = given if isinstance(given, dict) else variables
    target = _target(fields)
    if fields.get("feedback_reaction_id") == "0" or fields.get("guest_status_type") in DECLINED:
        on = False
    visit.viewer.mark(kind, target, on)
    return documents([{"data": {root: {"id": target}}}], visit.world.action_delay)


def _target(fields: dict[str, Json]) -> str:
    if feedback := text_of(fields.get("feedback_id")):
        return b64decode(feedback).decode("utf-8", "replace").removeprefix("feedback:")
    named = next((fields[name] for name in TARGETS if name in fields), None)
    return text_of(named[0] if isinstance(named, list) and named else named)


def _plain(visit: Visit, kind: str, field: str) -> Answer:
    if status := visit.world.fails():
        return error_page(visit, status)
    fields = visit.query | visit.form
    visit.viewer.mark(kind, fields.get(field, ""), fields.get("reaction_type") != "0")
    return page(visit, "done.html")


def _home(visit: Visit) -> list[data.Post]:
    return data.home(NAME, visit.options.burst)[IN_PAGE:]


def _stories(visit: Visit, posts: list[data.Post], least: int = 0) -> list[Json]:
    def make(post: data.Post) -> Json:
        return fb_shapes.story(post, visit.viewer)

    return padded([make(post) for post in posts], make, least)


def _edges(visit: Visit, posts: list[data.Post]) -> Json:
    return {"edges": [{"node": node} for node in _stories(visit, posts)]}


def _post(visit: Visit, fields: dict[str, Json]) -> Json:
    post = data.post_by_id(NAME, text_of(fields.get("postID")))
    return {"node": fb_shapes.story(post, visit.viewer) if post else None}


def _comments(visit: Visit, fields: dict[str, Json]) -> Json:
    post = data.post_by_id(NAME, text_of(fields.get("postID")))
    listed = data.comments_on(post) if post else []
    found: list[Json] = [{"node": fb_shapes.comment(item, visit.viewer)} for item in listed]
    return {"node": {"comment_rendering_instance_for_feed_location": {"comments": {"edges": found}}}}


def _profile(visit: Visit, fields: dict[str, Json]) -> Json:
    account = fb_data.account_by_vanity(text_of(fields.get("vanity")))
    if not account:
        return {"user": None}
    return {
        "user": fb_shapes.profile(account, visit.viewer),
        "route": {"userVanity": fb_data.vanity(account), "userID": account.id_on(NAME)},
        "timeline_list_feed_units": _edges(visit, data.by_author(NAME, account)),
    }


def _group(visit: Visit, fields: dict[str, Json]) -> Json:
    group = fb_data.group_by_vanity(text_of(fields.get("group")))
    posts = [post for post in data.home(NAME) if group and fb_data.GROUP_OF.get(post.number) == group]
    found: Json = fb_shapes.group(group, visit.viewer) if group else None
    return {"group": found, "group_feed": _edges(visit, posts)}


def _event(visit: Visit, fields: dict[str, Json]) -> Json:
    event = fb_data.event_by_id(text_of(fields.get("eventID")))
    return {"event": fb_shapes.event(event, visit.viewer) if event else None}


READS: dict[str, Callable[[Visit, dict[str, Json]], Json]] = {
    "CometSinglePostDialogContentQuery": _post,
    "CommentListComponentsRootQuery": _comments,
    "ProfileCometTimelineFeedRefetchQuery": _profile,
    "GroupsCometFeedRegularStoriesPaginationQuery": _group,
    "PublicEventCometAboutRootQuery": _event,
}

# Path -> (the query whose answer its page carries, the variable that the path holds).
PAGES: tuple[tuple[str, str, str], ...] = (
    (r"/groups/([\w.]+)/", "GroupsCometFeedRegularStoriesPaginationQuery", "group"),
    (r"/events/(\d+)/", "PublicEventCometAboutRootQuery", "eventID"),
    (r"/(?:groups/)?[\w.]+/posts/(\d+)", "CometSinglePostDialogContentQuery", "postID"),
    (r"/([\w.]+)", "ProfileCometTimelineFeedRefetchQuery", "vanity"),
)


def _page(visit: Visit) -> Answer:
    """A page; what is first seen on it is in its HTML."""
    if visit.path == "/":
        first: Json = {"viewer": {"news_feed": _edges(visit, data.home(NAME)[:IN_PAGE])}}
        return page(visit, data=block(preloaded("CometModernHomeFeedQuery", first)))
    for pattern, query, variable in PAGES:
        if match := re.fullmatch(pattern, visit.path):
            return page(visit, data=block(preloaded(query, READS[query](visit, {variable: match[1]}))))
    return error_page(visit, 404)
