"""TikTok as its web client sees it: pages with state in them, signed actions without a body, live rooms."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from demo import data, videos
from demo.answer import Answer, Json, PlainForm, Visit, empty_answer, json_answer, parse_object, text_of
from demo.arrivals import Arrival
from demo.padding import padded
from demo.pages import error_page, page, script_json
from demo.tt_shapes import FACE, app_user, author, comment, item, room, sec_uid

PAGE = re.compile(r"/(?:@[\w.]+(?:/(?:video/\d+|live))?)?")
TELEMETRY = ("/web/report", "/web/common", "/api/impression/write/")
LIKE_PATH = "/api/commit/item/digg/"
SIGNATURE = "&X-Gnarly="
IN_PAGE = 2


@dataclass(frozen=True, slots=True)
class Action:
    """An action: the mark it leaves, the field with its target, and the one that says set or undone."""

    mark: str
    target: str
    switch: str = ""
    on: bool = True


ACTIONS: dict[str, Action] = {
    LIKE_PATH: Action("like", "aweme_id", "type"),
    "/api/comment/publish/": Action("comment", "aweme_id"),
    "/api/comment/delete/": Action("comment", "cid", on=False),
    "/api/comment/digg/": Action("comment-like", "cid", "digg_type"),
    "/tiktok/v1/upvote/publish": Action("repost", "item_id"),
    "/tiktok/v1/upvote/delete": Action("repost", "item_id", on=False),
    "/api/item/collect/": Action("favourite", "itemId", "action"),
    "/api/commit/follow/user/": Action("follow", "user_id", "type"),
    "/webcast/room/like/": Action("live-like", "room_id"),
    "/webcast/room/chat/": Action("live-comment", "room_id"),
    "/webcast/gift/send/": Action("gift", "room_id"),
}


class TiktokFace:
    """The TikTok face of the site."""

    name = FACE
    domain = "tiktok.com"
    hosts: tuple[str, ...] = ("www.tiktok.com", "webcast.tiktok.com")
    csrf_cookie = "tt_csrf_token"
    csp = "loose"

    def forms(self) -> list[PlainForm]:
        """Likes with all in the query, as the page sends them: a candidate's video, then a neighbour's."""
        return [
            PlainForm(
                f"Sukai video {video.author.name}",
                f"{LIKE_PATH}?aid=1988&aweme_id={videos.id_on(FACE, video)}&type=1",
            )
            for video in videos.home()[:2]
        ]

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""
        path = visit.path
        if path in TELEMETRY:
            return empty_answer(200)
        if path in ACTIONS:
            return _action(visit, ACTIONS[path])
        if path in READS:
            return json_answer(READS[path](visit) | {"status_code": 0, "statusCode": 0})
        if path.startswith(("/api/", "/webcast/", "/tiktok/")):
            return json_answer({"status_code": 8, "status_msg": "not found"}, 404)
        return _page(visit) if PAGE.fullmatch(path) else error_page(visit, 404)


def signature(query: str, body: bytes, agent: str) -> str:
    """What ``X-Gnarly`` has to be: it covers every byte of query and body, and the browser's name."""
    parts = (query.encode(), body, agent.encode())
    return hashlib.md5(b"\n".join(parts), usedforsecurity=False).hexdigest()


def is_signed(arrival: Arrival) -> bool:
    """Whether a request arrived as its page had signed it."""
    query, found, given = arrival.query.partition(SIGNATURE)
    return bool(found) and given == signature(query, arrival.body, arrival.header("user-agent"))


def _action(visit: Visit, action: Action) -> Answer:
    if visit.arrival.method == "HEAD":
        token = "0,0001demo,86370000,success,demo"  # noqa: S105  # it is no secret: the demo has none
        return Answer(200, [("x-ware-csrf-token", token), ("content-length", "0")])
    if visit.arrival.method != "POST":
        return json_answer({"status_code": 4, "status_msg": "url doesn't match"})
    if status := visit.world.fails():
        return json_answer({"status_code": 5, "status_msg": "Server is currently unavailable."}, status)
    answer = _perform(visit, action)
    answer.parts = [(visit.world.action_delay + pause, part) for pause, part in answer.parts]
    return answer


