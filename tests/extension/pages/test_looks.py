"""The extension's pages as people see them. ``SCREENSHOTS=docs/img pytest`` keeps the pictures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.extension_pages import HOUR, NOW, opened, state

pytestmark = pytest.mark.browser

AXE = Path("node_modules/axe-core/axe.min.js")
HERE = {"url": "https://x.com/home", "state": "on"}
POPUP = {"width": 375, "height": 600}
WIDE = {"width": 1000, "height": 800}
NARROW = {"width": 320, "height": 640}
LOCKED = {"agency": "Pemerintah Kota Contoh", "audience": "asn", "locked": ["platforms_off", "paused_until"]}
AGENCY = {
    "agency": "Pemerintah Kota Contoh",
    "contact": "Inspektorat, inspektorat@contoh.go.id",
    "circulars": [{"number": "800/000/2026", "date": "2 Januari 2026", "link": "https://contoh.go.id/se"}],
    "updates": {"url": "https://pembaruan.contoh.go.id", "parts": ["id", "id/jatim"]},
}
WRONG = {"troubles": [{"kind": "unreachable", "about": "", "values": {}}]}

LOOKS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "popup": ("popup", {"viewport": POPUP}, {"here": HERE}),
    "popup-dark": ("popup", {"viewport": POPUP, "color_scheme": "dark"}, {"here": HERE}),
    "popup-down": ("popup", {"viewport": POPUP}, {"here": {**HERE, "state": "down"}}),
    "popup-elsewhere": ("popup", {"viewport": POPUP}, {"told": state(here=None, updates=WRONG)}),
    "popup-locked": ("popup", {"viewport": POPUP}, {"here": HERE, "policy": LOCKED}),
    "popup-paused": (
        "popup",
        {"viewport": POPUP},
        {"here": HERE, "settings": {"paused_until": NOW + HOUR, "platforms_off": ["x"]}},
    ),
    "popup-320": ("popup", {"viewport": NARROW}, {"here": HERE}),
    "popup-zoom-400": ("popup", {"viewport": {"width": 320, "height": 205}, "device_scale_factor": 4}, {}),
    "popup-forced-colors": ("popup", {"viewport": POPUP, "forced_colors": "active"}, {"here": HERE}),
    "welcome": ("welcome", {"viewport": WIDE}, {"told": state(parts=["id", "id/jatim"])}),
    "welcome-dark": ("welcome", {"viewport": WIDE, "color_scheme": "dark"}, {}),
    "welcome-320": ("welcome", {"viewport": NARROW}, {}),
    "welcome-forced-colors": ("welcome", {"viewport": WIDE, "forced_colors": "active"}, {}),
    "welcome-zoom-400": (
        "welcome",
        {"viewport": {"width": 320, "height": 205}, "device_scale_factor": 4},
        {},
    ),
    "options": ("options", {"viewport": WIDE}, {"settings": AGENCY}),
    "options-dark": ("options", {"viewport": WIDE, "color_scheme": "dark"}, {"settings": AGENCY}),
    "options-locked": (
        "options",
        {"viewport": WIDE},
        {"policy": {**AGENCY, "audience": "pns", "locked": ["platforms_off", "follow"]}},
    ),
    "options-320": ("options", {"viewport": NARROW}, {"settings": AGENCY}),
    "options-zoom-400": (
        "options",
        {"viewport": {"width": 320, "height": 205}, "device_scale_factor": 4},
        {"settings": AGENCY},
    ),
    "options-forced-colors": ("options", {"viewport": WIDE, "forced_colors": "active"}, {"settings": AGENCY}),
}


def looked(browser: Browser, look: str, language: str) -> Page:
    """The page of a look, in a language."""
    name, seen, given = LOOKS[look]
    settings = {"language": language, **given.get("settings", {})}
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta", reduced_motion="reduce", **seen)
    return opened(context, name, **{**given, "settings": settings})


SEEN = [(look, "id") for look in LOOKS] + [
    (look, "en") for look in ("popup", "welcome", "options", "popup-320")
]


@pytest.mark.parametrize(("look", "language"), SEEN)
def test_pages_fit(browser: Browser, tmp_path: Path, look: str, language: str) -> None:
    """Wide, narrow, zoomed, dark or in forced colours: nothing is cut off sideways, no text is missing."""
    page = looked(browser, look, language)
    wide = page.evaluate(
        "() => [document.documentElement, ...document.querySelectorAll('body *')]"
        ".filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)"
        ".filter((e) => !e.closest('svg, select, input, .popup .top'))"
        ".map((e) => e.outerHTML.slice(0, 90))"
    )
    assert wide == []
    empty = page.locator("h1, h2, h3, label, legend, button, summary, li > span, option")
    assert [text for text in empty.all_inner_texts() if not text.strip() or "{" in text] == []
    assert page.evaluate("document.documentElement.lang") == language
    name = look if language == "id" else f"{look}-en"
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    page.screenshot(
        path=folder / f"extension-{name}.png", full_page="zoom" not in look, animations="disabled"
    )
    page.context.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_popup_fits_where_browsers_show_it(browser: Browser, language: str) -> None:
    """Browsers show at most 600 pixels of height without scrolling."""
    page = looked(browser, "popup", language)
    assert page.evaluate("document.documentElement.scrollHeight") <= 600
    page.context.close()


@pytest.mark.parametrize(
    "look", [look for look in LOOKS if not look.endswith(("-320", "-zoom-400", "-forced-colors"))]
)
def test_checkers_find_nothing(browser: Browser, look: str) -> None:
    """The checker axe reports no violation: contrast, names, roles, order."""
    if not AXE.is_file():
        assert os.environ.get("CI") != "true", "axe-core is not installed: npm ci"
        pytest.skip("axe-core is not installed: npm ci")
    page = looked(browser, look, "id")
    for one in page.locator("details").all():
        one.evaluate("(e) => { e.open = true; }")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20
    page.context.close()


@pytest.mark.parametrize("name", ["popup", "welcome", "options"])
def test_the_keyboard_reaches_everything(browser: Browser, name: str) -> None:
    """Tab stops at every control once, in the order in which they stand, and shows where it is."""
    page = looked(browser, name, "id")
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]"
        ".filter((e) => !e.disabled && e.checkVisibility() && !(e.type === 'radio' && !e.checked))"
        ".map((e) => e.id)"
    )
    reached = []
    for _ in wanted:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", reached
    assert reached == wanted
    assert all(wanted)
    page.context.close()
