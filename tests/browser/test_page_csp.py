"""Real policies in a real Chromium: our script runs and calls home, what a page forbids stays forbidden."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from proxy_addon.page.document import RESERVED_PATH, Exchange, serve
from proxy_addon.page.inject import Injector, element

pytestmark = pytest.mark.browser

AGENT = b"""(() => {
  document.currentScript.remove();
  window.agent = "ran";
  const ask = (name) => fetch(location.origin + "/.well-known/jari-netral/" + name, {
    method: "POST", headers: {"content-type": "application/json"}, body: "{}",
  }).then((answer) => answer.status, () => "blocked");
  window.early = ask("listen");
  window.late = new Promise((done) => addEventListener("load", () => done(ask("decide"))));
})();"""

BODY = """<!doctype html>
<html><head class="first">{meta}
<script>window.plain = "ran"</script>
<script nonce="page">window.named = "ran"</script>
<style>p {{ color: rgb(1, 2, 3) }}</style>
</head><body onload="window.attribute = 'ran'"><p>text</p></body></html>"""

HOSTS = "*.fbsbx.com *.facebook.com *.fbcdn.net"
HASHED = "'sha256-xYyMVMSDgMuWyUc5hHzVJiKAd+SjEjvaG2gQYtbFMiY='"


@dataclass(frozen=True)
class Case:
    """A page's policies, and what runs in it with or without us.

    ``needed``: without our changes we are shut out.
    """

    headers: list[str]
    meta: str = ""
    plain: bool = False
    named: bool = False
    other: bool = True
    needed: bool = True
    more: list[tuple[str, str]] = field(default_factory=list)


CASES = {
    "no policy": Case([], plain=True, named=True, needed=False),
    "nonce, strict-dynamic and trusted types": Case(
        [
            "script-src 'nonce-page' 'strict-dynamic'; object-src 'none'; "
            "require-trusted-types-for 'script'; trusted-types x"
        ],
        named=True,
    ),
    "unsafe-inline": Case(
        ["script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'"],
        plain=True,
        named=True,
        needed=False,
    ),
    "hash only": Case([f"script-src {HASHED}"]),
    "hosts only": Case(
        [f"default-src data: 'self' {HOSTS}; script-src {HOSTS} 'self' data:; style-src 'unsafe-inline'"]
    ),
    "none": Case(["script-src 'none'; connect-src 'none'"], other=False),
    "default-src only": Case(["default-src 'self'"]),
    "default-src none": Case(["default-src 'none'"], other=False),
    "default-src with unsafe-inline": Case(
        ["default-src https://other.example 'unsafe-inline'"], plain=True, named=True, other=False
    ),
    "two policies in two headers": Case(
        ["script-src 'nonce-page'", "script-src 'self'; connect-src data:"], other=False
    ),
    "two policies in one header": Case(
        ["script-src 'unsafe-inline', default-src 'nonce-page'"], named=True, other=False
    ),
    "two different nonces": Case(["script-src 'nonce-page'", "script-src 'nonce-other'"]),
    "script-src-elem": Case(["script-src 'unsafe-inline'; script-src-elem 'self'"]),
    "connect-src of another host": Case(
        ["connect-src https://api.other.example wss:"], plain=True, named=True, other=False
    ),
    "report-only": Case(
        [],
        plain=True,
        named=True,
        needed=False,
        more=[("content-security-policy-report-only", "script-src 'none'; connect-src 'none'")],
    ),
    "meta": Case([], meta="script-src 'nonce-page'; connect-src 'none'", named=True, other=False),
    "meta with default-src none": Case([], meta="default-src &#39;none&#39;", other=False),
    "meta and header": Case(
        ["script-src 'nonce-page'"], meta="connect-src https://x.example", named=True, other=False
    ),
}


class Site:
    """Serves the cases: at ``/ours/<name>`` as the proxy would, at ``/bare/<name>`` without admission."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.origin = f"http://localhost:{self._server.server_port}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """End, and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self, way: str, name: str, asked: dict[str, str]) -> tuple[list[tuple[str, str]], bytes]:
        """Headers and body of a case."""
        case = CASES[name]
        meta = f'<meta http-equiv="Content-Security-Policy" content="{case.meta}">' if case.meta else ""
        body = BODY.format(meta=meta).encode()
        policies = [("content-security-policy", policy) for policy in case.headers]
        headers = [("content-type", "text/html; charset=utf-8"), *policies, *case.more]
        if way == "bare":
            injector = Injector(element(AGENT, None), lambda policy: policy)
            return headers, injector.feed(body) + injector.flush()
        served = serve(Exchange("GET", f"{self.origin}/", asked, 200, headers), AGENT)
        assert served is not None
        return served.headers, b"".join(piece for chunk in (body, b"") for piece in served.stream(chunk))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Serve a case, or an empty page."""
                _, way, name = [*self.path.split("/", 2), ""][:3]
                if way in ("ours", "bare"):
                    asked = {key.lower(): value for key, value in self.headers.items()}
                    self._answer(*site.page(way, name.replace("%20", " "), asked))
                else:
                    self._answer([("content-type", "text/plain")], b"")

            def do_POST(self) -> None:
                """Note what the agent asks."""
                site.asked.append(self.path)
                self.rfile.read(int(self.headers["content-length"]))
                self._answer([("content-type", "application/json")], b"{}")

            def _answer(self, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response(200)
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The site, while this file's tests run."""
    site = Site()
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab; every test leads it to a page of its own."""
    page = browser.new_page()
    yield page
    page.close()


STATE = """async () => {
  const other = await fetch("/other").then(() => true, () => false);
  return {
    agent: window.agent === "ran",
    early: window.agent ? await window.early : "blocked",
    late: window.agent ? await window.late : "blocked",
    plain: window.plain === "ran",
    named: window.named === "ran",
    other,
  };
}"""


def state(tab: Page, site: Site, way: str, name: str) -> dict[str, Any]:
    """What ran in the page of a case."""
    tab.goto(f"{site.origin}/{way}/{name}")
    result: dict[str, Any] = tab.evaluate(STATE)
    return result


@pytest.mark.parametrize("name", CASES)
def test_the_agent_works_and_the_page_s_policy_still_holds(tab: Page, site: Site, name: str) -> None:
    """Our script runs and reaches the reserved path early and late; the page's own run or not as before."""
    case = CASES[name]
    site.asked.clear()
    assert state(tab, site, "ours", name) == {
        "agent": True,
        "early": 200,
        "late": 200,
        "plain": case.plain,
        "named": case.named,
        "other": case.other,
    }
    assert sorted(site.asked) == [f"{RESERVED_PATH}decide", f"{RESERVED_PATH}listen"]


