"""The dialog in a real browser, used by hand, by keyboard, and on pages that work against it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.stage import Stage, warning

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = Path("node_modules/axe-core/axe.min.js")


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    fresh = browser.new_context(
        viewport={"width": 1100, "height": 900}, locale="id-ID", reduced_motion="reduce"
    )
    yield fresh
    fresh.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of the test's own, so that it sees no other's page."""
    with profile(browser) as context:
        yield context


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Stage]:
    """A plain page that hears keys and clicks, with a clock the test moves."""
    with profile(browser) as context:
        yield Stage.open(context, clock=True, body="<button id=like>Suka</button>")


@pytest.fixture
def stage(plain: Stage) -> Stage:
    """That page, loaded anew: a profile for each test would cost more than the test."""
    plain.page.mouse.move(0, 0)
    plain.page.reload()
    plain.page.evaluate("document.getElementById('like').focus()")
    return plain


@pytest.fixture
def site(context: BrowserContext) -> Callable[..., Stage]:
    """A page of the test's making."""
    return lambda **page: Stage.open(context, **page)


def test_screen_reader_meets_an_alert_dialog_with_name_and_content(stage: Stage) -> None:
    """The accessibility tree holds a modal alertdialog, named by its heading, described by what matters."""
    stage.ask(warning())
    node = next(node for node in stage.accessibility() if node["role"]["value"] == "alertdialog")
    shown = warning()
    assert node["name"]["value"] == shown["heading"]
    for text in (shown["doing"], shown["account"]["name"], shown["rule"], shown["cost"], shown["assurance"]):
        assert text in node["description"]["value"]
    assert {"name": "modal", "value": {"type": "boolean", "value": True}} in node["properties"]


def test_every_text_of_the_warning_is_shown(stage: Stage) -> None:
    """Nothing the engine says is dropped, and nothing else is added."""
    shown = warning(others=2)
    stage.ask(shown)
    said = stage.text(".card")
    texts = [
        shown[key]
        for key in ("heading", "doing", "rule", "cost", "allowed", "assurance", "agency", "contact")
    ]
    texts += shown["account"].values()
    texts += [shown["circulars"][0]["text"], "dan 2 akun kampanye lain"]
    texts += [detail[key] for detail in shown["details"] for key in ("heading", "text", "source")]
    assert [text for text in texts if text not in said] == []
    assert said.count(shown["ui"]["unchecked"]) == 1


def test_texts_are_never_markup(stage: Stage) -> None:
    """A name that looks like HTML is shown as it is written."""
    name = "<img src=x onerror=alert(1)>"
    stage.ask(warning(account={**warning()["account"], "name": name}))
    assert stage.text(".name") == name
    assert stage.truth("root.querySelectorAll('img').length") == 0


def test_only_web_links_become_links(stage: Stage) -> None:
    """Anything but http and https stays text."""
    links = ["javascript:alert(1)", "data:text/html,x", "//x.example", "", "https://x.example/edaran"]
    for link in links:
        stage.ask(warning(circulars=[{"text": "Edaran", "link": link}]), link)
        assert stage.text(".circular") == "Edaran"
        assert stage.truth("root.querySelectorAll('.circular a').length") == (link == links[-1]), link
        stage.page.evaluate("(id) => dialog.close(id, 'decided')", link)


def test_focus_starts_on_cancel_and_tab_goes_round_inside(stage: Stage) -> None:
    """The first button has the focus; Tab passes every stop and comes back, in both directions."""
    stage.ask(warning())
    assert stage.focused() == "button.cancel"
    seen = []
    for _ in range(4):
        stage.page.keyboard.press("Tab")
        seen.append(stage.focused())
    assert seen == ["button.proceed", "a.", "summary.", "button.cancel"]
    stage.page.keyboard.press("Shift+Tab")
    assert stage.focused() == "summary."


