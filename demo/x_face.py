"""X as its web client sees it: pages, GraphQL operations, and the older form endpoints."""

from __future__ import annotations

import re
from collections.abc import Callable

from demo import data
from demo.answer import Answer, Json, PlainForm, Visit, dig, empty_answer, json_answer, text_of
from demo.padding import padded
from demo.pages import error_page, page
from demo.x_shapes import community_result, entry, instructions, tweet_result, user_result

OPERATION = re.compile(r"(?:/i/api)?/graphql/[^/]+/(\w+)")
FORM = re.compile(r"(?:/i/api)?/(1\.1/(?:friendships|favorites|statuses)/[\w/]+)\.json")
VOTE = re.compile(r"/v2/capi/passthrough/\d+")
TELEMETRY = re.compile(
    r"(?:/i/api)?/1\.1/(?:jot/\w+\.json|graphql/user_flow\.json|promoted_content/log\.json)"
)
PAGE = re.compile(r"/(?:home|\w{1,20}|\w{1,20}/status/\d+|i/communities/\d+)?")
LIKE_FORM = "/i/api/1.1/favorites/create.json"
ID_FIELDS = (
    "tweet_id",
    "source_tweet_id",
    "communityId",
    "user_id",
    "listId",
    "topicId",
    "id",
    "screen_name",
)

# Operation -> (mark, whether it sets it, the path in the answer that holds "Done").
MARKS: dict[str, tuple[str, bool, str]] = {
    "FavoriteTweet": ("like", True, "favorite_tweet"),
    "UnfavoriteTweet": ("like", False, "unfavorite_tweet"),
    "CreateRetweet": ("repost", True, "create_retweet"),
    "DeleteRetweet": ("repost", False, "unretweet"),
    "CreateBookmark": ("bookmark", True, "tweet_bookmark_put"),
    "DeleteBookmark": ("bookmark", False, "tweet_bookmark_delete"),
    "JoinCommunity": ("join", True, "community_join"),
    "RequestToJoinCommunity": ("join", True, "community_request_to_join"),
    "LeaveCommunity": ("join", False, "community_leave"),
    "CreateFriendship": ("follow", True, "create_friendship"),
    "DestroyFriendship": ("follow", False, "destroy_friendship"),
    "ListSubscribe": ("list", True, "list_subscribe"),
    "ListAddMember": ("list-member", True, "list_add_member"),
    "TopicFollow": ("topic", True, "topic_follow"),
}
FORM_MARKS: dict[str, tuple[str, bool]] = {
    "1.1/friendships/create": ("follow", True),
    "1.1/friendships/destroy": ("follow", False),
    "1.1/favorites/create": ("like", True),
    "1.1/favorites/destroy": ("like", False),
    "1.1/statuses/retweet": ("repost", True),
    "1.1/statuses/update": ("write", True),
}
WRITES = ("CreateTweet", "CreateNoteTweet", "CreateScheduledTweet")


class XFace:
    """The X face of the site."""

    name = "x"
    domain = "x.com"
    hosts: tuple[str, ...] = ("x.com", "api.x.com", "caps.x.com", "upload.x.com")
    csrf_cookie = "ct0"
    csp = "strict"

    def forms(self) -> list[PlainForm]:
        """Likes by the older form endpoint: a candidate's post, then a neighbour's."""
        return [
            PlainForm(f"Sukai unggahan {post.author.name}", LIKE_FORM, (("id", post.id_on("x")),))
            for post in data.home("x")[:2]
        ]

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""
        path = visit.path
        if match := OPERATION.fullmatch(path):
            return _operation(visit, match[1])
        if match := FORM.fullmatch(path):
            return _form(visit, match[1])
        return _acts(visit, _vote) if VOTE.fullmatch(path) else self._other(visit, path)

    def _other(self, visit: Visit, path: str) -> Answer:
        if TELEMETRY.fullmatch(path):
            return empty_answer(200)
        if path.startswith(("/i/media/upload", "/1.1/media/upload", "/i/api/1.1/media/upload")):
            return json_answer({"media_id_string": "1500", "size": len(visit.arrival.body)})
        if path.startswith("/i/api/"):
            return _unknown()
        return page(visit) if PAGE.fullmatch(path) else error_page(visit, 404)


def _operation(visit: Visit, name: str) -> Answer:
    if name in MARKS:
        return _acts(visit, lambda v: _mark(v, *MARKS[name]))
    if name in WRITES:
        return _acts(visit, lambda v: _write(v, name))
    read = READS.get(name)
    return json_answer({"data": read(visit)}) if read else _unknown()


