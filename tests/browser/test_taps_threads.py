"""Taps on the demo's Threads: likes, reposts, quotes, replies, follows and posts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from demo import data
from rules.model import Item
from tests.support.both_ways import cancelled, expired, free, released, toggled
from tests.support.stack import Stack, dialog, escape
from tests.support.taps import Tabs, Tap, knows, post, start

pytestmark = pytest.mark.browser

NAME, HOME = "threads", "https://www.threads.com/"
GRAPHQL, PUBLISH = "/api/graphql", "/api/v1/media/configure_text_only_post/"
CANDIDATE, SHOP, RIVAL = data.RATNA, data.WARUNG, data.BUDI
POST, NEIGHBOUR, SHARED, RIVALS = (post(NAME, number) for number in (1, 2, 20, 6))
CARD = "article[data-author=walikota_contoh]"
FAILED = "Gagal, coba lagi"


def _tap(kind: str, identity: str, name: str, **options: object) -> Tap:
    return Tap(NAME, kind, identity, GRAPHQL, options, f"fb_api_req_friendly_name={name}&".encode())


def _form(kind: str, identity: str, path: str = PUBLISH, label: str = "", **options: object) -> Tap:
    return Tap(NAME, kind, identity, path, options, b"", label)


LIKE, UNLIKE = "useTHLikeMutationLikeMutation", "useTHLikeMutationUnlikeMutation"
REPOST, FOLLOW = "useTHCreateRepostMutation", "useTHFollowMutationFollowMutation"
PERSON, NOBODY = CANDIDATE.id_on(NAME), SHOP.id_on(NAME)

TAPS = (
    _tap("like", POST, LIKE),
    _tap("like", POST, "useBarcelonaLikeMutationLikeMutation", gen="2023"),
    _form("like", POST, f"/api/v1/media/{POST}/like/", gen="rest"),
    _tap("repost", POST, REPOST),
    _form("quote", POST, text="Lihat ini"),
    _form("reply", POST, text="Betul"),
    _form("post", "", label="mention", text="Hidup @walikota_contoh!"),
    _tap("follow", PERSON, FOLLOW),
    _form("follow", PERSON, f"/api/v1/friendships/create/{PERSON}/", gen="rest"),
)
UNDONE = (
    _tap("unlike", POST, UNLIKE),
    _tap("unlike", POST, "useBarcelonaLikeMutationUnlikeMutation", gen="2023"),
    _form("unlike", POST, f"/api/v1/media/{POST}/unlike/", gen="rest"),
    _tap("unrepost", POST, "useTHDeleteRepostMutation"),
    _tap("unfollow", PERSON, "useTHFollowMutationUnfollowMutation"),
    _tap("seen", "", "BarcelonaActivityFeedMarkInboxAsSeenMutation"),
)
NEIGHBOURS = (
    _tap("like", NEIGHBOUR, LIKE),
    _tap("repost", NEIGHBOUR, REPOST),
    _form("quote", NEIGHBOUR, text="Enak"),
    _form("reply", NEIGHBOUR, text="Besok saya datang"),
    _form("post", "", text="Selamat pagi"),
    _tap("follow", NOBODY, FOLLOW),
)


@pytest.fixture(scope="module")
def by_page(running: tuple[Stack, Browser]) -> set[str]:
    """Which posts are known when somebody without scripts has opened the home page, before anything else."""
    stack, browser = running
    engine: Any = stack.addon._engine
    person = stack.person(browser, java_script_enabled=False)
    person.context.new_page().goto(HOME)
    knows(stack, NAME, POST)
    person.close()
    return {one for one in (POST, SHARED, RIVALS) if engine.authors.recall(NAME, Item("post", one))}


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser], by_page: set[str]) -> Tabs:
    """A person who was shown the home feed."""
    assert by_page
    stack, browser = running
    tabs = Tabs(stack.person(browser))
    tabs.at(HOME)
    knows(stack, NAME, post(NAME, 10))
    return tabs


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_on_a_registered_account_is_decided_by_the_person(tabs: Tabs, tap: Tap) -> None:
    """Cancelled, the page sees a failure and nothing arrives; released, it arrives once and byte for byte."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    cancelled(page, site, tap)
    released(page, site, tap)


