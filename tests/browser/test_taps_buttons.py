"""The demo's own buttons, tapped with the mouse: they light up, and revert or stay as the person decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from demo.arrivals import Arrival
from demo.ig_shapes import shortcode
from demo.server import DemoSite
from tests.support.both_ways import toggled
from tests.support.stack import INSTAGRAM, X, dialog, escape, press
from tests.support.tap_table import FANS, IG_POST
from tests.support.taps import Tabs, settled

pytestmark = pytest.mark.browser

CARD = "article[data-author=walikota_contoh]"
FAILED = "Gagal, coba lagi"


@dataclass(frozen=True)
class Button:
    """A button, where it is, and the path that its request arrives at, with ``body`` in it."""

    name: str
    url: str
    within: str
    path: str
    body: str = ""

    def __str__(self) -> str:
        """Its name and place among the tests."""
        return f"{'ig' if self.url.startswith(INSTAGRAM) else 'x'}-{self.name}"

    def on(self, page: Page) -> Locator:
        """The button."""
        return page.locator(self.within).first.get_by_test_id(self.name)


POST_PAGE, STORY_PAGE = f"{INSTAGRAM}p/{shortcode(IG_POST)}/", f"{INSTAGRAM}stories/walikota_contoh/"
TOGGLES = (
    Button("like", X, CARD, "/FavoriteTweet"),
    Button("repost", X, CARD, "/CreateRetweet"),
    Button("vote-1", X, "article[data-author=partaijeruk]", "/v2/capi/passthrough/"),
    Button("follow", f"{X}walikota_contoh", "main", "/friendships/create.json"),
    Button("join", f"{X}i/communities/{FANS}", "main", "/JoinCommunity"),
    Button("like", INSTAGRAM, CARD, "/api/graphql", "XIGLikeMutation"),
    Button("comment-like", POST_PAGE, "li[data-author=partaijeruk]", "/api/graphql", "CommentActionsLike"),
    Button("follow", f"{INSTAGRAM}walikota_contoh/", "main", "/graphql/query", "FollowMutation"),
    Button("story-like", STORY_PAGE, "article", "/graphql/query", "StoriesV3LikeMutation"),
)
WRITERS = (
    Button("reply", X, CARD, "/CreateTweet", "in_reply_to_tweet_id"),
    Button("quote", X, CARD, "/CreateTweet", "attachment_url"),
    Button("comment", INSTAGRAM, CARD, "/api/graphql", "PolarisPostComment"),
)


def arrivals(site: DemoSite, button: Button) -> list[Arrival]:
    """What the site heard of it."""
    return site.log.of(button.path, method="POST", body=button.body.encode())


@pytest.mark.parametrize("button", TOGGLES, ids=str)
def test_toggle_reverts_on_cancel_and_stays_on_proceed(tabs: Tabs, button: Button) -> None:
    """Cancelled, it goes dark and nothing arrived; tapped again and released, it stays lit, arrived once."""
    page, site = tabs.at(button.url), tabs.person.stack.site
    site.log.clear()
    toggled(page, site, button.on(page), lambda: arrivals(site, button))


@pytest.mark.parametrize("button", WRITERS, ids=str)
def test_words_come_back_on_cancel_and_go_on_proceed(tabs: Tabs, button: Button) -> None:
    """Cancelled, what was written is back in its box and nothing arrived; released, it arrives once."""
    page, site = tabs.at(button.url), tabs.person.stack.site
    site.log.clear()
    button.on(page).click()
    words = page.get_by_test_id(f"{button.name}-text")
    words.fill("Semoga lancar")
    for decide, left, count in ((escape, "Semoga lancar", 0), (partial(press, decision="proceed"), "", 1)):
        page.get_by_test_id(f"{button.name}-send").click()
        expect(words).to_have_value("")
        assert dialog(page)
        decide(page)
        settled(page, site)
        assert len(arrivals(site, button)) == count
        expect(words).to_have_value(left)
    expect(page.get_by_test_id("own").first).to_contain_text("Semoga lancar")
    button.on(page).click()
