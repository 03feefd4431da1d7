"""The lock: what goes around the gate is blocked by the browser itself, where its address tells enough."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from demo import data
from tests.support.extended import SETTINGS, Dialog, Extended, Tabs, decided, press, settled, shown
from tests.support.extension_pages import TEXTS
from tests.support.stack import INSTAGRAM
from tests.support.tap_table import IG_CANDIDATE, IG_POST
from tests.support.taps import Tap, outcome, post, start, until

pytestmark = pytest.mark.browser

FACEBOOK = "https://www.facebook.com/"
RULES = "() => chrome.declarativeNetRequest.getSessionRules()"
BLOCKED = """(rules, part) =>
  rules.some(({ action, condition }) => action.type === "block" && condition.urlFilter.includes(part))"""
SHUT = "(rules) => !rules.some(({ priority }) => priority === 3)"
"""Nothing is let go for a moment."""
PATH = f"/api/v1/web/likes/{IG_POST}/like/"
OTHER = post("instagram", 2)
SAME_TASK = """(url) => {
  const frame = document.createElement("iframe");
  frame.src = "/_demo/frame";
  document.body.append(frame);
  return frame.contentWindow.fetch(url, { method: "POST", keepalive: true }).then(() => true, () => false);
}"""
AT_ONCE = """(url) => {
  const xhr = new XMLHttpRequest();
  xhr.open("POST", url, false);
  try { xhr.send(""); return true; } catch { return false; }
}"""
FOLLOW = """(url) => {
  const link = Object.assign(document.createElement("a"), { href: url, id: "acts", textContent: "Suka" });
  document.body.prepend(link);
}"""
FAN = f"{FACEBOOK}a/profile.php?fan&id={data.RATNA.id_on('facebook')}&origin=page_profile"
STRANGER = FAN.replace(data.RATNA.id_on("facebook"), data.MELATI.id_on("facebook"))


def like(identity: str = IG_POST, kind: str = "like", **options: Any) -> Tap:
    """A tap whose address says on what."""
    return Tap(
        "instagram", kind, identity, f"/api/v1/web/likes/{identity}/{kind}/", {"gen": "rest", **options}
    )


@pytest.fixture
def page(person: Extended, tabs: Tabs) -> Page:
    """A page whose posts are known, and locked."""
    page = tabs.at(INSTAGRAM)
    person.knows("instagram", IG_POST)
    person.ruled(BLOCKED, IG_POST)
    person.ruled(SHUT)
    person.site.log.clear()
    return page


def rules(person: Extended) -> list[dict[str, Any]]:
    """What the browser has been told."""
    found: list[dict[str, Any]] = person.desk.evaluate(RULES)
    return found


def filters(person: Extended) -> list[str]:
    """What is blocked."""
    return [one["condition"]["urlFilter"] for one in rules(person) if one["action"]["type"] == "block"]


@pytest.mark.parametrize("script", [SAME_TASK, AT_ONCE], ids=["same-task", "waits-for-nothing"])
def test_what_the_gate_cannot_hold_is_blocked(person: Extended, page: Page, script: str) -> None:
    """A frame that is a moment old, and a request that blocks its page, fail as without a network."""
    for path in (PATH, PATH.replace(IG_POST, OTHER)):
        page.evaluate(script, path)
    until(lambda: like(OTHER).arrived(person.site))
    assert not like().arrived(person.site)


def test_workers_are_blocked(person: Extended, page: Page) -> None:
    """A worker can't like the post of a candidate; it can take a like back, and like what is nobody's."""
    start(page, like(via="worker"))
    assert not outcome(page)["ok"]
    settled(page, person.site)
    assert not like().arrived(person.site)
    for free in (like(kind="unlike", via="worker"), like(OTHER, via="worker")):
        start(page, free)
        assert outcome(page)["ok"]
        assert free.arrived(person.site)


def test_who_proceeds_is_let_through_once(person: Extended, page: Page) -> None:
    """What its person lets go passes the lock, which closes again behind it."""
    assert decided(page, like(), "proceed")["ok"]
    assert len(like().arrived(person.site)) == 1
    person.ruled(SHUT)
    start(page, like(via="worker"))
    assert not outcome(page)["ok"]
    assert len(like().arrived(person.site)) == 1


def test_a_worker_that_was_ended_lets_through_all_the_same(person: Extended, page: Page) -> None:
    """What is blocked outlasts the worker, and so does the way to let it go."""
    person.stop_worker()
    assert decided(page, like(), "proceed")["ok"]
    assert len(like().arrived(person.site)) == 1
    start(page, like(OTHER))
    assert outcome(page)["ok"]


def test_only_what_was_met_is_in_the_lock(person: Extended, page: Page) -> None:
    """No account is in it that this browser has not met: nobody can read the registry out of it."""
    known = " ".join(person.learned())
    assert IG_CANDIDATE in " ".join(filters(person))
    for one in rules(person):
        text = one["condition"].get("urlFilter", "")
        assert data.WARUNG.id_on("instagram") not in text
        assert OTHER not in text
    assert OTHER not in known


def test_minutes_and_pauses_open_the_lock(person: Extended, page: Page) -> None:
    """Where nobody is asked nothing is locked: what was granted for minutes, and everything in a pause."""
    person.settings({**SETTINGS, "grant_minutes": 10})
    decided(page, like(), "proceed")
    person.ruled(f"(rules, part) => !({BLOCKED})(rules, part)", f"/likes/{IG_POST}/like")
    person.settings({**SETTINGS, "paused_until": 2**53 - 1})
    assert filters(person), "a pause that long comes from a wrong clock"
    now = person.desk.evaluate("() => Date.now()")
    person.settings({**SETTINGS, "paused_until": now + 3_600_000})
    person.ruled("(rules) => !rules.length")
    person.settings(SETTINGS)
    person.ruled(BLOCKED, "")


@pytest.mark.parametrize("decision", ["cancel", "proceed"])
def test_a_link_that_acts_is_asked_about_on_a_page(person: Extended, tabs: Tabs, decision: str) -> None:
    """Whoever follows a link that likes a page is asked first, and then goes on, or back."""
    page = tabs.anew(FACEBOOK)
    person.site.log.clear()
    page.evaluate(FOLLOW, FAN)
    page.click("#acts")
    page.wait_for_url("chrome-extension://*/pages/warning.html")  # no address in it: browsers keep a history
    assert "Ratna Contoh" in shown(page).text
    assert not person.site.log.of("/a/profile.php")
    press(page, decision)
    page.wait_for_url(FACEBOOK if decision == "cancel" else FAN)
    assert len(person.site.log.of("/a/profile.php")) == (decision == "proceed")


def test_an_address_that_was_typed_is_asked_about_too(person: Extended) -> None:
    """A bookmark, say, of what likes a page."""
    page = person.context.new_page()
    person.site.log.clear()
    page.goto(FAN)
    shown(page)
    page.keyboard.press("Escape")
    page.wait_for_url("about:blank")
    assert not person.site.log.of("/a/profile.php")
    page.close()


def test_a_link_in_a_new_tab_says_that_nothing_was_sent(person: Extended, tabs: Tabs) -> None:
    """There is no way back, so the page says what became of it."""
    page = tabs.anew(FACEBOOK)
    person.site.log.clear()
    page.evaluate(FOLLOW, FAN)
    page.evaluate("() => (document.getElementById('acts').target = '_blank')")
    with person.context.expect_page() as found:
        page.click("#acts")
    shown(found.value)
    found.value.keyboard.press("Escape")
    found.value.get_by_text(TEXTS["id"]["not_sent"]).wait_for()
    assert not person.site.log.of("/a/profile.php")
    found.value.close()


def test_a_link_to_nobody_registered_goes_on(tabs: Tabs) -> None:
    """The engine decides, as everywhere: who likes a page that is no campaign's is asked nothing."""
    page = tabs.anew(FACEBOOK)
    page.evaluate(FOLLOW, STRANGER)
    page.click("#acts")
    page.wait_for_url(STRANGER)
    assert Dialog.of(page) is None


def test_the_page_for_links_is_nobody_elses(person: Extended, tabs: Tabs) -> None:
    """A site can't open it, or tell by it that the extension is there."""
    page = tabs.at(INSTAGRAM)
    root = person.worker.url.rsplit("/", 2)[0]
    told = page.evaluate("url => fetch(url).then(() => 'read', () => 'no')", f"{root}/pages/warning.html")
    assert told == "no"