@pytest.mark.parametrize("name", CASES)
def test_without_admission_the_policy_is_what_it_was(tab: Page, site: Site, name: str) -> None:
    """With nothing but the script put in, the page's own run just the same, and we are shut out."""
    case = CASES[name]
    seen = state(tab, site, "bare", name)
    assert (seen["plain"], seen["named"], seen["other"]) == (case.plain, case.named, case.other)
    assert (seen["late"] != 200) is case.needed


def test_a_script_before_a_meta_policy_runs_but_its_later_fetch_is_blocked(tab: Page, site: Site) -> None:
    """A policy in the page binds even a script that came before it: so it needs its amendment."""
    seen = state(tab, site, "bare", "meta")
    assert seen["agent"] is True
    assert seen["late"] == "blocked"


@pytest.mark.parametrize(
    "name",
    [name for name, case in CASES.items() if any("unsafe-inline" in policy for policy in case.headers)],
)
def test_attributes_and_styles_keep_their_rights(tab: Page, site: Site, name: str) -> None:
    """Event handlers and inline styles run under our policies just as they do under the page's own."""
    script = "() => [window.attribute, getComputedStyle(document.querySelector('p')).color]"
    state(tab, site, "bare", name)
    before = tab.evaluate(script)
    state(tab, site, "ours", name)
    assert tab.evaluate(script) == before
