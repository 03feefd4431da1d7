"""The pages in real Chromium, straight to the site: what a tap sends, and what a failure looks like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo import data
from demo.arrivals import Arrival
from demo.ig_shapes import shortcode
from demo.server import DemoSite
from tests.support.chromium import LEAN, chromium_path, trusting
from tests.support.stack import arrive

pytestmark = pytest.mark.browser

X, INSTAGRAM = "https://x.com", "https://www.instagram.com"
FACEBOOK, THREADS = "https://www.facebook.com", "https://www.threads.com"
TIKTOK, YOUTUBE = "https://www.tiktok.com", "https://www.youtube.com"
CANDIDATE, NEIGHBOUR = data.POSTS[0], data.POSTS[1]
FAVORITE = '{"variables":{"tweet_id":"1990000000001000003"},"queryId":"lI07N6Otwv1PhnEgXILM7A"}'


@pytest.fixture(scope="module")
def browser(running_site: DemoSite) -> Iterator[Browser]:
    """A Chromium for which every name leads to the site."""
    arguments = [
        *LEAN,
        f"--host-resolver-rules=MAP * 127.0.0.1:{running_site.port}",
        trusting(running_site.spki),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """One page for all tests, and what its scripts said was wrong: a profile for each costs a second."""
    with profile(browser) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Policy" in said.text else None)
        yield page, errors


@pytest.fixture
def page(shared: tuple[Page, list[str]], site: DemoSite) -> Iterator[Page]:
    """A page whose person was nowhere before; no script of it may fail."""
    page, errors = shared
    errors.clear()
    yield page
    page.goto("about:blank")
    for other in page.context.pages:
        if other != page:
            other.close()
    page.context.clear_cookies()
    assert not errors


def visit(page: Page, url: str) -> None:
    """Open a page and wait until it shows its content."""
    arrive(page, url)


def tap(page: Page, post: data.Post, button: str) -> None:
    """Tap a button of a post."""
    page.locator(f"article[data-author={post.author.handle}]").first.get_by_test_id(button).click()


def actions(site: DemoSite, count: int) -> list[Arrival]:
    """The first arrivals that are actions, once they are there."""

    def chosen(items: list[Arrival]) -> list[Arrival]:
        noise = ("/_demo/", "/1.1/jot/", "/logging_client_events", "Timeline", "/favicon")
        done = [item for item in items if item.complete and item.method == "POST"]
        found = [item for item in done if not any(part in item.path for part in noise)]
        return [item for item in found if b"Query" not in item.body.split(b"&doc_id")[0]]

    assert site.log.wait(lambda items: len(chosen(items)) >= count)
    return chosen(site.log.all())


# The two that allow least, on every face; the others, which allow as much and more, where they are at home.
POLICIES = (
    *((face, csp) for face in (X, INSTAGRAM, FACEBOOK, THREADS, TIKTOK) for csp in ("strict", "hosts")),
    *((X, csp) for csp in ("meta", "none")),
    *((face, "loose") for face in (INSTAGRAM, TIKTOK)),
    (THREADS, "hosts-nonce"),
)


@pytest.mark.parametrize(("origin", "csp"), POLICIES)
def test_pages_work_under_every_policy(page: Page, origin: str, csp: str) -> None:
    """The feed is shown, a candidate first and a neighbour second, and no policy is violated."""
    visit(page, f"{origin}/?csp={csp}")
    authors = page.locator("article").evaluate_all("all => all.map(one => one.dataset.author)")
    names = [CANDIDATE.author.handle, NEIGHBOUR.author.handle]
    assert [author.replace(".", "_") for author in authors[:2]] == names


@pytest.mark.parametrize(
    ("writing", "csp"),
    [("plain", "strict"), ("hex", "strict"), ("plain", "meta"), ("plain", "hosts-nonce"), ("hex", "loose")],
)
def test_pages_with_inline_data_work_where_scripts_may_be_inline(page: Page, writing: str, csp: str) -> None:
    """What a page's own script carries comes first in its feed, however it is written."""
    visit(page, f"{YOUTUBE}/?csp={csp}&yt={writing}")
    authors = page.locator("article").evaluate_all("all => all.map(one => one.dataset.author)")
    assert authors[:2] == [CANDIDATE.author.handle, NEIGHBOUR.author.handle]


