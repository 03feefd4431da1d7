"""Where the extension itself fails: the tap goes, the failure is counted, and the popup says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.extended import demo_base, extended, packed_for, settled
from tests.support.extension_pages import TEXTS
from tests.support.stack import INSTAGRAM
from tests.support.tap_table import IG_POST
from tests.support.taps import Tap, outcome, start, until

pytestmark = pytest.mark.browser

PATH = f"/api/v1/web/likes/{IG_POST}/like/"
LIKE = Tap("instagram", "like", IG_POST, PATH, {"gen": "rest"})
MUTE = b"""
const whole = createDialog;
createDialog = (given) => ({ ...whole(given), ask() { throw new Error(); } });
"""
"""A dialog that can't be shown."""
BROKEN = "() => chrome.storage.session.set({ learned: { authors: 7 } })"
"""What the worker finds of the one before it, and stumbles over."""
COUNT = "async () => (await chrome.storage.session.get('faults')).faults?.count ?? 0"


def test_faults_are_counted_and_those_of_the_worker_let_the_tap_go(tmp_path: Path) -> None:
    """Where nobody can be asked nothing is sent; what nothing can judge neither gate nor lock holds."""
    dialog = packed_for("chrome")["content/dialog.js"] + MUTE
    base = {**demo_base(), "content/dialog.js": dialog}
    with extended(tmp_path, base=base) as person:
        page = person.open(INSTAGRAM)
        person.knows("instagram", IG_POST)
        person.ruled("(rules, part) => JSON.stringify(rules).includes(part)", PATH.strip("/"))
        assert person.desk.evaluate(COUNT) == 0
        start(page, LIKE)
        assert not outcome(page)["ok"]
        settled(page, person.site)
        assert not LIKE.arrived(person.site)
        until(lambda: person.desk.evaluate(COUNT) == 1)
        person.stop_worker()
        person.desk.evaluate(BROKEN)
        start(page, LIKE)
        assert outcome(page)["ok"]
        assert LIKE.arrived(person.site)
        until(lambda: person.desk.evaluate(COUNT) > 1)
        person.desk.evaluate("() => chrome.storage.session.set({ learned: {authors: [], aliases: []} })")
        person.desk.goto(person.desk.url.replace("manifest.json", "pages/popup.html"))
        counted = TEXTS["id"]["faults"].replace("{count}", str(person.desk.evaluate(COUNT)))
        expect(person.desk.locator("p.no")).to_have_text(counted)
