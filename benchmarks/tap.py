"""From a tap to the dialog on the screen, in a real Chromium before the real proxy."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import Table, below, percentile
from demo.server import DemoSite
from proxy_addon import steady
from tests.support.stack import Stack, X, dialog, launch, learned, press

MOST: Final = 60.0
"""Milliseconds, for 95 of 100 taps."""

BUTTON: Final = "article[data-author=walikota_contoh] [data-testid=like]"

WATCH: Final = """
window.__waits = [];
let tapped = 0;
addEventListener("click", (event) => { if (event.isTrusted) tapped = performance.now(); }, true);
const show = HTMLDialogElement.prototype.showModal;
HTMLDialogElement.prototype.showModal = function () {
  show.call(this);
  const opened = performance.now() - tapped;
  // The frame that shows it has been drawn when a task runs behind its animation callbacks.
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => __waits.push([opened, performance.now() - tapped]);
    port2.postMessage(0);
  });
};
"""


def table(folder: Path, taps: int) -> Table:
    """So many likes of a campaign account's post, each cancelled."""
    opened, drawn = zip(*_waits(folder, taps), strict=True)
    figures = []
    for what, values, goal in (("opened", opened, None), ("drawn", drawn, MOST)):
        spread = f"{min(values):.0f} ... {max(values):.0f} ms"
        figures.append(below(f"dialog {what}, median of {taps}", median(values), None, "ms", spread))
        figures.append(below(f"dialog {what}, 95th percentile", percentile(values, 95), goal, "ms"))
    return Table(
        "From tap to dialog",
        "Milliseconds by the page's clock, from the click to the open dialog and to the frame that shows it.",
        figures,
    )


def _waits(folder: Path, taps: int) -> list[tuple[float, float]]:
    with (
        DemoSite(folder / "site") as site,
        Stack.running(site, folder / "proxy") as stack,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        person = stack.person(browser)
        person.context.add_init_script(WATCH)
        page = person.open(X)
        learned(stack)
        steady.settle()
        for _ in range(taps):
            _tap_and_cancel(page)
        found: list[tuple[float, float]] = page.evaluate("window.__waits")
        browser.close()
    return found


def _tap_and_cancel(page: Page) -> None:
    page.click(BUTTON)
    time.sleep(0.2)  # asking the page meanwhile would keep it from its work
    if not dialog(page):
        raise TimeoutError("no dialog")
    press(page, "cancel")
    while dialog(page, 0.01):
        time.sleep(0.02)
    page.wait_for_selector(f"{BUTTON}[aria-pressed=false]:not([disabled])")