def test_like_lights_at_once_and_goes_dark_when_it_fails(site: DemoSite, page: Page) -> None:
    """The button changes before the answer is there; a failure takes it back and says so."""
    site.set(fail_next=1, action_delay=1.0)
    visit(page, X)
    button = page.locator("article").first.get_by_test_id("like")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("toast")).to_have_text("Gagal, coba lagi")
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("way", ["xhr", "fetch", "beacon", "iframe", "blank", "worker"])
def test_every_way_sends_the_same_body(site: DemoSite, page: Page, way: str) -> None:
    """A like by any way arrives once and with the same bytes."""
    visit(page, X)
    page.evaluate("([id, via]) => demo.act('like', id, { via })", [CANDIDATE.id_on("x"), way])
    (like,) = actions(site, 1)
    assert like.path.endswith("/FavoriteTweet")
    assert like.body.decode() == FAVORITE
    assert like.header("content-type") == "application/json"


def test_forms_reach_the_older_endpoint(site: DemoSite, page: Page) -> None:
    """A form in a frame leaves the page where it is; a plain one opens a page."""
    visit(page, X)
    page.evaluate("id => demo.act('like', id, { via: 'formframe' })", CANDIDATE.id_on("x"))
    page.evaluate("id => void demo.act('like', id, { via: 'form' })", CANDIDATE.id_on("x"))
    expect(page.get_by_test_id("done")).to_be_visible()
    likes = actions(site, 2)
    assert {like.path for like in likes} == {"/i/api/1.1/favorites/create.json"}
    assert {like.header("sec-fetch-dest") for like in likes} == {"iframe", "document"}


def test_buttons_of_the_x_face(site: DemoSite, page: Page) -> None:
    """Reply, quote, repost and bookmark send what they say."""
    visit(page, X)
    for kind in ("reply", "quote"):
        tap(page, CANDIDATE, kind)
        page.get_by_test_id(f"{kind}-text").fill("Halo")
        page.get_by_test_id(f"{kind}-send").click()
        tap(page, CANDIDATE, kind)
    tap(page, CANDIDATE, "repost")
    tap(page, CANDIDATE, "bookmark")
    operations = [arrival.path.rpartition("/")[2] for arrival in actions(site, 4)]
    assert sorted(operations) == ["CreateBookmark", "CreateRetweet", "CreateTweet", "CreateTweet"]
    assert site.log.of(body=b'"in_reply_to_tweet_id":"1990000000001000003"')
    assert site.log.of(body=b'"attachment_url":"https://x.com/walikota_contoh/status/1990000000001000003"')


def test_vote_goes_to_another_host_after_a_preflight(site: DemoSite, page: Page) -> None:
    """A vote is asked for by OPTIONS first, then sent, and the poll closes."""
    visit(page, X)
    page.get_by_test_id("vote-2").first.click()
    expect(page.get_by_test_id("vote-1").first).to_be_disabled()
    assert [item.method for item in site.log.of(host="caps.x.com")] == ["OPTIONS", "POST"]


def test_profile_and_community_of_the_x_face(site: DemoSite, page: Page) -> None:
    """Follow and join are on their own pages, reached without leaving the first."""
    visit(page, X)
    page.locator("article").first.get_by_role("link", name="Ratna Contoh", exact=True).click()
    page.get_by_test_id("follow").click()
    page.get_by_role("link", name="Beranda").click()
    page.get_by_role("link", name="Sahabat Partai Jeruk").click()
    page.get_by_test_id("join").click()
    paths = [arrival.path for arrival in actions(site, 2)]
    assert paths[0] == "/i/api/1.1/friendships/create.json"
    assert paths[1].endswith("/JoinCommunity")
    assert len([arrival for arrival in site.log if arrival.header("sec-fetch-dest") == "document"]) == 1


