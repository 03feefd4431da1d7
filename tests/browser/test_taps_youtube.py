"""Taps on the demo's YouTube: messages in base64, compressed bodies, Shorts, channels, posts, live chat."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from demo import data, videos
from demo.yt_shapes import vote_params
from rules.authors import MemoryIndex
from rules.model import Item
from tests.support.both_ways import cancelled, expired, free, released, toggled
from tests.support.stack import Stack
from tests.support.taps import Tabs, Tap, knows, shown_once, toured

pytestmark = pytest.mark.browser

NAME, HOME, API = "youtube", "https://www.youtube.com/", "/youtubei/v1/"
CANDIDATE, PARTY, SHOP = data.RATNA, data.JERUK, data.WARUNG
CHANNEL, SHOP_CHANNEL = videos.id_on(NAME, CANDIDATE), videos.id_on(NAME, SHOP)
POLL, SHOP_POST, FREE_POLL = videos.CHANNEL_POSTS
POST, OTHER_POST = videos.id_on(NAME, POLL), videos.id_on(NAME, SHOP_POST)
BY_PARTY, _, BY_RIVAL, BY_NEIGHBOUR = (videos.id_on(NAME, one) for one in videos.COMMENTS)
ACTION = "comment/perform_comment_action"


def _video(number: int) -> str:
    return videos.IDS[NAME]["video"](number)


def _tap(kind: str, identity: str, operation: str, label: str = "", **options: object) -> Tap:
    path = operation if operation.startswith("/") else f"{API}{operation}?"
    return Tap(NAME, kind, identity, path, options, b"", label)


VIDEO, OTHER, LIVE = _video(1), _video(2), _video(40)
TAPS = (
    _tap("like", VIDEO, "like/like"),
    _tap("like", VIDEO, "like/like", "gzip", gzip=1),
    _tap("like", _video(7), "like/like", "together"),
    _tap("subscribe", CHANNEL, "subscription/subscribe"),
    _tap("comment", VIDEO, "comment/create_comment", text="Halo"),
    _tap("reply", OTHER, "comment/create_comment_reply", "to-a-candidate", text="Ya", comment=BY_RIVAL),
    _tap("comment-like", BY_PARTY, ACTION, video=OTHER),
    _tap("comment-like", BY_PARTY, ACTION, "single", video=OTHER, single=1),
    _tap("comment-like", BY_NEIGHBOUR, ACTION, "below-a-candidate", video=VIDEO, owner=CHANNEL),
    _tap("post-like", POST, ACTION, channel=videos.id_on(NAME, PARTY)),
    _tap("vote", vote_params(POLL, 1), ACTION),
    _tap("chat", LIVE, "live_chat/send_message", text="Halo", channel=CHANNEL),
    _tap("chat", LIVE, "live_chat/send_message", text="Halo", channel=CHANNEL, via="iframe"),
)
FREE = (
    _tap("unlike", VIDEO, "like/removelike"),
    _tap("dislike", VIDEO, "like/dislike"),
    _tap("unsubscribe", CHANNEL, "subscription/unsubscribe"),
    _tap("comment-unlike", BY_PARTY, ACTION, video=VIDEO, owner=CHANNEL),
    _tap("post-unlike", POST, ACTION, channel=videos.id_on(NAME, PARTY)),
    _tap("unvote", vote_params(POLL, 1, undo=True), ACTION),
    _tap("share-panel", VIDEO, "share/get_share_panel"),
    _tap("watch-later", VIDEO, "browse/edit_playlist"),
    _tap("attest", VIDEO, "att/log"),
    _tap("stats", VIDEO, "/api/stats/qoe"),
    _tap("telemetry", VIDEO, "log_event"),
)
NEIGHBOURS = (
    _tap("like", OTHER, "like/like"),
    _tap("like", OTHER, "like/like", "gzip", gzip=1),
    _tap("subscribe", SHOP_CHANNEL, "subscription/subscribe"),
    _tap("comment", OTHER, "comment/create_comment", text="Enak"),
    _tap("reply", OTHER, "comment/create_comment_reply", text="Ya", comment=BY_NEIGHBOUR),
    _tap("comment-like", BY_NEIGHBOUR, ACTION, video=OTHER, owner=SHOP_CHANNEL),
    _tap("post-like", OTHER_POST, ACTION, channel=SHOP_CHANNEL),
    _tap("vote", vote_params(FREE_POLL, 0), ACTION),
    _tap("chat", _video(41), "live_chat/send_message", text="Enak", channel=SHOP_CHANNEL),
)
PAGES = (f"watch?v={VIDEO}", f"watch?v={OTHER}")
TAUGHT = (
    ("post", VIDEO),
    ("post", _video(7)),
    ("comment", BY_PARTY),
    ("comment", BY_RIVAL),
    ("question", unquote(vote_params(POLL, 1))),
)

# A page, the videos that it teaches, and whether its HTML has to be enough for it.
LESSONS = {
    "home-html": ("", (1,), True),
    "home-html-escaped": ("?yt=hex", (1,), True),
    "feed": ("", (1, 3, 5, 7, 8), False),
    "search": ("results?search_query=x", (1, 30, 32), False),
    "watch-html": (f"watch?v={_video(30)}", (30,), True),
    "watch-html-escaped": (f"watch?v={_video(30)}&yt=hex", (30,), True),
    "short-played": (f"shorts/{_video(22)}", (22,), False),
    "channel-html": ("@partaijeruk", (3, 22), True),
}


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser]) -> Tabs:
    """A person who was shown the home feed and two videos with their comments."""
    return toured(running, NAME, HOME, PAGES, TAUGHT)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_on_a_registered_channel_is_decided_by_the_person(tabs: Tabs, tap: Tap) -> None:
    """Cancelled, the page sees a failure and nothing arrives; released, it arrives once, gzipped or not."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    cancelled(page, site, tap)
    arrival = released(page, site, tap)
    body = gzip.decompress(arrival.body) if "gzip" in tap.options else arrival.body
    assert body.startswith(b'{"context":{"client":')


