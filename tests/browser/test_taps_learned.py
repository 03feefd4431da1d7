"""Where the proxy learns who is behind a post, and what passes as long as it has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from demo.ig_shapes import shortcode
from tests.support.stack import INSTAGRAM, Stack, X
from tests.support.tap_table import FANS, STORY
from tests.support.taps import (
    HOMES,
    Tabs,
    Tap,
    comment,
    decided,
    knows,
    outcome,
    post,
    settled,
    start,
)

pytestmark = pytest.mark.browser

PARTY_POST = f"{INSTAGRAM}p/{shortcode(post('instagram', 21))}/"


@dataclass(frozen=True)
class Source:
    """A page, and what must be known after it was shown."""

    name: str
    url: str
    tap: Tap
    of: str = "post"

    def __str__(self) -> str:
        """Its name among the tests."""
        return f"{self.tap.face}-{self.name}"


def like(face: str, number: int) -> Tap:
    """A like of a post."""
    identity = post(face, number)
    return Tap(
        face,
        "like",
        identity,
        {"x": "/FavoriteTweet", "instagram": "/api/graphql"}[face],
        body=identity.encode(),
    )


COMMENT_LIKE = Tap("instagram", "comment-like", comment(1), "/api/graphql", body=b"CommentActionsLike")
STORY_LIKE = Tap("instagram", "story-like", STORY, "/graphql/query", body=b"StoriesV3Like")
FROM_PAGE, FROM_NEXT_PAGE = 1, 10
SOURCES = (
    Source("feed", X, like("x", 1)),
    Source("feed-in-older-shape", f"{X}?shape=legacy", like("x", 1)),
    Source("limited-post-by-handle-alone", X, like("x", 6)),
    Source("permalink", f"{X}budi_contoh/status/{post('x', 22)}", like("x", 22)),
    Source("profile", f"{X}partaijeruk", like("x", 21)),
    Source("community", f"{X}i/communities/{FANS}", Tap("x", "join", FANS, "/JoinCommunity"), "group"),
    Source("feed-in-the-html", INSTAGRAM, like("instagram", FROM_PAGE)),
    Source("feed-after-the-html", INSTAGRAM, like("instagram", FROM_NEXT_PAGE)),
    Source("feed-by-rest", f"{INSTAGRAM}?gen=rest", like("instagram", 6)),
    Source("permalink-in-the-html", PARTY_POST, like("instagram", 21)),
    Source("comments", f"{INSTAGRAM}p/{shortcode(post('instagram', 1))}/", COMMENT_LIKE, "comment"),
    Source("story", f"{INSTAGRAM}stories/walikota_contoh/", STORY_LIKE),
    Source("profile", f"{INSTAGRAM}budi_contoh/", like("instagram", 22)),
)


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser]) -> Tabs:
    """A person who was shown nothing yet."""
    stack, browser = running
    return Tabs(stack.person(browser))


def forget(stack: Stack) -> None:
    """Make the proxy know nobody again."""
    engine: Any = stack.addon._engine
    engine.authors._items.clear()


def unknown(stack: Stack) -> int:
    """How many actions on something unknown were counted."""
    return sum(day["unknown"] for day in stack.addon.counters._days.values())


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_page_alone_teaches_who_is_behind_it(tabs: Tabs, source: Source) -> None:
    """After nothing but this page, the tap is held; cancelled, it does not arrive."""
    stack = tabs.person.stack
    forget(stack)
    page = tabs.anew(source.url)
    knows(stack, source.tap.face, source.tap.id, source.of)
    stack.site.log.clear()
    assert not decided(page, source.tap, "escape")["ok"]
    settled(page, stack.site)
    assert not source.tap.arrived(stack.site)


@pytest.mark.parametrize("face", HOMES)
def test_post_that_was_never_shown_passes_and_is_counted(tabs: Tabs, face: str) -> None:
    """Its author is unknown, so nobody is asked; the tap arrives, and one is added to a number."""
    stack, tap = tabs.person.stack, like(face, 22)
    page = tabs.at(HOMES[face])
    forget(stack)
    stack.site.log.clear()
    before = unknown(stack)
    start(page, tap)
    assert outcome(page)["ok"]
    assert len(tap.arrived(stack.site)) == 1
    assert unknown(stack) == before + 1
