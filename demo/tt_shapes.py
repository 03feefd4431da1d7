"""Videos, people, comments and live rooms in the JSON shapes of TikTok."""

from __future__ import annotations

from demo.answer import Json
from demo.data import Account
from demo.videos import Video, VideoComment, id_on, room_on, stream_of
from demo.world import Viewer

FACE = "tiktok"
CREATED = 1_795_000_000


def sec_uid(account: Account) -> str:
    """The account's other id, which some of its requests use."""
    return f"MS4wLjABAAAAcontoh-{account.number:06d}_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"


def author(account: Account, viewer: Viewer) -> dict[str, Json]:
    """An account as videos and profiles name it; whoever is live carries the room."""
    identity, stream = id_on(FACE, account), stream_of(account)
    return {
        "id": identity,
        "uniqueId": account.handle,
        "secUid": sec_uid(account),
        "nickname": account.name,
        "signature": account.about,
        "verified": False,
        "relation": int(viewer.has("follow", identity)),
        "roomId": room_on(FACE, stream) if stream else "",
    }


def item(video: Video, viewer: Viewer) -> dict[str, Json]:
    """A video, the same in every list, in details and in pages."""
    identity = id_on(FACE, video)
    liked, collected = viewer.has("like", identity), viewer.has("favourite", identity)
    return {
        "id": identity,
        "desc": video.text,
        "createTime": CREATED + video.number % 1000,
        "author": author(video.author, viewer),
        "video": {"id": identity, "height": 1024, "width": 576, "duration": 31, "ratio": "540p"},
        "stats": {"diggCount": video.likes + liked, "collectCount": int(collected), "playCount": 1024},
        "duetInfo": {"duetFromId": "0"},
        "textExtra": _text_extra(video),
        "digged": liked,
        "collected": collected,
        "reposted": viewer.has("repost", identity),
        "isAd": False,
    }


def comment(found: VideoComment, video: Video, viewer: Viewer) -> dict[str, Json]:
    """A comment below a video."""
    cid = id_on(FACE, found)
    return {
        "cid": cid,
        "aweme_id": id_on(FACE, video),
        "reply_id": "0",
        "text": found.text,
        "create_time": CREATED,
        "digg_count": 1 + viewer.has("comment-like", cid),
        "user_digged": int(viewer.has("comment-like", cid)),
        "user": app_user(found.author),
        "reply_comment": None,
    }


def app_user(account: Account) -> dict[str, Json]:
    """An account as comments name it."""
    return {
        "uid": id_on(FACE, account),
        "unique_id": account.handle,
        "sec_uid": sec_uid(account),
        "nickname": account.name,
    }


def room(video: Video) -> dict[str, Json]:
    """A live room with its owner."""
    identity, owner = room_on(FACE, video), id_on(FACE, video.author)
    return {
        "id": int(identity),
        "id_str": identity,
        "title": video.text,
        "status": 2,
        "user_count": 42,
        "owner": {
            "id": int(owner),
            "id_str": owner,
            "display_id": video.author.handle,
            "nickname": video.author.name,
            "sec_uid": sec_uid(video.author),
        },
    }


def _text_extra(video: Video) -> list[Json]:
    tags: list[Json] = [
        {"hashtagName": word[1:], "type": 1, "userId": "", "userUniqueId": "", "secUid": ""}
        for word in video.text.split()
        if word.startswith("#")
    ]
    named: list[Json] = [
        {
            "hashtagName": "",
            "type": 0,
            "userId": id_on(FACE, account),
            "userUniqueId": account.handle,
            "secUid": sec_uid(account),
        }
        for account in video.mentions
    ]
    return tags + named
