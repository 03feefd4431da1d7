"""The warning as people see it. ``SCREENSHOTS=docs/img pytest`` keeps the pictures for the documentation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from proxy_addon.agent.assets import notice_page, warning_page
from tests.support.stage import ORIGIN, Stage, launched, warning

SITE = (
    "<style>body{margin:0;font:16px sans-serif;background:#eceff2;color:#222}"
    "main{max-width:36em;margin:auto;padding:1em}"
    "article{background:#fff;border-radius:12px;padding:1em;margin-bottom:1em}"
    "i{display:block;height:9em;background:#cfd8e0;"
    "border-radius:8px;margin:.75em 0}@media(prefers-color-scheme:dark){body{background:#101418;color:#ddd}"
    "article{background:#1c2228}i{background:#2d3742}}</style><main>"
    + "<article><b>@walikota_contoh</b><i></i>Terima kasih, warga Kota Contoh!<p>&#9825; 120</p></article>"
    * 3
    + "</main>"
)

LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "dialog-light": ("like", {"viewport": {"width": 1100, "height": 820}}),
    "dialog-dark": ("like", {"viewport": {"width": 1100, "height": 820}, "color_scheme": "dark"}),
    "dialog-follow": ("follow", {"viewport": {"width": 1100, "height": 820}}),
    "dialog-reminder": ("reminder", {"viewport": {"width": 1100, "height": 820}}),
    "dialog-en": ("en", {"viewport": {"width": 1100, "height": 820}}),
    "dialog-laptop": ("like", {"viewport": {"width": 1366, "height": 650}}),
    "dialog-320": ("like", {"viewport": {"width": 320, "height": 640}}),
    "dialog-zoom-400": ("like", {"viewport": {"width": 320, "height": 205}, "device_scale_factor": 4}),
    "dialog-forced-colors": ("like", {"viewport": {"width": 1100, "height": 820}, "forced_colors": "active"}),
}


def keep(page: Page, tmp_path: Path, name: str, **options: Any) -> None:
    """Write a picture, into the documentation only when asked."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    page.screenshot(path=folder / f"{name}.png", animations="disabled", **options)


def asked(browser: Browser, name: str, **look: Any) -> Stage:
    """The dialog with one warning, as it stands right after the tap: time stands still."""
    context = browser.new_context(locale="id-ID", reduced_motion="reduce", **look)
    stage = Stage.open(context, body=SITE, clock=True)
    stage.ask(warning(name))
    stage.until("root.querySelector('.cancel')")
    return stage


def assert_usable(stage: Stage) -> None:
    """Nothing is cut off sideways, and both buttons are within the window."""
    assert stage.truth("root.querySelector('dialog').scrollWidth <= root.querySelector('dialog').clientWidth")
    for button in (".cancel", ".proceed"):
        assert stage.truth(
            "(() => { const b = root.querySelector(args[0]).getBoundingClientRect();"
            " return b.left >= 0 && b.top >= 0 &&"
            " b.right <= innerWidth && b.bottom <= innerHeight; })()",
            button,
        ), button


@pytest.mark.parametrize("look", LOOKS)
def test_dialog_fits_and_keeps_its_buttons_in_view(browser: Browser, tmp_path: Path, look: str) -> None:
    """Wide, narrow, zoomed, dark or in forced colours: all there, nothing cut off."""
    name, options = LOOKS[look]
    stage = asked(browser, name, **options)
    assert_usable(stage)
    keep(stage.page, tmp_path, look)
    stage.page.context.close()


def test_dialog_follows_a_text_size_of_200_percent(playwright: Playwright, tmp_path: Path) -> None:
    """The size a person has chosen in the browser doubles the dialog's text."""
    with launched(playwright, "--blink-settings=defaultFontSize=32") as browser:
        stage = asked(browser, "like", viewport={"width": 1100, "height": 900})
        assert stage.truth("getComputedStyle(root.querySelector('.rule')).fontSize") == "32px"
        assert_usable(stage)
        keep(stage.page, tmp_path, "dialog-text-200")


def test_details_unfold_within_the_window(browser: Browser, tmp_path: Path) -> None:
    """Unfolded, the text scrolls and the buttons stay."""
    stage = asked(browser, "like", viewport={"width": 1100, "height": 820})
    stage.click("summary")
    assert stage.truth("root.querySelector('details').open")
    assert_usable(stage)
    keep(stage.page, tmp_path, "dialog-details")
    stage.page.context.close()


def test_note_is_shown_where_the_dialog_was(browser: Browser, tmp_path: Path) -> None:
    """The small note after the fact is in view and says what happened."""
    stage = asked(browser, "like", viewport={"width": 1100, "height": 820})
    stage.page.evaluate("() => dialog.close('1', 'aborted')")
    stage.until("root.querySelector('.note.shown')")
    assert stage.text(".note [role=status]") == warning()["ui"]["aborted"]
    keep(stage.page, tmp_path, "note")
    stage.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["page", "notice"])
def test_full_pages_look_like_the_dialog(browser: Browser, tmp_path: Path, kind: str, scheme: Any) -> None:
    """A warning that fills a tab, and the notice of something held, without scripts."""
    form = {"form_action": "/a", "field": "t", "token": "x"}
    if kind == "page":
        html, policy = warning_page(warning(), back="/", **form)
    else:
        html, policy = notice_page(warning(), back="/", **form)
    context = browser.new_context(
        viewport={"width": 1100, "height": 900},
        color_scheme=scheme,
        java_script_enabled=False,
        locale="id-ID",
    )
    page = context.new_page()
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
    page.route(f"{ORIGIN}/**", lambda route: route.fulfill(status=200, headers=headers, body=html))
    page.goto(f"{ORIGIN}/")
    assert (
        page.locator("h1").inner_text()
        == {"page": warning()["heading"], "notice": warning()["notice"]["title"]}[kind]
    )
    assert page.locator("button, a.cancel").first.evaluate("e => getComputedStyle(e).fontWeight") == "700"
    keep(page, tmp_path, f"{kind}-{scheme}", full_page=True)
    context.close()