def _perform(visit: Visit, action: Action) -> Answer:
    if not visit.navigation and not is_signed(visit.arrival):
        return json_answer({"status_code": 4, "status_msg": "url doesn't match"})
    fields = _fields(visit)
    target, on = fields.get(action.target, ""), action.on
    if action.switch:
        on = fields.get(action.switch) == "1"
    visit.viewer.mark(action.mark, target, on)
    if visit.navigation:
        return page(visit, "done.html")
    done: dict[str, Json] = {"status_code": 0, "status_msg": ""}
    if action.mark == "comment" and on:
        done["comment"] = _written(visit, fields)
    if action.mark == "like":
        done["is_digg"] = int(on)
    return json_answer(done)


def _fields(visit: Visit) -> dict[str, str]:
    body = parse_object(visit.arrival.body.decode("utf-8", "replace"))
    return {name: text_of(value) for name, value in body.items()} | visit.form | visit.query


def _written(visit: Visit, fields: dict[str, str]) -> Json:
    cid = videos.IDS[FACE]["comment"](5_000 + 100 * visit.viewer.number + visit.viewer.write())
    return {
        "cid": cid,
        "aweme_id": fields.get("aweme_id", ""),
        "reply_id": fields.get("reply_id", "0"),
        "text": fields.get("text", ""),
        "user": app_user(data.VIEWER),
    }


def _list(visit: Visit, found: list[videos.Video], least: int = 0) -> dict[str, Json]:
    def make(post: data.Post) -> Json:
        return item(videos.Video(post.number, post.author, post.text), visit.viewer)

    items = padded([item(video, visit.viewer) for video in found], make, least)
    return {"itemList": items, "hasMore": False, "cursor": "0"}


def _feed(visit: Visit) -> dict[str, Json]:
    rest = videos.home(visit.options.burst)[IN_PAGE:]
    # Videos differ in size; the one that the padding measures is not the smallest.
    return _list(visit, rest, visit.options.least_bytes() * 21 // 20)


def _of_profile(visit: Visit) -> dict[str, Json]:
    wanted = visit.query.get("secUid")
    account = next((one for one in data.ACCOUNTS if sec_uid(one) == wanted), None)
    return _list(visit, videos.by_author(account) if account else [])


def _detail(visit: Visit, identity: str = "") -> dict[str, Json]:
    video = videos.video_by_id(FACE, identity or visit.query.get("itemId", ""))
    return {"itemInfo": {"itemStruct": item(video, visit.viewer)} if video else {}}


def _comments(visit: Visit) -> dict[str, Json]:
    video = videos.video_by_id(FACE, visit.query.get("aweme_id", ""))
    found = videos.comments_on(video) if video else []
    return {"comments": [comment(one, video, visit.viewer) for one in found if video], "has_more": 0}


def _user(visit: Visit, handle: str = "") -> dict[str, Json]:
    account = data.account_by_handle(handle or visit.query.get("uniqueId", ""))
    return {"userInfo": {"user": author(account, visit.viewer)} if account else {}}


def _live_user(visit: Visit) -> dict[str, Json]:
    account = data.account_by_handle(visit.query.get("uniqueId", ""))
    return {"data": {"user": author(account, visit.viewer)} if account else {}}


def _room(visit: Visit) -> dict[str, Json]:
    wanted = _fields(visit).get("room_id")
    streams = [video for video in videos.VIDEOS if video.live and videos.room_on(FACE, video) == wanted]
    return {"data": room(streams[0]) if streams else {}}


def _page(visit: Visit) -> Answer:
    """A page; the first videos, a video's own details, or a profile stand in its HTML."""
    scope: dict[str, Json] = {"webapp.app-context": {"user": author(data.VIEWER, visit.viewer)}}
    if match := re.fullmatch(r"/@[\w.]+/video/(\d+)", visit.path):
        scope["webapp.video-detail"] = _detail(visit, match[1])
    elif match := re.fullmatch(r"/@([\w.]+)", visit.path):
        scope["webapp.user-detail"] = _user(visit, match[1])
    elif visit.path == "/":
        scope["webapp.updated-items"] = [item(video, visit.viewer) for video in videos.home()[:IN_PAGE]]
    text = script_json(json.dumps({"__DEFAULT_SCOPE__": scope}, ensure_ascii=False))
    name = "__UNIVERSAL_DATA_FOR_REHYDRATION__"
    return page(visit, data=f'<script id="{name}" type="application/json">{text}</script>')


READS: dict[str, Callable[[Visit], dict[str, Json]]] = {
    "/api/recommend/item_list/": _feed,
    "/api/post/item_list/": _of_profile,
    "/api/item/detail/": _detail,
    "/api/comment/list/": _comments,
    "/api/user/detail/": _user,
    "/api-live/user/room/": _live_user,
    "/webcast/room/enter/": _room,
}
