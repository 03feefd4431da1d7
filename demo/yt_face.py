"""YouTube as its web client sees it: pages with data in their scripts, one JSON interface for the rest."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable

from demo import data, videos, yt_params
from demo.answer import Answer, Json, PlainForm, Visit, dig, empty_answer, json_answer, parse_object, text_of
from demo.padding import padded
from demo.pages import NONCE, error_page, page, script_json
from demo.yt_shapes import (
    FACE,
    channel_post,
    comment,
    in_list,
    lockup,
    player,
    reel,
    subscribe_state,
    video_renderer,
    watch,
)

PAGE = re.compile(r"/(?:watch|results|shorts/[\w-]+|@[\w.-]+)?")
API = "/youtubei/v1/"
STATS = re.compile(r"/api/stats/\w+|/ptracking|/generate_204")
HOME = "FEwhat_to_watch"
IN_PAGE = 2
NEWEST = 2
LIKE = 5

# Operation -> (mark, whether it sets it). The target stands in the body.
MARKS: dict[str, tuple[str, bool]] = {
    "like/like": ("like", True),
    "like/dislike": ("dislike", True),
    "like/removelike": ("like", False),
    "subscription/subscribe": ("subscribe", True),
    "subscription/unsubscribe": ("subscribe", False),
    "comment/create_comment": ("comment", True),
    "comment/create_comment_reply": ("comment", True),
    "comment/perform_comment_action": ("", True),
    "live_chat/send_message": ("chat", True),
    "browse/edit_playlist": ("watch-later", True),
}
PASSING = ("att/log", "att/get", "log_event", "share/get_share_panel", "feedback")


class YoutubeFace:
    """The YouTube face of the site."""

    name = FACE
    domain = "youtube.com"
    hosts: tuple[str, ...] = ("www.youtube.com", "m.youtube.com")
    csrf_cookie = "SAPISID"
    csp = "strict"

    def forms(self) -> list[PlainForm]:
        """None: its actions are JSON, which no form can send."""
        return []

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""
        path = visit.path
        if STATS.fullmatch(path):
            return empty_answer()
        if not path.startswith(API):
            return _page(visit) if PAGE.fullmatch(path) else error_page(visit, 404)
        operation = path.removeprefix(API)
        if operation in MARKS:
            return _action(visit, operation)
        if operation in PASSING:
            return json_answer({"responseContext": {}})
        read = READS.get(operation)
        return json_answer(read(visit)) if read else _error(404, "Requested entity was not found.")


def sent(visit: Visit) -> dict[str, Json]:
    """The body of a request, which may come compressed."""
    raw = visit.arrival.body
    if visit.arrival.header("content-encoding") == "gzip":
        raw = gzip.decompress(raw)
    return parse_object(raw.decode("utf-8", "replace"))


def _error(status: int, message: str) -> Answer:
    return json_answer({"error": {"code": status, "message": message, "status": "FAILED"}}, status)


def _action(visit: Visit, operation: str) -> Answer:
    if visit.arrival.header("authorization").partition(" ")[0] != "SAPISIDHASH":
        return _error(401, "Request is missing required authentication credential.")
    if status := visit.world.fails():
        return _error(status, "Internal error encountered.")
    mark, on = MARKS[operation]
    body = sent(visit)
    if not mark:
        _comment_actions(visit, body)
    for target in _targets(body):
        if mark in ("like", "dislike"):
            visit.viewer.mark("dislike" if mark == "like" else "like", target, False)
        visit.viewer.mark(mark or "comment-action", target, on)
    answer = json_answer({"responseContext": {}, "actions": []})
    answer.parts = [(visit.world.action_delay + pause, part) for pause, part in answer.parts]
    return answer


def _targets(body: dict[str, Json]) -> list[str]:
    channels = body.get("channelIds")
    found = [*channels] if isinstance(channels, list) else [dig(body, "target", "videoId")]
    params = text_of(body.get("createCommentParams") or body.get("createReplyParams"))
    return [text_of(one) for one in found if one] + [
        yt_params.string(value) for number, value in yt_params.read(params).items() if number == 2
    ]


def _comment_actions(visit: Visit, body: dict[str, Json]) -> None:
    given = body.get("actions")
    for params in given if isinstance(given, list) else [body.get("action")]:
        fields = yt_params.read(text_of(params))
        target, verb = yt_params.string(fields.get(3)), fields.get(1)
        kind = "like" if target.startswith("Ugkx") else "comment-like"
        visit.viewer.mark(kind if verb == LIKE else "vote", target, fields.get(7) != 1)


def _feed(visit: Visit) -> list[Json]:
    """The home feed after what its page carried: videos, Shorts and posts of channels."""

    def make(post: data.Post) -> Json:
        return _cell(lockup(videos.Video(post.number, post.author, post.text)))

    long = videos.home(visit.options.burst, short=False)[IN_PAGE:]
    cells = [_cell(in_list(video)) for video in [*long, *videos.home(short=True)]]
    cells += [_cell(channel_post(post, visit.viewer)) for post in videos.CHANNEL_POSTS]
    return padded(cells, make, visit.options.least_bytes())


def _cell(content: Json) -> Json:
    return {"richItemRenderer": {"content": content}}


def _grid(cells: list[Json]) -> dict[str, Json]:
    return {
        "contents": {"twoColumnBrowseResultsRenderer": {"tabs": [{"richGridRenderer": {"contents": cells}}]}}
    }


def _browse(visit: Visit) -> dict[str, Json]:
    body = sent(visit)
    if body.get("browseId") == HOME:
        return _grid(_feed(visit))
    if token := text_of(body.get("continuation")):
        return _older(token)
    account = videos.account_by_id(FACE, text_of(body.get("browseId")))
    return _channel(account, visit) if account else {"alerts": []}


def _channel(account: data.Account, visit: Visit) -> dict[str, Json]:
    """A channel's page: its videos carry no byline, and the oldest come only when asked for."""
    channel = videos.id_on(FACE, account)
    own = videos.by_author(account)
    token = yt_params.text({80226972: yt_params.message({2: channel, 3: "EgZ2aWRlb3M%3D"})})
    posts = [channel_post(post, visit.viewer) for post in videos.CHANNEL_POSTS if post.author == account]
    cells = [*posts, *(in_list(video, byline=False) for video in own[:NEWEST])]
    about: Json = {
        "externalId": channel,
        "title": account.name,
        "description": account.about,
        "vanityChannelUrl": f"http://www.youtube.com/@{account.handle}",
    }
    more: Json = {
        "continuationItemRenderer": {"continuationEndpoint": {"continuationCommand": {"token": token}}}
    }
    return _grid([*cells, more] if own[NEWEST:] else cells) | {
        "responseContext": {"serviceTrackingParams": [{"params": [{"key": "browse_id", "value": channel}]}]},
        "header": {"pageHeaderViewModel": subscribe_state(account, visit.viewer)},
        "metadata": {"channelMetadataRenderer": about},
    }


