"""Every kind of action, cancelled and released: what arrives is what Firefox sends without the extension."""

from __future__ import annotations

import pytest

from tests.support.comparing import Run
from tests.support.fox import Fox, answer, shown
from tests.support.same_bytes import (
    test_all_else_is_asked_for_as_ever,
    test_tap_on_a_campaign_account_is_its_persons_to_decide,
    test_what_is_no_tap_on_a_campaign_account_is_never_touched,
)
from tests.support.tap_table import TAUGHT
from tests.support.walking import PLACES, Walker

pytestmark = pytest.mark.browser

__all__ = [
    "test_all_else_is_asked_for_as_ever",
    "test_tap_on_a_campaign_account_is_its_persons_to_decide",
    "test_what_is_no_tap_on_a_campaign_account_is_never_touched",
]


@pytest.fixture(scope="module")
def runs(fox: Fox) -> tuple[Run, Run]:
    """What arrived without the extension, and with it."""
    with fox.without_extension():
        without = walked(fox, asked=False)
    return without, walked(fox, asked=True)


def walked(person: Fox, *, asked: bool) -> Run:
    """Open the pages in a container of its own, and walk."""
    person.elsewhere().site.clear()
    person.site.set(kept=0)
    if asked:
        person.taught(PLACES, TAUGHT)
    else:
        person.tour(PLACES)
    return Walker(person.site, person.at, shown, answer).walk(asked=asked)
