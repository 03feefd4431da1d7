"""The YouTube face: its pages and lists, its small binary messages, what its actions leave behind."""

from __future__ import annotations

import ast
import gzip
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo import data, videos, yt_params
from demo.yt_shapes import vote_params
from tests.demo.conftest import Caller

ORIGIN, API = "https://www.youtube.com", "https://www.youtube.com/youtubei/v1/"
VIDEO = videos.id_on("youtube", videos.VIDEOS[0])
CHANNEL = videos.id_on("youtube", data.RATNA)


def ask(
    caller: Caller, operation: str, body: dict[str, Any], packed: bool = False, signed: bool = True
) -> Any:
    """Call the interface; its answer."""
    raw = json.dumps({"context": {"client": {"clientName": "WEB"}}} | body).encode()
    headers = {"cookie": "sesi=1"} | ({"authorization": "SAPISIDHASH 1_demo"} if signed else {})
    if packed:
        raw, headers["content_encoding"] = gzip.compress(raw), "gzip"
    return json.loads(caller.send("POST", f"{API}{operation}?prettyPrint=false", raw, **headers)[1])


def found(node: Any, name: str) -> list[Any]:
    """All values below a node that stand under a name."""
    if isinstance(node, list):
        return [one for child in node for one in found(child, name)]
    if not isinstance(node, dict):
        return []
    here = [node[name]] if name in node else []
    return here + found(list(node.values()), name)


def status(caller: Caller) -> str:
    """Whether the person likes the first video."""
    text: str = found(ask(caller, "next", {"videoId": VIDEO}), "likeStatus")[0]
    return text


@pytest.mark.parametrize("packed", [False, True])
def test_likes_are_kept_until_undone(caller: Caller, packed: bool) -> None:
    """Like, dislike and neither follow one another, whether the body comes compressed or not."""
    states = []
    for word in ("like", "dislike", "removelike"):
        ask(caller, f"like/{word}", {"target": {"videoId": VIDEO}}, packed)
        states.append(status(caller))
    assert states[:2] == ["LIKE", "DISLIKE"]


def test_actions_need_their_authorization(caller: Caller) -> None:
    """Without it an action is an error and leaves no mark."""
    answer = ask(caller, "like/like", {"target": {"videoId": VIDEO}}, signed=False)
    assert answer["error"]["code"] == 401
    assert status(caller) == "INDIFFERENT"


def test_subscriptions_show_on_the_channel(caller: Caller) -> None:
    """Subscribing and taking it back change the button."""
    states = []
    for word in ("subscribe", "unsubscribe"):
        ask(caller, f"subscription/{word}", {"channelIds": [CHANNEL]})
        states.append(found(ask(caller, "browse", {"browseId": CHANNEL}), "subscribed")[0])
    assert states == [True, False]


@pytest.mark.parametrize("undo", [0, 1])
def test_comment_likes_are_told_from_their_undoing_by_a_field(caller: Caller, undo: int) -> None:
    """Field 7 of the message says whether a like is set or taken back."""
    wanted = videos.id_on("youtube", videos.COMMENTS[0])
    for seventh in {0, undo}:
        params = yt_params.text({1: 5, 3: wanted, 5: VIDEO, 7: seventh, 23: CHANNEL})
        ask(caller, "comment/perform_comment_action", {"actions": [params]})
    liked = found(ask(caller, "next", {"videoId": VIDEO}), "commentEntityPayload")[0]["toolbar"]["liked"]
    assert liked == (not undo)


def carried(caller: Caller, path: str, name: str = "ytInitialData") -> Any:
    """What a page's script holds, in either writing."""
    text = caller.send("GET", ORIGIN + path)[1].decode()
    match = re.search(rf'<script nonce="[\w-]+">var {name} = (.*?);</script>', text, re.DOTALL)
    assert match
    value = match[1]
    return json.loads(ast.literal_eval(value) if value.startswith("'") else value)


@pytest.mark.parametrize("path", ["/", f"/watch?v={VIDEO}", "/@walikota_contoh"])
def test_both_writings_of_a_page_say_the_same(caller: Caller, path: str) -> None:
    """An object, or with ``yt=hex`` a string full of escapes in which there is neither quote nor brace."""
    plain = carried(caller, path)
    assert carried(caller, path + ("&" if "?" in path else "?") + "yt=hex") == plain
    assert VIDEO in json.dumps(plain)


def test_a_watch_page_names_video_and_channel_twice(caller: Caller) -> None:
    """The player's part and the page's part agree; ``get_watch`` is both in one array."""
    details = carried(caller, f"/watch?v={VIDEO}", "ytInitialPlayerResponse")["videoDetails"]
    assert (details["videoId"], details["channelId"]) == (VIDEO, CHANNEL)
    player, page = ask(caller, "get_watch", {"videoId": VIDEO})
    assert player["playerResponse"]["videoDetails"] == details
    assert page["watchNextResponse"] == ask(caller, "next", {"videoId": VIDEO})


def test_a_channels_lists_name_nobody(caller: Caller) -> None:
    """Neither the first videos nor those a token asks for carry a byline; the page names the channel."""
    page = ask(caller, "browse", {"browseId": CHANNEL})
    assert page["metadata"]["channelMetadataRenderer"]["externalId"] == CHANNEL
    (token,) = found(page, "token")
    older = ask(caller, "browse", {"continuation": token})
    assert [one["videoId"] for one in found(older, "videoRenderer")] == ["conto000032"]
    assert not found([page["contents"], older], "browseId")


def test_a_short_names_its_channel_only_when_it_plays(caller: Caller) -> None:
    """In the feed a Short has no channel, played it has."""
    feed = ask(caller, "browse", {"browseId": "FEwhat_to_watch"})
    shorts = found(feed, "shortsLockupViewModel")
    assert len(shorts) == 3
    assert not found(shorts, "browseId")
    played = ask(caller, "reel/reel_item_watch", {"playerRequest": {"videoId": "conto000020"}})
    assert found(played, "browseId") == [CHANNEL]


def test_polls_offer_a_text_for_each_vote_and_its_undoing(caller: Caller) -> None:
    """Each choice carries what voting sends, and something else to take it back."""
    feed = ask(caller, "browse", {"browseId": "FEwhat_to_watch"})
    (first, *_) = found(feed, "choices")[0]
    (select,), (deselect,) = (
        found(first[f"{word}ServiceEndpoint"], "action") for word in ("select", "deselect")
    )
    assert select == vote_params(videos.CHANNEL_POSTS[0], 0)
    assert yt_params.read(select)[7] != yt_params.read(deselect)[7]


@given(
    st.dictionaries(
        st.integers(1, 10**8), st.integers(0, 2**40) | st.text(max_size=40) | st.binary(max_size=40)
    )
)
def test_messages_are_read_as_they_were_written(fields: dict[int, yt_params.Value]) -> None:
    """Numbers and texts come back from the text of a message."""
    wanted = {number: value.encode() if isinstance(value, str) else value for number, value in fields.items()}
    assert yt_params.read(yt_params.text(fields)) == wanted


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_read(text: str) -> None:
    """What is no message has few fields or none; nothing is raised."""
    assert isinstance(yt_params.read(text), dict)
