"""Taps on the demo's TikTok: signed requests without a body, live rooms, what HTML, feed and rooms teach."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Request, expect

from demo import data, videos
from demo.tt_face import is_signed
from demo.tt_shapes import sec_uid
from rules.authors import MemoryIndex
from rules.model import Item
from tests.support.both_ways import cancelled, expired, free, released, toggled
from tests.support.stack import Stack, dialog, escape
from tests.support.taps import Tabs, Tap, knows, settled, shown_once, toured

pytestmark = pytest.mark.browser

NAME, HOME = "tiktok", "https://www.tiktok.com/"
CANDIDATE, PARTY, SHOP, RIVAL = data.RATNA, data.JERUK, data.WARUNG, data.BUDI


def _video(number: int) -> str:
    return videos.IDS[NAME]["video"](number)


def _room(number: int) -> str:
    return videos.IDS[NAME]["room"](number)


VIDEO, OTHER = _video(1), _video(2)
BY_PARTY, BY_NEIGHBOUR = (videos.id_on(NAME, videos.COMMENTS[n]) for n in (0, 3))
IDENTITY, SECRET = videos.id_on(NAME, CANDIDATE), sec_uid(CANDIDATE)
SHOP_ID, SHOP_SECRET = videos.id_on(NAME, SHOP), sec_uid(SHOP)
LIKE, COMMENT, FOLLOW = "/api/commit/item/digg/", "/api/comment/publish/", "/api/commit/follow/user/"
WORDS = "Hal~o (100%) + *semua* 'warga' \u00e9\u2764"


def _tap(kind: str, identity: str, path: str, **options: object) -> Tap:
    return Tap(NAME, kind, identity, path, options)


TAPS = (
    _tap("like", VIDEO, LIKE),
    _tap("like", VIDEO, LIKE, via="iframe"),
    _tap("comment", VIDEO, COMMENT, text=WORDS),
    _tap("reply", OTHER, COMMENT, text="Ya", comment=videos.id_on(NAME, videos.COMMENTS[2])),
    _tap("comment-like", BY_PARTY, "/api/comment/digg/", video=VIDEO),
    _tap("repost", VIDEO, "/tiktok/v1/upvote/publish"),
    _tap("favourite", VIDEO, "/api/item/collect/"),
    _tap("follow", IDENTITY, FOLLOW, secUid=SECRET),
    _tap("follow", "", FOLLOW, secUid=SECRET),
    _tap("live-like", _room(40), "/webcast/room/like/"),
    _tap("live-comment", _room(40), "/webcast/room/chat/", text=WORDS),
    _tap("gift", _room(40), "/webcast/gift/send/", owner=IDENTITY),
)
UNDONE = (
    _tap("unlike", VIDEO, LIKE),
    _tap("uncomment", BY_PARTY, "/api/comment/delete/"),
    _tap("comment-unlike", BY_PARTY, "/api/comment/digg/", video=VIDEO),
    _tap("unrepost", VIDEO, "/tiktok/v1/upvote/delete"),
    _tap("unfavourite", VIDEO, "/api/item/collect/"),
    _tap("unfollow", IDENTITY, FOLLOW, secUid=SECRET),
    _tap("telemetry", VIDEO, "/web/report"),
)
NEIGHBOURS = (
    _tap("like", OTHER, LIKE),
    _tap("comment", OTHER, COMMENT, text=WORDS),
    _tap("comment-like", BY_NEIGHBOUR, "/api/comment/digg/", video=OTHER),
    _tap("repost", OTHER, "/tiktok/v1/upvote/publish"),
    _tap("favourite", OTHER, "/api/item/collect/"),
    _tap("follow", SHOP_ID, FOLLOW, secUid=SHOP_SECRET),
    _tap("live-like", _room(41), "/webcast/room/like/", owner=SHOP_ID),
    _tap("live-comment", _room(41), "/webcast/room/chat/", text="Enak"),
    _tap("gift", _room(41), "/webcast/gift/send/", owner=SHOP_ID),
)
PAGES = (f"@walikota_contoh/video/{VIDEO}", f"@warungbusri/video/{OTHER}", "@walikota_contoh/live")
TAUGHT = (
    ("post", VIDEO),
    ("comment", BY_PARTY),
    ("comment", videos.id_on(NAME, videos.COMMENTS[2])),
    ("room", _room(40)),
)

# A page, the videos that it teaches, and whether its HTML has to be enough for it.
LESSONS = {
    "home-html": ("", (1,), True),
    "feed": ("", (1, 3, 5, 8, 9), False),
    "video-html": (f"@partaijeruk/video/{_video(33)}", (33,), True),
    "profile": ("@walikota_contoh", (1, 20, 32), False),
}


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser]) -> Tabs:
    """A person who was shown the home feed, two videos with their comments, and a live room."""
    return toured(running, NAME, HOME, PAGES, TAUGHT)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_is_released_as_it_was_signed(tabs: Tabs, tap: Tap) -> None:
    """Cancelled, nothing arrives; released, it arrives once, its signature over every byte intact."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    cancelled(page, site, tap)
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.url)

    page.on("request", note)
    arrival = released(page, site, tap)
    page.remove_listener("request", note)
    assert is_signed(arrival)
    assert f"https://{arrival.host}{arrival.path_with_query}" in sent
    assert "(X11;%20Linux)&" in arrival.query
    assert "tz_name=Asia%2fJakarta&" in arrival.query