def _older(token: str) -> dict[str, Json]:
    """More of a channel's videos; that channel is named in the request alone."""
    inner = yt_params.read(token).get(80226972)
    wanted = inner if isinstance(inner, bytes) else b""
    own = next((a for a in data.ACCOUNTS if videos.id_on(FACE, a).encode() in wanted), None)
    cells = [video_renderer(video, byline=False) for video in videos.by_author(own)[NEWEST:]] if own else []
    return {"onResponseReceivedActions": [{"appendContinuationItemsAction": {"continuationItems": [*cells]}}]}


def _watched(visit: Visit) -> videos.Video | None:
    wanted = text_of(sent(visit).get("videoId")) or visit.query.get("v", "")
    return videos.video_by_id(FACE, wanted)


def _next(visit: Visit) -> dict[str, Json]:
    video = _watched(visit)
    if not video:
        return {"contents": {}}
    beside = [lockup(one) for one in videos.home(short=False) if one != video][:4]
    comments = [comment(one, visit.viewer) for one in videos.comments_on(video)]
    return watch(video, [*beside], comments, visit.viewer)


def _player(visit: Visit) -> dict[str, Json]:
    video = _watched(visit)
    return player(video) if video else {"playabilityStatus": {"status": "ERROR"}}


def _get_watch(visit: Visit) -> list[Json]:
    kind = "STREAMING_WATCH_RESPONSE_TYPE_PLAYER_RESPONSE"
    return [{"playerResponse": _player(visit), "responseType": kind}, {"watchNextResponse": _next(visit)}]


def _search(_visit: Visit) -> dict[str, Json]:
    found: list[Json] = [
        video_renderer(video) for video in videos.VIDEOS if not video.live and not video.short
    ]
    sections: list[Json] = [{"itemSectionRenderer": {"contents": found}}]
    return {"contents": {"twoColumnSearchResultsRenderer": {"sectionListRenderer": {"contents": sections}}}}


def _reel(visit: Visit) -> dict[str, Json]:
    wanted = text_of(dig(sent(visit), "playerRequest", "videoId"))
    video = videos.video_by_id(FACE, wanted)
    return reel(video, visit.viewer) if video else {"status": "REEL_ITEM_WATCH_STATUS_FAILED"}


def _resolve(visit: Visit) -> dict[str, Json]:
    handle = text_of(sent(visit).get("url")).rpartition("/@")[2]
    account = data.account_by_handle(handle)
    return {"endpoint": {"browseEndpoint": {"browseId": videos.id_on(FACE, account)}} if account else {}}


def _page(visit: Visit) -> Answer:
    """A page; what it shows first stands in its scripts, plain or (``?yt=hex``) as an escaped string."""
    first: dict[str, Json] = {}
    scripts = []
    if visit.path == "/":
        first = _grid([_cell(lockup(video)) for video in videos.home(short=False)[:IN_PAGE]])
    elif visit.path == "/watch":
        first = _next(visit)
        scripts = [_script("ytInitialPlayerResponse", _player(visit))]
    elif account := data.account_by_handle(visit.path.removeprefix("/@")):
        first = _channel(account, visit)
    scripts.append(_script("ytInitialData", first, escaped=visit.query.get("yt") == "hex"))
    return page(visit, data="\n".join(scripts))


def _script(name: str, value: Json, escaped: bool = False) -> str:
    text = script_json(json.dumps(value, ensure_ascii=False))
    if escaped:
        text = "'" + "".join(_escaped(letter) for letter in json.dumps(value)) + "'"
    return f'<script nonce="{NONCE}">var {name} = {text};</script>'


def _escaped(letter: str) -> str:
    if letter == "\\":
        return "\\\\"
    return letter if letter.isalnum() or letter in " _-:.," else f"\\x{ord(letter):02x}"


READS: dict[str, Callable[[Visit], Json]] = {
    "browse": _browse,
    "next": _next,
    "player": _player,
    "get_watch": _get_watch,
    "search": _search,
    "reel/reel_item_watch": _reel,
    "navigation/resolve_url": _resolve,
    "updated_metadata": lambda _visit: {"actions": []},
}
