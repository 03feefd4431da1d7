"""The popup: what it says of the page before it, and what its switches keep."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.extension_pages import HOUR, NOW, TEXTS, kept, opened, state

pytestmark = pytest.mark.browser

ID = TEXTS["id"]
HERE = {"url": "https://x.com/home", "state": "on"}
MIDNIGHT = 1_795_280_400_000
"""The end of the day of NOW in Jakarta."""


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"here": HERE}, "here_on"),
        ({"here": {**HERE, "state": "down"}}, "here_down"),
        ({"here": {**HERE, "state": "off"}}, "here_not_running"),
        ({"address": "https://x.com/home"}, "here_not_running"),
        ({"here": HERE, "told": state(windows=[])}, "here_quiet"),
        ({"told": state(here=None)}, "here_none"),
        ({"here": HERE, "settings": {"platforms_off": ["x"]}}, "here_off"),
        ({"here": HERE, "settings": {"paused_until": NOW + HOUR}}, "paused"),
        ({"here": HERE, "settings": {"paused_until": NOW - HOUR}}, "here_on"),
        ({"here": {**HERE, "state": "down"}, "settings": {"platforms_off": ["x"]}}, "here_down"),
    ],
)
def test_it_says_what_happens_here(tab: Page, given: dict[str, Any], key: str) -> None:
    """One heading tells whether one is asked on this page, by whom, and if not, why."""
    page = opened(tab, "popup", **given)
    expect(page.locator("h1")).to_have_text(ID[key].replace("{platform}", "X"))


def test_it_asks_for_the_tab_s_address(tab: Page) -> None:
    """The worker is told the address that the tab gives; a tab that doesn't answer has none."""
    page = opened(tab, "popup", here=HERE)
    assert page.evaluate("asked") == [{"type": "state", "url": "https://x.com/home"}]
    page = opened(tab, "popup")
    assert page.evaluate("asked") == [{"type": "state"}]


def test_it_names_what_is_held_here(tab: Page) -> None:
    """The kinds of acts stand there, without those that are switched off."""
    page = opened(tab, "popup", here=HERE)
    expect(page.locator(".told p")).to_contain_text("mengikuti")
    page = opened(tab, "popup", here=HERE, settings={"follow": False})
    expect(page.locator(".told p")).to_contain_text("suka, komentar, berbagi, unggahan, dan jajak pendapat")


def test_platforms_are_switched(tab: Page) -> None:
    """A switch keeps its platform off and on again, and says that it is kept."""
    page = opened(tab, "popup", here=HERE)
    assert page.get_by_role("switch").count() == len(state()["platforms"])
    page.get_by_role("switch", name="X", exact=True).click()
    expect(page.locator("#note")).to_have_text(ID["saved"])
    page.get_by_role("switch", name="YouTube").click()
    expect(page.get_by_role("switch", name="YouTube")).not_to_be_checked()
    page.wait_for_function("() => window.given.local.settings.platforms_off?.length === 2")
    page.get_by_role("switch", name="X", exact=True).click()
    page.wait_for_function("() => window.given.local.settings.platforms_off?.length === 1")
    assert kept(page) == {"platforms_off": ["youtube"]}


def test_it_pauses_until_midnight_and_ends_the_pause(tab: Page) -> None:
    """One button, by keyboard: the pause ends by itself when the day does, or at the second press."""
    page = opened(tab, "popup", here=HERE)
    page.locator("#pause").press("Enter")
    expect(page.locator("h1")).to_have_text(ID["paused"])
    assert kept(page) == {"paused_until": MIDNIGHT}
    expect(page.locator("#pause")).to_be_focused()
    expect(page.locator("#pause")).to_have_text(ID["resume"])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(ID["here_on"].replace("{platform}", "X"))
    assert kept(page) == {"paused_until": 0}


def test_it_speaks_both_languages(tab: Page) -> None:
    """The language changes at once, for all pages, and the focus stays."""
    page = opened(tab, "popup", here=HERE)
    page.locator("#language").focus()
    page.locator("#language").select_option("en")
    expect(page.locator("h1")).to_have_text("X: you are reminded here")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#language")).to_be_focused()
    assert kept(page) == {"language": "en"}


def test_what_is_locked_says_who_locked_it(tab: Page) -> None:
    """Locked switches can't be used, and name the agency or the device's manager."""
    locked = {"locked": ["platforms_off", "paused_until", "language"]}
    page = opened(tab, "popup", here=HERE, policy={**locked, "agency": "Kota Contoh"})
    for one in [page.locator("#pause"), page.locator("#language"), *page.get_by_role("switch").all()]:
        expect(one).to_be_disabled()
        expect(one).to_have_accessible_description("Diatur oleh Kota Contoh")
    page = opened(tab, "popup", here=HERE, policy=locked)
    expect(page.locator("#pause")).to_have_accessible_description(ID["by_policy"])


def test_it_tells_age_and_troubles(tab: Page) -> None:
    """Rules and accounts have a version, a number and an age; what is wrong with updates is said once."""
    troubles: list[dict[str, Any]] = [
        {"kind": kind, "about": "id", "values": {}} for kind in ("signature", "jump", "clock")
    ]
    told = state(
        ruleset={"version": "abc", "taken": None},
        registry=[
            {"part": "id", "accounts": 1, "taken": NOW},
            {"part": "id/jatim", "accounts": 2, "taken": 0},
        ],
        updates={"troubles": troubles},
    )
    page = opened(tab, "popup", told=told)
    lines = page.locator("section li").all_inner_texts()
    assert lines[0] == f"Aturan versi abc · {ID['packaged']}"
    assert lines[1] == "Daftar akun: 1 akun kampanye · menit ini"
    assert lines[2].startswith("Daftar akun id/jatim: 2 akun kampanye · 20.7")
    assert page.locator("p.no").all_inner_texts() == [ID["update_refused"], ID["update_clock"]]


def test_it_follows_what_changes_elsewhere(tab: Page) -> None:
    """A change by another page or the policy is shown at once."""
    page = opened(tab, "popup", here=HERE)
    page.evaluate("() => window.elsewhere('managed', { platforms_off: ['x'] })")
    expect(page.locator("h1")).to_have_text("X: dimatikan")
    expect(page.get_by_role("switch", name="X", exact=True)).to_be_disabled()


def test_without_an_answer_it_says_so(tab: Page) -> None:
    """Where the worker doesn't answer, there is a sentence, not an empty page."""
    page = opened(tab, "popup", told={})
    expect(page.locator("main")).to_have_text("unreachable")