def test_taps_nobody_decides_are_never_sent(tabs: Tabs) -> None:
    """All kinds at once expire: each is answered with the platform's own failure, and none arrives."""
    expired(tabs.at(HOME), tabs.person.stack, TAPS)


def test_a_query_put_together_anew_would_break_the_signature(tabs: Tabs) -> None:
    """The site tells an altered query, body or browser from the one that the page signed."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    free(page, site, _tap("like", OTHER, LIKE))
    (arrival,) = site.log.of(LIKE, method="POST")
    assert is_signed(arrival)
    arrival.body = b" "
    assert not is_signed(arrival)
    arrival.body = b""
    arrival.path_with_query = arrival.path_with_query.replace("%2f", "%2F")
    assert not is_signed(arrival)


@pytest.mark.parametrize("tap", UNDONE, ids=str)
def test_taking_back_is_never_held(tabs: Tabs, tap: Tap) -> None:
    """What undoes something, and telemetry, arrive without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


@pytest.mark.parametrize("tap", NEIGHBOURS, ids=str)
def test_neighbours_are_never_held(tabs: Tabs, tap: Tap) -> None:
    """Every kind of action on somebody who is not registered arrives without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


def test_asking_for_a_token_passes_while_the_comment_is_held(tabs: Tabs) -> None:
    """The HEAD of the same path goes out at once, before the person has decided anything."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    cancelled(page, site, _tap("comment", VIDEO, COMMENT, text="Halo"))
    assert [arrival.method for arrival in site.log.of(COMMENT)] == ["HEAD"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_authors_are_learned_wherever_a_video_is_shown(tabs: Tabs, lesson: str) -> None:
    """Page states and lists teach, by id, handle or mention; neighbours are not remembered."""
    place, numbers, bare = LESSONS[lesson]
    stack = tabs.person.stack
    engine: Any = stack.addon._engine
    engine.authors = MemoryIndex()
    shown_once(tabs, HOME + place, bare=bare)
    for number in numbers:
        knows(stack, NAME, _video(number))
    assert engine.authors.recall(NAME, Item("post", OTHER)) is None


@pytest.mark.parametrize(
    ("name", "place", "path"),
    [
        ("like", "", LIKE),
        ("repost", "", "/tiktok/v1/upvote/publish"),
        ("follow", "@walikota_contoh", FOLLOW),
        ("comment-like", PAGES[0], "/api/comment/digg/"),
    ],
)
def test_buttons_revert_on_cancel_and_stay_on_proceed(tabs: Tabs, name: str, place: str, path: str) -> None:
    """A lit button goes dark when cancelled and stays lit when released; then it has arrived once."""
    stack, site = tabs.person.stack, tabs.person.stack.site
    site.clear()
    page = tabs.anew(HOME + place)
    knows(stack, NAME, VIDEO)
    toggled(page, site, page.get_by_test_id(name).first, lambda: site.log.of(path, method="POST"))


def test_words_come_back_to_their_box_when_cancelled(tabs: Tabs) -> None:
    """A comment that was cancelled is in its box again; nothing of it arrived."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    knows(tabs.person.stack, NAME, VIDEO)
    site.log.clear()
    card = page.locator("article[data-author=walikota_contoh]").first
    card.get_by_test_id("comment").click()
    box = card.get_by_test_id("comment-text")
    box.fill("Semoga lancar")
    card.get_by_test_id("comment-send").click()
    assert dialog(page)
    escape(page)
    expect(box).to_have_value("Semoga lancar")
    settled(page, site)
    assert not site.log.of(COMMENT, method="POST")
