"""Which answers the gate hands on, the rules tell: types that a platform reads besides, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route

from tests.support.played import until
from tests.support.stage import launched

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3] / "extension"
GATE = json.loads((ROOT / "manifest.json").read_text("utf-8"))["content_scripts"][-1]["js"]
VECTORS = Path(__file__).parents[2] / "vectors" / "reading.json"
RULES: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))["rules"]
SITE = "https://kicau.example"
KINDS = {
    "/json": "application/json",
    "/parts": 'multipart/mixed; boundary="-"',
    "/graphql": "application/graphql-response",
    "/replaced": "multipart/x-mixed-replace; boundary=x",
    "/events": "text/event-stream",
    "/picture": "image/png",
}
CHANNEL = """
window.read = [];
addEventListener("jari-netral", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  const port = event.ports[0];
  port.onmessage = ({ data }) => void (data.type === "read" && window.read.push(new URL(data.url).pathname));
  window.tell = async (platform) => {
    const { readableOf } = await import("/heads.js");
    const readable = readableOf({ platforms: [platform] }).map(({ hosts, path, types }) => (
      { hosts: new RegExp(hosts), path: new RegExp(path), types: new RegExp(types, "i") }));
    port.postMessage({ type: "heads", heads: [], readable });
  };
}, { once: true, capture: true });
"""
"""In place of the content script: it tells the gate what is read, and keeps what the gate hands on."""


def serve(route: Route) -> None:
    """A page of the site, a file of the extension, and answers of all kinds."""
    path = route.request.url.removeprefix(SITE).partition("?")[0]
    if path == "/heads.js":
        route.fulfill(path=ROOT / "background" / "heads.js", content_type="text/javascript")
    else:
        route.fulfill(body="{}", content_type=KINDS.get(path, "text/html"))


@pytest.fixture(scope="module")
def plain(playwright: Playwright) -> Iterator[Page]:
    """A page of the site with the gate in it."""
    with launched(playwright) as browser:
        page = browser.new_page()
        page.route(f"{SITE}/**", serve)
        page.add_init_script("\n".join([CHANNEL, *((ROOT / name).read_text("utf-8") for name in GATE)]))
        yield page


@pytest.mark.parametrize(
    ("early", "read"),
    [(False, ["/graphql", "/json", "/parts"]), (True, ["/json", "/parts"])],
    ids=["known", "early"],
)
def test_types(plain: Page, early: bool, read: list[str]) -> None:
    """Before the rules are there, what is likely to be read is kept, and settled by them."""
    plain.goto(f"{SITE}/")
    if not early:
        plain.evaluate("(rules) => tell(rules)", RULES)
    for path in KINDS:
        plain.evaluate("(path) => fetch(path).then((one) => one.text()).then(() => {})", path)
    if early:
        plain.evaluate("(rules) => tell(rules)", RULES)
    plain.evaluate("() => fetch('/json?last').then((one) => one.text()).then(() => {})")
    until(plain, lambda: len(plain.evaluate("read")) > len(read))
    assert sorted(plain.evaluate("read")) == sorted([*read, "/json"])


def test_another_platform_reads_them_not(plain: Page) -> None:
    """Without a word of its own a platform reads what all platforms do."""
    plain.goto(f"{SITE}/")
    plain.evaluate("(rules) => tell(rules)", {**RULES, "read": {}})
    for path in [*KINDS, "/json?last"]:
        plain.evaluate("(path) => fetch(path).then((one) => one.text()).then(() => {})", path)
    until(plain, lambda: len(plain.evaluate("read")) > 1)
    assert plain.evaluate("read") == ["/json", "/json"]