def test_buttons_of_the_instagram_face(site: DemoSite, page: Page) -> None:
    """Like, comment, repost, share, a liked comment, a liked story and an upload each send one action."""
    visit(page, INSTAGRAM)
    tap(page, CANDIDATE, "like")
    tap(page, CANDIDATE, "comment")
    page.get_by_test_id("comment-text").fill("Halo")
    page.get_by_test_id("comment-send").click()
    tap(page, CANDIDATE, "repost")
    tap(page, CANDIDATE, "share")
    actions(site, 4)
    visit(page, f"{INSTAGRAM}/p/{shortcode(CANDIDATE.id_on('instagram'))}/")
    page.get_by_test_id("comment-like").first.click()
    actions(site, 5)
    visit(page, f"{INSTAGRAM}/stories/walikota_contoh/")
    page.get_by_test_id("story-like").click()
    actions(site, 7)
    visit(page, f"{INSTAGRAM}/create/")
    page.get_by_test_id("upload-send").click()
    names = " ".join(f"{item.path} {item.header('x-fb-friendly-name')}" for item in actions(site, 9))
    for part in (
        "usePolarisLikeMediaXIGLikeMutation",
        "PolarisPostCommentInputRevampedMutation",
        "/create_repost/",
        "IGDirectReelShareMutation",
        "PolarisCommentActionsLikeMutation",
        "PolarisStoriesV3SeenMutation",
        "usePolarisStoriesV3LikeMutationLikeMutation",
        "/rupload_igphoto/",
        "/media/configure/",
    ):
        assert names.count(part) == 1, part


@pytest.mark.parametrize("generation", ["2026", "2024", "rest"])
def test_generations_of_a_like(site: DemoSite, page: Page, generation: str) -> None:
    """``?gen=`` chooses how a like is sent; each ends up in the feed."""
    visit(page, f"{INSTAGRAM}/?gen={generation}")
    tap(page, CANDIDATE, "like")
    (like,) = actions(site, 1)
    expected = {"2026": "/api/graphql", "2024": "/graphql/query", "rest": "/api/v1/web/likes/"}[generation]
    assert like.path.startswith(expected)
    visit(page, f"{INSTAGRAM}/?gen={generation}")
    button = page.locator("article").first.get_by_test_id("like")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_page_tries_again_or_gives_up_when_asked(site: DemoSite, page: Page) -> None:
    """With ``retry`` a failed like is sent once more; with ``abort`` a slow one is given up."""
    visit(page, X)
    site.set(fail_next=1)
    again = page.evaluate("id => demo.act('like', id, { retry: 1 })", CANDIDATE.id_on("x"))
    assert (again["ok"], len(actions(site, 2))) == (True, 2)
    site.set(action_delay=5.0)
    given_up = page.evaluate("id => demo.act('like', id, { abort: 100 })", CANDIDATE.id_on("x"))
    assert (given_up["ok"], given_up["status"]) == (False, 0)


def test_a_hundred_likes_at_once(site: DemoSite, page: Page) -> None:
    """The burst button likes a hundred different posts of the candidate."""
    visit(page, f"{X}/?burst=100")
    page.get_by_test_id("burst").click()
    assert len({like.body for like in actions(site, 100)}) == 100


def test_service_worker_serves_the_shell(site: DemoSite, browser: Browser) -> None:
    """With ``?sw=1`` the second load of the page does not ask the site for it."""
    with profile(browser) as context:  # its own: the worker would stay
        page = context.new_page()
        visit(page, f"{X}/?sw=1")
        page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        site.log.clear()
        visit(page, X)
        assert not [arrival for arrival in site.log if arrival.path == "/"]