def _acts(visit: Visit, perform: Callable[[Visit], Answer]) -> Answer:
    """Perform an action, unless the site was told to fail it."""
    status = visit.world.fails()
    answer = (
        json_answer({"errors": [{"code": 131, "message": "Internal error"}]}, status)
        if status
        else perform(visit)
    )
    answer.parts = [(visit.world.action_delay + pause, part) for pause, part in answer.parts]
    return answer


def _mark(visit: Visit, kind: str, on: bool, root: str) -> Answer:
    variables = visit.variables()
    identity = next((text_of(variables[key]) for key in ID_FIELDS if key in variables), "")
    visit.viewer.mark(kind, identity, on)
    done: Json = {"retweet_results": {"result": {"rest_id": identity}}} if kind == "repost" else "Done"
    return json_answer({"data": {root: done}})


def _write(visit: Visit, name: str) -> Answer:
    variables = visit.variables()
    scheduled = dig(variables, "post_tweet_request", "status")
    post = _written(visit, text_of(scheduled if scheduled is not None else variables.get("tweet_text")))
    result: Json = {"tweet_results": {"result": tweet_result(post, visit.viewer, visit.options.shape)}}
    roots = {"CreateNoteTweet": "notetweet_create", "CreateScheduledTweet": "tweet"}
    return json_answer({"data": {roots.get(name, "create_tweet"): result}})


def _written(visit: Visit, text: str) -> data.Post:
    number = 5_000 + 100 * visit.viewer.number + visit.viewer.write()
    return data.Post(number, data.VIEWER, text, on=data.X, listed=False, likes=0)


def _form(visit: Visit, name: str) -> Answer:
    stem = "1.1/statuses/retweet" if name.startswith("1.1/statuses/retweet/") else name
    return (
        _acts(visit, lambda v: _form_mark(v, name, *FORM_MARKS[stem])) if stem in FORM_MARKS else _unknown()
    )


def _form_mark(visit: Visit, name: str, kind: str, on: bool) -> Answer:
    fields = visit.query | visit.form
    identity = next((fields[key] for key in ID_FIELDS if key in fields), name.rpartition("/")[2])
    account = data.account_by_handle(identity)
    visit.viewer.mark(kind, account.id_on("x") if account else identity, on)
    if visit.navigation:
        return page(visit, "done.html")
    return json_answer({"id_str": identity, "following": on, "favorited": on})


def _vote(visit: Visit) -> Answer:
    fields = visit.form
    identity, choice = (
        fields.get("twitter:long:original_tweet_id"),
        fields.get("twitter:string:selected_choice"),
    )
    visit.viewer.mark("vote", f"{identity}:{choice}")
    return json_answer({"card": {"name": fields.get("twitter:string:response_card_name")}})


def _home(visit: Visit) -> Json:
    posts = data.home("x", visit.options.burst)
    return {
        "home": {"home_timeline_urt": {"instructions": _timeline(visit, posts, visit.options.least_bytes())}}
    }


def _timeline(visit: Visit, posts: list[data.Post], least: int = 0) -> Json:
    def make(post: data.Post) -> Json:
        return entry(post, visit.viewer, visit.options.shape)

    return instructions(padded([make(post) for post in posts], make, least))


def _detail(visit: Visit) -> Json:
    post = data.post_by_id("x", text_of(visit.variables().get("focalTweetId")))
    posts = [post, *data.replies_to("x", post)] if post else []
    return {"threaded_conversation_with_injections_v2": {"instructions": _timeline(visit, posts)}}


def _user(visit: Visit) -> Json:
    account = data.account_by_handle(text_of(visit.variables().get("screen_name")))
    result: Json = user_result(account, visit.viewer, visit.options.shape) if account else None
    return {"user": {"result": result or {"__typename": "UserUnavailable"}}}


def _user_posts(visit: Visit) -> Json:
    account = data.account_by_id("x", text_of(visit.variables().get("userId")))
    posts = data.by_author("x", account) if account else []
    timeline: Json = {"timeline": {"instructions": _timeline(visit, posts)}}
    key = "timeline_v2" if visit.options.shape == "legacy" else "timeline"
    return {"user": {"result": {"__typename": "User", key: timeline}}}


def _community(visit: Visit) -> Json:
    wanted = text_of(visit.variables().get("communityId"))
    community = next((c for c in data.COMMUNITIES if c.id_on("x") == wanted), None)
    result: Json = community_result(community, visit.viewer, visit.options.shape) if community else None
    return {"communityResults": {"result": result}}


def _unknown() -> Answer:
    return json_answer({"errors": [{"code": 34, "message": "Sorry, that page does not exist"}]}, 404)


READS: dict[str, Callable[[Visit], Json]] = {
    "HomeTimeline": _home,
    "HomeLatestTimeline": _home,
    "TweetDetail": _detail,
    "UserByScreenName": _user,
    "UserTweets": _user_posts,
    "CommunityQuery": _community,
}