def test_taps_nobody_decides_are_never_sent(tabs: Tabs) -> None:
    """All kinds at once expire: each is answered with the platform's own failure, and none arrives."""
    expired(tabs.at(HOME), tabs.person.stack, TAPS)


@pytest.mark.parametrize("tap", UNDONE, ids=str)
def test_taking_back_and_seeing_are_never_held(tabs: Tabs, tap: Tap) -> None:
    """What undoes something, and what only tells of a state, arrives without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


@pytest.mark.parametrize("tap", NEIGHBOURS, ids=str)
def test_neighbours_are_never_held(tabs: Tabs, tap: Tap) -> None:
    """Every kind of action on somebody who is not registered arrives without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


def test_a_page_and_its_feed_each_teach(tabs: Tabs, by_page: set[str]) -> None:
    """A page teaches the posts in it and those they share; the feed teaches the rest."""
    assert by_page == {POST, SHARED}
    page, site = tabs.at(HOME), tabs.person.stack.site
    for identity, name in ((SHARED, CANDIDATE.name), (RIVALS, RIVAL.name)):
        assert name in cancelled(page, site, _tap("like", identity, LIKE))


def test_a_hashtag_is_advised_about(tabs: Tabs) -> None:
    """A post with a campaign's hashtag opens the softer dialog."""
    page = tabs.at(HOME)
    start(page, _form("post", "", text="Ayo #PilihRatnaContoh"))
    assert dialog(page)
    assert page.evaluate(
        "() => window.__roots.some((root) => root.querySelector('dialog[open] .card.advise'))"
    )
    escape(page)


@pytest.mark.parametrize(("place", "policy"), [("", "hosts-nonce"), ("@walikota_contoh", "hosts")])
def test_buttons_light_up_and_revert(tabs: Tabs, policy: str, place: str) -> None:
    """On the home page and on a profile a cancelled like goes dark, and a released one stays lit."""
    site = tabs.person.stack.site
    site.clear()
    page = tabs.anew(f"{HOME}{place}?csp={policy}")
    button = page.locator(CARD).first.get_by_test_id("like")
    toggled(page, site, button, lambda: TAPS[0].arrived(site))


def test_a_cancelled_reply_comes_back_to_its_box(tabs: Tabs) -> None:
    """What was written vanishes from the thread and stands in the box again."""
    page, site = tabs.at(f"{HOME}@walikota_contoh"), tabs.person.stack.site
    site.log.clear()
    card = page.locator(CARD).first
    card.get_by_test_id("reply").click()
    card.get_by_test_id("reply-text").fill("Semangat")
    card.get_by_test_id("reply-send").click()
    assert dialog(page)
    escape(page)
    expect(page.get_by_test_id("toast")).to_have_text(FAILED)
    expect(card.get_by_test_id("own")).to_have_count(0)
    expect(card.get_by_test_id("reply-text")).to_have_value("Semangat")
    assert not site.log.of(PUBLISH)


def test_the_plain_page_asks_on_a_page_of_its_own(tabs: Tabs) -> None:
    """Without scripts a form leads to the question; released, it arrives once."""
    stack, browser = tabs.person.stack, tabs.person.context.browser
    assert browser
    person = stack.person(browser, java_script_enabled=False)
    page = person.context.new_page()
    stack.site.log.clear()
    page.goto(f"{HOME}nojs")
    page.get_by_test_id("nojs-act").first.click()
    assert not stack.site.log.of("/like/")
    page.locator("button.proceed").click()
    expect(page.get_by_test_id("done")).to_be_visible()
    assert len(stack.site.log.of("/like/")) == 1
    person.close()
