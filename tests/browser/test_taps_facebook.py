"""Taps on the demo's Facebook: reactions, comments, shares, pages, groups, polls, events, plain links."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from demo import data, fb_data
from rules.model import Item
from tests.support.both_ways import cancelled, expired, free, released, toggled
from tests.support.stack import Stack, dialog, escape
from tests.support.taps import Tabs, Tap, decided, knows, post, settled, toured

pytestmark = pytest.mark.browser

NAME, HOME, GRAPHQL = "facebook", "https://www.facebook.com/", "/api/graphql/"
CANDIDATE, PARTY, SHOP, RIVAL = data.RATNA, data.JERUK, data.WARUNG, data.BUDI
POST, NEIGHBOUR, RIVALS, IN_GROUP = (post(NAME, number) for number in (1, 2, 6, 24))
COMMENT, FREE_COMMENT = (
    f"{post(NAME, one.post)}_{one.id_on(NAME)}" for one in (data.COMMENTS[0], data.COMMENTS[3])
)
QUESTION, FREE_QUESTION = (fb_data.question_id(one) for one in data.POSTS if one.poll)
PAGE, FREE_PAGE = fb_data.DELEGATES[PARTY], fb_data.DELEGATES[SHOP]
ELSEWHERE = "61550000000999"
"""Nobody's id: whoever owns the story, the post has an author of its own."""

MENTION = [{"entity": {"id": CANDIDATE.id_on(NAME)}, "offset": 0, "length": 5}]
REACT, COMPOSE = "CometUFIFeedbackReactMutation", "ComposerStoryCreateMutation"
WRITE_COMMENT = "useCometUFICreateCommentMutation"
TO_FEED = "useCometFeedToFeedReshare_FeedToFeedMutation"
TO_STORY = "useCometFeedToStoryReshare_FeedToStoryMutation"


def _tap(kind: str, identity: str, name: str, label: str = "", **options: object) -> Tap:
    return Tap(NAME, kind, identity, GRAPHQL, options, f"fb_api_req_friendly_name={name}&".encode(), label)


TAPS = (
    _tap("like", POST, REACT),
    _tap("like", COMMENT, REACT, "comment"),
    _tap("like", IN_GROUP, REACT, "in-group"),
    _tap("comment", POST, WRITE_COMMENT, text="Halo"),
    _tap("reply", COMMENT, WRITE_COMMENT, text="Betul"),
    _tap("share-now", POST, TO_FEED),
    _tap("share", POST, COMPOSE, text="Lihat ini"),
    _tap("share-story", POST, TO_STORY, owner=ELSEWHERE),
    _tap("story-react", post(NAME, 30), "useStoriesSendReplyMutation", owner=CANDIDATE.id_on(NAME)),
    _tap("post", "", COMPOSE, "mention", text="Ratna hadir", ranges=MENTION),
    _tap("follow", CANDIDATE.id_on(NAME), "CometUserFollowMutation"),
    _tap("friend", CANDIDATE.id_on(NAME), "FriendingCometFriendRequestSendMutation"),
    _tap("page-like", PAGE, "CometProfilePlusLikeMutation"),
    _tap("join", fb_data.SUPPORTERS.id, "GroupCometJoinForumMutation"),
    _tap("vote", QUESTION, "useCometPollAddVoteMutation", option=f"{int(QUESTION) + 1}"),
    _tap("rsvp", fb_data.WALK.id, "PublicEventCometRSVPMutationQuery"),
)
PLAIN = (
    Tap(NAME, "like", POST, "/ufi/reaction/", {"gen": "rest"}),
    Tap(NAME, "follow", CANDIDATE.id_on(NAME), "/a/subscriptions/add", {"gen": "rest"}),
)
UNDONE = (
    _tap("unlike", POST, REACT),
    _tap("unfollow", CANDIDATE.id_on(NAME), "CometUserUnfollowMutation"),
    _tap("unfriend", CANDIDATE.id_on(NAME), "FriendingCometFriendRequestCancelMutation"),
    _tap("page-unlike", PAGE, "CometProfilePlusUnlikeMutation"),
    _tap("leave", fb_data.SUPPORTERS.id, "GroupCometLeaveForumMutation"),
    _tap("unvote", QUESTION, "useCometPollRemoveVoteMutation", option=f"{int(QUESTION) + 1}"),
    _tap("decline", fb_data.WALK.id, "PublicEventCometRSVPMutationQuery"),
    Tap(NAME, "unlike", POST, "/ufi/reaction/", {"gen": "rest"}),
    _tap("typing", POST, "CometUFILiveTypingBroadcastMutation_StartMutation"),
    _tap("seen", post(NAME, 30), "storiesUpdateSeenStateMutation", owner=CANDIDATE.id_on(NAME)),
)
NEIGHBOURS = (
    _tap("like", NEIGHBOUR, REACT),
    _tap("like", FREE_COMMENT, REACT, "comment"),
    _tap("comment", NEIGHBOUR, WRITE_COMMENT, text="Halo"),
    _tap("share-now", NEIGHBOUR, TO_FEED),
    _tap("share", NEIGHBOUR, COMPOSE, text="Lihat ini"),
    _tap("share-story", NEIGHBOUR, TO_STORY, owner=SHOP.id_on(NAME)),
    _tap("post", "", COMPOSE, text="Selamat pagi"),
    _tap("follow", SHOP.id_on(NAME), "CometUserFollowMutation"),
    _tap("friend", data.JOKO.id_on(NAME), "FriendingCometFriendRequestSendMutation"),
    _tap("page-like", FREE_PAGE, "CometProfilePlusLikeMutation"),
    _tap("join", fb_data.COFFEE.id, "GroupCometJoinForumMutation"),
    _tap("vote", FREE_QUESTION, "useCometPollAddVoteMutation", option=f"{int(FREE_QUESTION) + 1}"),
    _tap("rsvp", fb_data.BOOKS.id, "PublicEventCometRSVPMutationQuery"),
    Tap(NAME, "like", NEIGHBOUR, "/ufi/reaction/", {"gen": "rest"}),
)
PLACES = ("partai.jeruk", f"events/{fb_data.WALK.id}/", f"walikota.contoh/posts/{POST}", "warungbusri")
TAUGHT = (
    ("post", RIVALS),
    ("post", IN_GROUP),
    ("question", QUESTION),
    ("room", fb_data.WALK.id),
    ("comment", COMMENT.partition("_")[2]),
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
    return {one for one in (POST, RIVALS) if engine.authors.recall(NAME, Item("post", one))}


@pytest.fixture(scope="module")
def tabs(running: tuple[Stack, Browser], by_page: set[str]) -> Tabs:
    """A person who was shown the home feed, a page, an event and a post with its comments."""
    assert by_page
    return toured(running, NAME, HOME, PLACES, TAUGHT)


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
def test_taking_back_typing_and_seeing_are_never_held(tabs: Tabs, tap: Tap) -> None:
    """What undoes something, and what only tells of a state, arrives without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


@pytest.mark.parametrize("tap", NEIGHBOURS, ids=str)
def test_neighbours_are_never_held(tabs: Tabs, tap: Tap) -> None:
    """Every kind of action on somebody who is not registered arrives without a question."""
    free(tabs.at(HOME), tabs.person.stack.site, tap)


def test_every_id_of_a_post_means_the_same_post(tabs: Tabs) -> None:
    """Feedback, a number in JSON in JSON and a story's id lead to one author."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    for tap in (
        _tap("like", RIVALS, REACT),
        _tap("share-now", RIVALS, TO_FEED),
        _tap("share", RIVALS, COMPOSE, text="Lihat"),
        _tap("share-story", RIVALS, TO_STORY, owner=ELSEWHERE),
    ):
        assert RIVAL.name in cancelled(page, site, tap)