def test_keyboard_cancels(stage: Stage) -> None:
    """Enter or space on the first button, or Esc anywhere, cancels; the focus returns to where it was."""
    for key in ("Enter", " ", "Escape"):
        stage.ask(warning(), key)
        stage.steady()
        stage.page.keyboard.press(key)
        assert stage.settled(key) == "cancel"
        assert stage.page.evaluate("document.activeElement.id") == "like"


def test_keyboard_unfolds_details_and_proceeds(stage: Stage) -> None:
    """Everything can be reached and used without a mouse."""
    stage.ask(warning())
    stage.page.keyboard.press("Shift+Tab")
    assert stage.focused() == "summary."
    stage.page.keyboard.press("Enter")
    assert stage.truth("root.querySelector('details').open")
    stage.page.clock.run_for(3_400)
    for stop in ("a.", "button.cancel", "button.proceed"):
        stage.page.keyboard.press("Tab")
        assert stage.focused() == stop
    stage.page.keyboard.press("Enter")
    assert stage.settled() == "proceed"


def test_proceed_opens_after_the_delay_and_counts_down(stage: Stage) -> None:
    """Until then it says how long and why, and neither mouse nor key presses it."""
    stage.ask(warning())
    stage.page.clock.run_for(900)
    assert stage.text(".proceed") == "Lanjutkan (3)"
    assert stage.truth("root.querySelector('.proceed').getAttribute('aria-disabled')") == "true"
    assert stage.truth(
        "root.getElementById(root.querySelector('.proceed').getAttribute('aria-describedby')).textContent"
    )
    stage.click(".proceed")
    stage.page.keyboard.press("Tab")
    stage.page.keyboard.press("Enter")
    stage.page.clock.run_for(1_500)
    assert stage.text(".proceed") == "Lanjutkan (1)"
    assert stage.outcome() is None
    stage.page.clock.run_for(800)
    assert stage.text(".proceed") == "Lanjutkan"
    assert stage.truth("root.querySelector('.proceed').hasAttribute('aria-disabled')") is False
    stage.click(".proceed")
    assert stage.settled() == "proceed"


def test_button_that_has_just_appeared_is_not_pressed(stage: Stage) -> None:
    """The second tap of a double tap, or a key held down, decides nothing."""
    stage.ask(warning(delay=0))
    stage.click(".cancel")
    stage.click(".proceed")
    stage.page.keyboard.down("Enter")
    stage.page.clock.run_for(1_000)
    stage.page.keyboard.down("Enter")
    assert stage.outcome() is None
    stage.page.keyboard.up("Enter")
    stage.click(".cancel")
    assert stage.settled() == "cancel"


def test_press_that_began_elsewhere_does_not_count(stage: Stage) -> None:
    """Sliding onto a button is no press."""
    stage.ask(warning(delay=0))
    stage.page.clock.run_for(1_000)
    stage.page.mouse.move(*stage.middle(".heading"))
    stage.page.mouse.down()
    stage.page.mouse.move(*stage.middle(".proceed"))
    stage.page.mouse.up()
    stage.page.clock.run_for(100)
    assert stage.outcome() is None


def test_time_runs_out_and_says_so(stage: Stage) -> None:
    """Without an answer it is cancelled; a quiet note tells, and goes away by itself."""
    stage.ask(warning())
    stage.page.clock.run_for(10_000)
    assert stage.text(".clock") == "Otomatis batal dalam 20 detik"
    assert stage.text(".spoken[role=status]") == ""
    stage.page.clock.run_for(12_000)
    assert stage.text(".spoken[role=status]") == "Otomatis batal dalam 10 detik"
    stage.page.clock.run_for(8_200)
    assert stage.settled() == "expired"
    assert stage.truth("root.querySelector('dialog').open") is False
    assert stage.text(".note.shown [role=status]") == warning()["ui"]["expired"]
    stage.page.clock.run_for(16_000)
    assert stage.text(".note.shown") == ""


