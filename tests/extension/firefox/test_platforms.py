"""Facebook, Threads, TikTok and YouTube in Firefox: the same taps as in Chromium."""

from __future__ import annotations

import pytest

from tests.extension.browser.test_platforms import FACES, FREE, KNOWN, TAPS, URLS, arrived
from tests.support.fox import Dialog, Fox, answer, decided, settled
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def person(fox: Fox) -> Fox:
    """A person who was shown everything that the taps are about."""
    return fox.begin().informed(URLS, KNOWN)


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_on_a_campaign_account_is_its_persons_to_decide(person: Fox, tap: Tap) -> None:
    """Nothing goes before the decision, nothing after a cancel; after "proceed" it goes once."""
    site, page = person.site, person.at(FACES[tap.face].HOME)
    site.log.clear()
    start(page, tap)
    answer(page, "cancel")
    outcome(page)
    settled(page, site)
    assert not arrived(tap, site)
    told = decided(page, tap, "proceed")
    settled(page, site)
    assert len(arrived(tap, site)) == 1
    assert told["ok"]


@pytest.mark.parametrize("tap", FREE, ids=str)
def test_undoing_seeing_and_other_people_are_never_asked_about(person: Fox, tap: Tap) -> None:
    """What supports no campaign account arrives without a question."""
    site, page = person.site, person.at(FACES[tap.face].HOME)
    site.log.clear()
    start(page, tap)
    outcome(page)
    until(lambda: tap.arrived(site))
    assert Dialog.of(page) is None