def test_a_page_and_its_feed_each_teach(tabs: Tabs, by_page: set[str]) -> None:
    """A page alone teaches the posts in it; the feed, those whose parts come in documents of their own."""
    assert by_page == {POST}
    knows(tabs.person.stack, NAME, RIVALS)


@pytest.mark.parametrize("policy", ["hosts", "hosts-nonce"])
def test_buttons_light_up_and_revert(tabs: Tabs, policy: str) -> None:
    """Under every list of hosts a cancelled reaction goes dark and a released one stays."""
    page, site = tabs.at(f"{HOME}?csp={policy}"), tabs.person.stack.site
    site.log.clear()
    button = page.locator("article[data-author='walikota.contoh']").first.get_by_test_id("like")
    toggled(page, site, button, lambda: TAPS[0].arrived(site))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_cancelled_comment_comes_back_to_its_box(tabs: Tabs) -> None:
    """What was written stands in the box again; typing was told to the site, the comment was not."""
    page, site = tabs.at(f"{HOME}?csp=hosts-nonce"), tabs.person.stack.site
    site.log.clear()
    card = page.locator("article[data-author='walikota.contoh']").first
    card.get_by_test_id("comment").click()
    card.get_by_test_id("comment-text").fill("Semangat")
    card.get_by_test_id("comment-send").click()
    assert dialog(page)
    escape(page)
    expect(card.get_by_test_id("own")).to_have_count(0)
    expect(card.get_by_test_id("comment-text")).to_have_value("Semangat")
    assert site.log.of(GRAPHQL, body=b"TypingBroadcast")
    assert not site.log.of(GRAPHQL, body=WRITE_COMMENT.encode())


@pytest.mark.parametrize("tap", PLAIN, ids=str)
def test_plain_forms_and_links_are_held(tabs: Tabs, tap: Tap) -> None:
    """What the site without scripts sends waits for the person as well, also a GET that likes or follows."""
    page, site = tabs.at(HOME), tabs.person.stack.site
    site.log.clear()
    for decision, count in (("escape", 0), ("proceed", 1)):
        decided(page, tap, decision)
        settled(page, site)
        assert len(site.log.of(tap.path)) == count


@pytest.mark.parametrize(("control", "path"), [("nojs-act", "/ufi/reaction/"), ("nojs-link", "/a/like.php")])
def test_the_plain_page_asks_on_a_page_of_its_own(tabs: Tabs, control: str, path: str) -> None:
    """Without scripts a form and a link lead to the question; released, each arrives once."""
    stack, browser = tabs.person.stack, tabs.person.context.browser
    assert browser
    person = stack.person(browser, java_script_enabled=False)
    page = person.context.new_page()
    for decision, count in (("cancel", 0), ("proceed", 1)):
        stack.site.log.clear()
        page.goto(f"{HOME}nojs")
        page.get_by_test_id(control).first.click()
        assert not stack.site.log.of(path)
        page.locator(f"button.{decision}").click()
        page.wait_for_load_state()
        assert len(stack.site.log.of(path)) == count
    assert page.get_by_test_id("done").is_visible()
    person.close()
