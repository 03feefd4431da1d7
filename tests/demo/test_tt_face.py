"""The TikTok face: what its signature covers, what its actions leave behind, shapes of its answers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from demo import data, videos
from demo.tt_face import signature
from demo.tt_shapes import sec_uid
from tests.demo.conftest import Caller

ORIGIN, LIVE = "https://www.tiktok.com", "https://webcast.tiktok.com"
AGENT = "Peramban contoh"
VIDEO = videos.id_on("tiktok", videos.VIDEOS[0])


def act(caller: Caller, path: str, fields: str, body: str = "", origin: str = ORIGIN) -> Any:
    """Send a signed action; its answer."""
    mark = signature(fields, body.encode(), AGENT)
    url = f"{origin}{path}?{fields}&X-Gnarly={mark}"
    return json.loads(caller.send("POST", url, body, cookie="sesi=1", user_agent=AGENT)[1])


def ask(caller: Caller, path: str) -> Any:
    """Read."""
    return json.loads(caller.send("GET", ORIGIN + path, cookie="sesi=1")[1])


def first(caller: Caller, path: str) -> Any:
    """A video's details as the site tells them now."""
    return ask(caller, path)["itemInfo"]["itemStruct"]


@pytest.mark.parametrize(
    ("path", "do", "undo", "field"),
    [
        ("/api/commit/item/digg/", f"aweme_id={VIDEO}&type=1", f"aweme_id={VIDEO}&type=0", "digged"),
        ("/api/item/collect/", f"itemId={VIDEO}&action=1", f"itemId={VIDEO}&action=0", "collected"),
    ],
)
def test_marks_are_kept_until_undone(caller: Caller, path: str, do: str, undo: str, field: str) -> None:
    """The query alone says what is done; details show it until it is undone."""
    states = []
    for fields in (do, undo):
        assert act(caller, path, fields)["status_code"] == 0
        states.append(first(caller, f"/api/item/detail/?itemId={VIDEO}")[field])
    assert states == [True, False]


def test_a_repost_is_taken_back_by_another_path(caller: Caller) -> None:
    """Publishing and deleting are two paths."""
    states = []
    for word in ("publish", "delete"):
        act(caller, f"/tiktok/v1/upvote/{word}", f"item_id={VIDEO}")
        states.append(first(caller, f"/api/item/detail/?itemId={VIDEO}")["reposted"])
    assert states == [True, False]


@pytest.mark.parametrize("change", ["query", "body", "agent", "nothing"])
def test_what_was_altered_on_its_way_is_refused(caller: Caller, change: str) -> None:
    """One byte of query or body, or another browser, and the signature no longer holds."""
    fields = f"aweme_id={VIDEO}&tz_name=Asia%2fJakarta&type=1"
    mark = signature(fields, b"", AGENT)
    sent = fields.replace("%2f", "%2F") if change == "query" else fields
    body = "x" if change == "body" else ""
    agent = "Lain" if change == "agent" else AGENT
    url = f"{ORIGIN}/api/commit/item/digg/?{sent}&X-Gnarly={mark}"
    answer = json.loads(caller.send("POST", url, body, user_agent=agent)[1])
    assert (answer["status_code"] == 0) == (change == "nothing")


def test_head_gives_a_token_and_does_nothing(caller: Caller) -> None:
    """The question before a comment has a token in its answer's head and leaves no mark."""
    response, body = caller.send(
        "HEAD", f"{ORIGIN}/api/commit/item/digg/?aweme_id={VIDEO}&type=1", cookie="sesi=1"
    )
    assert response.headers["x-ware-csrf-token"]
    assert body == b""
    assert first(caller, f"/api/item/detail/?itemId={VIDEO}")["digged"] is False


def test_written_comments_come_back(caller: Caller) -> None:
    """What was written is answered as the person's own comment."""
    said = act(caller, "/api/comment/publish/", f"aweme_id={VIDEO}&text=Halo%20semua&reply_id=1")["comment"]
    assert (said["text"], said["aweme_id"], said["user"]["unique_id"]) == (
        "Halo semua",
        VIDEO,
        "warga_contoh",
    )


def test_live_actions_are_json_on_the_other_host(caller: Caller) -> None:
    """A room's actions have a body, which is signed as well."""
    stream = next(video for video in videos.VIDEOS if video.live)
    room = videos.room_on("tiktok", stream)
    body = json.dumps({"room_id": room, "count": 15})
    assert act(caller, "/webcast/room/like/", f"room_id={room}", body, LIVE)["status_code"] == 0
    entered = act(caller, "/webcast/room/enter/", f"room_id={room}", body, LIVE)["data"]
    assert entered["owner"]["display_id"] == stream.author.handle


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "webapp.updated-items"),
        (f"/@walikota_contoh/video/{VIDEO}", "webapp.video-detail"),
        ("/@walikota_contoh", "webapp.user-detail"),
    ],
)
def test_pages_carry_their_state(caller: Caller, path: str, key: str) -> None:
    """One script of JSON holds what a page shows first, and who looks at it."""
    text = caller.send("GET", ORIGIN + path)[1].decode()
    found = re.search(
        r'<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">(.*?)</script>', text
    )
    assert found
    scope = json.loads(found[1])["__DEFAULT_SCOPE__"]
    assert set(scope) == {"webapp.app-context", key}
    assert data.RATNA.handle in json.dumps(scope[key])


def test_lists_hold_videos_and_their_authors(caller: Caller) -> None:
    """The feed goes on where the page ended; a profile's list is of one author; comments name their own."""
    feed = ask(caller, "/api/recommend/item_list/")["itemList"]
    carried = [videos.id_on("tiktok", video) for video in videos.home()]
    assert [item["id"] for item in feed] == carried[2:]
    own = ask(caller, f"/api/post/item_list/?secUid={sec_uid(data.BUDI)}")["itemList"]
    assert {item["author"]["uniqueId"] for item in own} == {"budi_contoh"}
    comments = ask(caller, f"/api/comment/list/?aweme_id={VIDEO}")["comments"]
    assert [one["user"]["unique_id"] for one in comments] == ["partaijeruk", "pakjoko_rt05"]


def test_a_feed_can_be_large_and_an_action_fail(caller: Caller) -> None:
    """A feed of a megabyte is still one; what is not there answers 404."""
    _, body = caller.send("GET", f"{ORIGIN}/api/recommend/item_list/?size=1mb")
    assert len(body) >= 1_000_000
    assert caller.send("POST", f"{ORIGIN}/api/no/such/")[0].status_code == 404