def test_several_wait_in_one_place(stage: Stage) -> None:
    """One dialog at a time, with the number of those behind it; each is decided by itself."""
    for id in ("1", "2", "3"):
        stage.ask(warning(doing=f"Tindakan {id}."), id)
    stage.page.clock.run_for(500)
    assert (stage.text(".doing"), stage.text(".waiting")) == ("Tindakan 1.", "2 permintaan lain menunggu")
    stage.click(".cancel")
    assert stage.settled("1") == "cancel"
    assert stage.text(".doing") == "Tindakan 2."
    assert stage.focused() == "button.cancel"
    stage.page.evaluate("dialog.close('3', 'decided')")
    assert stage.settled("3") == "closed"
    stage.page.clock.run_for(3_500)
    assert stage.text(".waiting") == ""
    stage.click(".proceed")
    assert stage.settled("2") == "proceed"
    assert stage.truth("root.querySelector('dialog').open") is False


def test_second_in_line_gets_its_own_delay(stage: Stage) -> None:
    """Waiting behind another warning is not reading."""
    stage.ask(warning(), "1")
    stage.ask(warning(), "2")
    stage.page.clock.run_for(5_000)
    stage.click(".cancel")
    assert stage.settled("1") == "cancel"
    assert stage.text(".proceed") == "Lanjutkan (3)"


def test_withdrawn_warning_closes_and_leaves_a_note(stage: Stage) -> None:
    """When the page gives up, the dialog goes; a note says what to do and can be put away."""
    stage.ask(warning())
    stage.page.evaluate("dialog.close('1', 'aborted')")
    assert stage.settled() == "closed"
    assert stage.text(".note.shown [role=status]") == warning()["ui"]["aborted"]
    assert stage.page.evaluate("document.activeElement.id") == "like"
    stage.click(".note button")
    assert stage.text(".note.shown") == ""


def test_note_waits_until_no_dialog_is_open(stage: Stage) -> None:
    """A note is not lost behind the next warning."""
    stage.ask(warning(), "1")
    stage.ask(warning(), "2")
    stage.page.evaluate("dialog.close('1', 'aborted')")
    assert stage.text(".note.shown") == ""
    stage.steady()
    stage.page.keyboard.press("Escape")
    assert stage.settled("2") == "cancel"
    assert stage.text(".note.shown [role=status]") == warning()["ui"]["aborted"]


def test_page_hears_nothing_while_open_and_everything_after(site: Callable[..., Stage]) -> None:
    """Keyboard shortcuts of a site don't fire behind the dialog, and work again when it is gone."""
    stage = site(
        clock=True,
        late="const heard = []; for (const type of ['keydown', 'keyup', 'click', 'pointerdown'])"
        " window.addEventListener(type, (event) => heard.push(event.key ?? type), true);",
    )
    stage.ask(warning())
    stage.steady()
    stage.page.keyboard.press("l")
    stage.click(".heading")
    stage.page.keyboard.press("Escape")
    assert stage.settled() == "cancel"
    stage.page.keyboard.press("j")
    assert stage.page.evaluate("heard") == ["Escape", "j", "j"]


def test_accessibility_checker_finds_nothing(context: BrowserContext) -> None:
    """The checker axe reports no violation: contrast, names, roles, order; in light and in dark."""
    if not AXE.is_file():
        assert os.environ.get("CI") != "true", "axe-core is not installed: npm ci"
        pytest.skip("axe-core is not installed: npm ci")
    stage = Stage.open(context, open_tree=True)
    stage.page.evaluate(AXE.read_text("utf-8"))
    for name in ("like", "follow", "reminder", "en"):
        stage.ask(warning(name, delay=0), name)
        stage.truth("root.querySelector('details').open = true")
        for scheme in SCHEMES:
            stage.page.emulate_media(color_scheme=scheme)
            found = stage.page.evaluate("axe.run({ include: [['dialog']] }).catch(() => axe.run())")
            wrong = [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]]
            assert wrong == [], (name, scheme)
            assert any("alertdialog" in n["html"] for p in found["passes"] for n in p["nodes"])
        stage.page.evaluate("(name) => dialog.close(name, 'decided')", name)
