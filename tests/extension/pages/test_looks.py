"""The extension's pages as people see them. ``SCREENSHOTS=docs/img pytest`` keeps the pictures."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.extension_pages import HOUR, NOW, opened, state
from tests.support.stage import warning

pytestmark = pytest.mark.browser

AXE = Path("node_modules/axe-core/axe.min.js")
HERE = {"url": "https://x.com/home", "state": "on"}
POPUP = {"width": 375, "height": 600}
WIDE = {"width": 1000, "height": 800}
NARROW = {"width": 320, "height": 640}
SMALL = {"width": 560, "height": 720}
"""The extension's small window, without its frame."""
LINK = "https://m.facebook.com/a/like.php"
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
    "window": ("window", {"viewport": SMALL}, {"key": "asked", "warning": warning()}),
    "window-dark": (
        "window",
        {"viewport": NARROW, "color_scheme": "dark"},
        {"key": "asked", "warning": warning()},
    ),
    "warning": ("warning", {"viewport": WIDE}, {"led": LINK, "warning": warning()}),
    "warning-dark": (
        "warning",
        {"viewport": NARROW, "color_scheme": "dark"},
        {"led": LINK, "warning": warning("follow")},
    ),
    "warning-not-sent": ("warning", {"viewport": WIDE}, {}),
    "warning-not-sent-dark": ("warning", {"viewport": NARROW, "color_scheme": "dark"}, {}),
    "ask": ("ask", {"viewport": SMALL}, {"key": "asked", "warning": warning()}),
    "ask-dark": ("ask", {"viewport": NARROW, "color_scheme": "dark"}, {"key": "asked", "warning": warning()}),
}
SEEN = [(look, "id") for look in LOOKS] + [
    (look, "en") for look in ("popup", "welcome", "options", "popup-320")
]
CHECKED = [look for look in LOOKS if not look.endswith(("-320", "-zoom-400", "-forced-colors"))]
"""By the checker axe, which sees neither width nor forced colours."""

TOO_WIDE = """() => {
  const closed = window.__root?.querySelectorAll("*") ?? [];
  return [document.documentElement, ...document.querySelectorAll("body *"), ...closed]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
    .filter((e) => !e.closest("svg, select, input, .popup .top, .spoken"))
    .map((e) => e.outerHTML.slice(0, 90));
}"""

WORDLESS = """(all) => all
  .filter((e) => e.checkVisibility() || e.closest("details"))
  .filter((e) => !e.textContent.trim() || e.textContent.includes("{"))
  .map((e) => e.outerHTML)"""


@pytest.fixture(scope="module")
def tabs(new_tab: Callable[..., Page]) -> dict[int, Page]:
    """A tab for each scale: what else makes a look can change in one."""
    return {scale: new_tab(device_scale_factor=scale) for scale in (1, 4)}


def looked(tabs: dict[int, Page], look: str, language: str) -> Page:
    """The page of a look, in a language."""
    name, seen, given = LOOKS[look]
    tab = tabs[seen.get("device_scale_factor", 1)]
    tab.set_viewport_size(seen["viewport"])
    tab.emulate_media(
        color_scheme=seen.get("color_scheme", "light"), forced_colors=seen.get("forced_colors", "none")
    )
    settings = {"language": language, **given.get("settings", {})}
    return opened(tab, name, **{**given, "settings": settings})


@pytest.mark.parametrize(("look", "language"), SEEN)
def test_pages_fit_and_checkers_find_nothing(tabs: dict[int, Page], look: str, language: str) -> None:
    """Wide, narrow, zoomed, dark or in forced colours: nothing is cut off sideways, no text is missing, and
    the checker axe reports no violation: contrast, names, roles, order.
    """
    page = looked(tabs, look, language)
    assert page.evaluate(TOO_WIDE) == []
    empty = page.locator("h1, h2, h3, label, legend, button, summary, li > span, option")
    assert empty.evaluate_all(WORDLESS) == []
    assert page.evaluate("document.documentElement.lang") == language
    if look == "popup":  # browsers show at most 600 pixels of height without scrolling
        assert page.evaluate("document.documentElement.scrollHeight") <= 600
    if folder := os.environ.get("SCREENSHOTS"):
        name = look if language == "id" else f"{look}-en"
        path = Path(folder) / f"extension-{name}.png"
        page.screenshot(path=path, full_page="zoom" not in look, animations="disabled")
    if look in CHECKED and language == "id":
        assert violations(page) == []


def violations(page: Page) -> list[Any]:
    """What axe finds with everything unfolded."""
    if not AXE.is_file():
        assert os.environ.get("CI") != "true", "axe-core is not installed: npm ci"
        pytest.skip("axe-core is not installed: npm ci")
    for one in page.locator("details").all():  # those of the dialog among them
        one.evaluate("(e) => { e.open = true; }")
    page.evaluate(axe())
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(found["passes"]) > 5
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


@cache
def axe() -> str:
    """The checker's script."""
    return AXE.read_text("utf-8")


@pytest.mark.parametrize("name", ["popup", "welcome", "options"])
def test_the_keyboard_reaches_everything(tabs: dict[int, Page], name: str) -> None:
    """Tab stops at every control once, in the order in which they stand, and shows where it is."""
    page = looked(tabs, name, "id")
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