def test_taps_nobody_decides_are_never_sent(tabs: Tabs) -> None:
    """All kinds at once expire: each is answered with the platform's own failure, and none arrives."""
    expired(tabs.at(HOME), tabs.person.stack, TAPS)


@pytest.mark.parametrize("tap", FREE, ids=str)
def test_what_supports_nobody_is_never_held(tabs: Tabs, tap: Tap) -> None:
    """Taking back, a dislike, the share panel, own playlists, attestation and statistics pass unasked."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


@pytest.mark.parametrize("tap", NEIGHBOURS, ids=str)
def test_neighbours_are_never_held(tabs: Tabs, tap: Tap) -> None:
    """Every kind of action on a channel that is not registered arrives without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


def forgetful(tabs: Tabs) -> Any:
    """The engine, which knows no author any more."""
    engine: Any = tabs.person.stack.addon._engine
    engine.authors = MemoryIndex()
    return engine


@pytest.mark.parametrize("lesson", LESSONS)
def test_authors_are_learned_wherever_a_video_is_shown(tabs: Tabs, lesson: str) -> None:
    """Scripts of a page in both escapings teach, and so do all lists; neighbours are not remembered."""
    place, numbers, bare = LESSONS[lesson]
    stack, engine = tabs.person.stack, forgetful(tabs)
    shown_once(tabs, HOME + place, bare=bare)
    for number in numbers:
        knows(stack, NAME, _video(number))
    assert engine.authors.recall(NAME, Item("post", OTHER)) is None


def test_a_short_is_known_once_it_plays(tabs: Tabs) -> None:
    """In a list nothing says whose it is, so a like passes; playing it says, so the next is asked about."""
    engine, site, like = forgetful(tabs), tabs.person.stack.site, _tap("like", _video(20), "like/like")
    page = tabs.at(f"{HOME}?nothing=1")
    knows(tabs.person.stack, NAME, VIDEO)
    assert engine.authors.recall(NAME, Item("post", _video(20))) is None
    free(page, site, like)
    page.locator(f"article[data-post={_video(20)}] a").first.click()
    page.wait_for_selector("main[data-ready^='/shorts/']")
    knows(tabs.person.stack, NAME, _video(20))
    cancelled(page, site, like)


@pytest.mark.parametrize("generation", ["", "next"])
def test_watching_without_a_new_page_teaches(tabs: Tabs, generation: str) -> None:
    """One array with player and page, or two answers: either tells whose video it is."""
    engine = forgetful(tabs)
    page = tabs.at(f"{HOME}@budi_contoh?gen={generation}")
    knows(tabs.person.stack, NAME, _video(30))
    engine.authors = MemoryIndex()
    page.locator(f"article[data-post={_video(30)}] a").first.click()
    page.wait_for_selector("main[data-ready='/watch']")
    knows(tabs.person.stack, NAME, _video(30))
    asked = [one.path for one in tabs.person.stack.site.log.of(API, method="POST")]
    assert any(path.endswith("next" if generation else "get_watch") for path in asked)


def channel(tabs: Tabs) -> Page:
    """A candidate's channel, opened from the feed without a new page; what was learned is forgotten."""
    forgetful(tabs)
    page = tabs.anew(HOME)
    knows(tabs.person.stack, NAME, VIDEO)
    forgetful(tabs)
    page.get_by_role("link", name="@walikota_contoh").first.click()
    page.wait_for_selector("main[data-ready='/@walikota_contoh']")
    return page


def test_lists_without_names_belong_to_the_channel_of_the_page(tabs: Tabs) -> None:
    """A channel's videos carry no name of their own; the page, or the request for more, says whose."""
    page = channel(tabs)
    knows(tabs.person.stack, NAME, VIDEO)
    cancelled(page, tabs.person.stack.site, _tap("like", VIDEO, "like/like"))
    # A list that names nobody at all belongs to the channel that its request names.
    oldest = videos.IDS[NAME]["video"](videos.by_author(CANDIDATE)[-1].number)
    forgetful(tabs)
    page.get_by_test_id("more").click()
    knows(tabs.person.stack, NAME, oldest)


@pytest.mark.parametrize(
    ("name", "operation"), [("like", "like/like"), ("subscribe", "subscription/subscribe")]
)
def test_buttons_revert_on_cancel_and_stay_on_proceed(tabs: Tabs, name: str, operation: str) -> None:
    """A lit button goes dark when cancelled and stays lit when released; then it has arrived once."""
    stack, site = tabs.person.stack, tabs.person.stack.site
    site.clear()
    page = tabs.anew(f"{HOME}watch?v={VIDEO}")
    knows(stack, NAME, VIDEO)
    button = page.get_by_test_id(name).first
    toggled(page, site, button, lambda: site.log.of(API + operation, method="POST"))
