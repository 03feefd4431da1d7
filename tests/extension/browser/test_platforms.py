"""Facebook, Threads, TikTok and YouTube through the extension: the same taps as through the proxy."""

from __future__ import annotations

import pytest

from demo.arrivals import Arrival
from demo.server import DemoSite
from tests.browser import test_taps_facebook as facebook
from tests.browser import test_taps_threads as threads
from tests.browser import test_taps_tiktok as tiktok
from tests.browser import test_taps_youtube as youtube
from tests.support.extended import Dialog, Extended, Tabs, answer, decided, informed, settled, shown
from tests.support.taps import Tap, outcome, post, start, until

pytestmark = pytest.mark.browser

FACES = {"facebook": facebook, "threads": threads, "tiktok": tiktok, "youtube": youtube}
PLACES = {
    "facebook": facebook.PLACES,
    "threads": (),
    "tiktok": tiktok.PAGES,
    "youtube": youtube.PAGES,
}
TAUGHT = {
    "facebook": facebook.TAUGHT,
    "threads": (("post", post("threads", 10)),),
    "tiktok": tiktok.TAUGHT,
    "youtube": youtube.TAUGHT,
}
URLS = [module.HOME + place for face, module in FACES.items() for place in (*PLACES[face], "")]
KNOWN = [(face, of, identity) for face, known in TAUGHT.items() for of, identity in known]
TAPS = [*facebook.TAPS, *facebook.PLAIN, *threads.TAPS, *tiktok.TAPS, *youtube.TAPS]
FREE = [
    *facebook.UNDONE,
    *facebook.NEIGHBOURS,
    *threads.UNDONE,
    *threads.NEIGHBOURS,
    *tiktok.UNDONE,
    *tiktok.NEIGHBOURS,
    *youtube.FREE,
    *youtube.NEIGHBOURS,
]


def arrived(tap: Tap, site: DemoSite) -> list[Arrival]:
    """Where the site saw it: some of these taps are a GET. The rest fetches a token, or leave to ask."""
    return [one for one in site.log.of(tap.path, body=tap.body) if one.method in ("GET", "POST")]


@pytest.fixture(scope="module")
def tabs(person: Extended) -> Tabs:
    """A person who was shown everything that the taps are about."""
    return informed(Tabs(person), URLS, KNOWN)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_on_a_campaign_account_is_its_persons_to_decide(tabs: Tabs, tap: Tap) -> None:
    """Nothing goes before the decision, nothing after a cancel; after "proceed" it goes once."""
    site, page = tabs.person.site, tabs.at(FACES[tap.face].HOME)
    site.log.clear()
    start(page, tap)
    answer(page, "cancel")
    told = outcome(page)
    assert tap in facebook.PLAIN or not told["ok"]
    settled(page, site)
    assert not arrived(tap, site)
    told = decided(page, tap, "proceed")
    settled(page, site)
    assert len(arrived(tap, site)) == 1
    assert told["ok"]


@pytest.mark.parametrize("tap", FREE, ids=str)
def test_undoing_seeing_and_other_people_are_never_asked_about(tabs: Tabs, tap: Tap) -> None:
    """What supports no campaign account arrives without a question."""
    site, page = tabs.person.site, tabs.at(FACES[tap.face].HOME)
    site.log.clear()
    start(page, tap)
    outcome(page)
    until(lambda: tap.arrived(site))
    assert Dialog.of(page) is None


def test_a_link_that_acts_when_it_is_followed_is_held(tabs: Tabs) -> None:
    """Nothing arrives from a link of the site without scripts before its person was asked on our page."""
    page = tabs.person.context.new_page()
    page.goto(f"{facebook.HOME}nojs")
    tabs.person.site.log.clear()
    page.get_by_test_id("nojs-link").first.click()
    page.wait_for_url("chrome-extension://**")
    shown(page)
    found = tabs.person.site.log.of("/a/like.php")
    page.close()
    assert not found
