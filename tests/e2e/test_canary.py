"""After a day full of marked taps, no mark is in anything that the proxy wrote or said."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page, sync_playwright

from demo.data import ACCOUNTS
from demo.ig_shapes import shortcode
from demo.server import DemoSite
from rules.compile import ruleset
from rules.phrases import Phrases
from tests.support.canary import found
from tests.support.origin import trusting
from tests.support.stack import CAMPAIGN, INSTAGRAM, OPEN_TREES, X, dialog, launch, press
from tests.support.tap_table import FANS, IG_POST, TAPS, X_POST
from tests.support.taps import Tap, outcome, start, until

ROOT = Path(__file__).parents[2]
SAYS = Phrases(ruleset(), "id")

ADDRESS = "127.88.77.66"
TEXT, FAULT = "kanari teks/1", "kanari-galat"
QUERY, COOKIE, HOST, AGENT, CIRCULAR = (
    "kanari-url",
    "kanari-kuki",
    "kanari-host",
    "kanari-agen",
    "kanari-surat",
)
MARKS = [
    *(ADDRESS, TEXT, FAULT, QUERY, COOKIE, HOST, AGENT),
    *(account.handle for account in ACCOUNTS),
    *(X_POST, IG_POST, FANS),
    *("FavoriteTweet", "usePolarisLikeMedia", "bank.contoh.test"),
]

FAILING = f"""
from rules import engine

def failing(name):
    inner = getattr(engine.Engine, name)
    def outer(self, one, *rest):
        if b"{FAULT}" in one.body:
            raise RuntimeError(one.body.decode())
        return inner(self, one, *rest)
    setattr(engine.Engine, name, outer)

failing("judge")
failing("study")
"""
"""Run by the proxy's Python as it starts: an internal error wherever that mark is."""


@dataclass
class Proxy:
    """`jari-proxy run` as a process of its own; all it may write or say lands below ``folder``."""

    folder: Path
    site: DemoSite
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """From its first line to its last."""
        for name in ("data", "home", "tmp", "said", "hooks"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "hooks" / "sitecustomize.py").write_text(FAILING)
        outputs = [(self.folder / "said" / name).open("wb") for name in ("out", "err")]
        process = subprocess.Popen(
            self._command(), cwd=ROOT, env=self._environment(), stdout=outputs[0], stderr=outputs[1]
        )
        try:
            until(lambda: "Ctrl-C" in self.said() or process.poll() is not None, 30)
            self.port = int(re.findall(r"http://127\.0\.0\.1:(\d+)", self.said())[0])
            yield
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
            for output in outputs:
                output.close()

    def said(self, name: str = "out") -> str:
        """What it has said so far."""
        return (self.folder / "said" / name).read_text("utf-8")

    def written(self) -> list[Path]:
        """The folders with everything that it wrote or said."""
        return [self.folder / name for name in ("data", "home", "tmp", "said")]

    def _command(self) -> list[str]:
        settings = {
            "agency": "Pemerintah Kota Contoh",
            "hold_seconds": 5,
            "delay_seconds": 0,
            "grant_minutes": 0,
            "circulars": [{"number": CIRCULAR, "date": "1 Januari 2026"}],
            "proxy": {"campaigns": [str(CAMPAIGN)]},
        }
        file = self.folder / "settings.yaml"
        file.write_text(yaml.safe_dump(settings))
        places = dict.fromkeys(self.site.hosts, self.site.port) | {f"{HOST}.x.com": 1}
        resolve = [f"--resolve={host}=127.0.0.1:{port}" for host, port in places.items()]
        data, ca = self.folder / "data", self.site.ca_path
        options = ["--settings", file, "--data", data, "--upstream-ca", ca, "--port", 0, *resolve]
        return [sys.executable, "-m", "proxy_addon.cli", "run", *map(str, options)]

    def _environment(self) -> dict[str, str]:
        own = {"HOME": "home", "TMPDIR": "tmp", "XDG_DATA_HOME": "home", "XDG_CONFIG_HOME": "home"}
        places = {name: str(self.folder / folder) for name, folder in own.items()}
        kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(self.folder / "hooks")}
        return kept | places

    def tunnel(self, host: str) -> socket.socket:
        """A connection from the marked address, through the proxy, to a host."""
        raw = socket.create_connection(("127.0.0.1", self.port), 20, (ADDRESS, 0))
        raw.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nhost: {host}\r\nuser-agent: {AGENT}\r\n\r\n".encode())
        return raw

    def ask(self, method: str, url: str, body: str = "", *headers: str) -> str:
        """The answer to a request that is no browser's, as far as it comes."""
        _, _, host, path = url.split("/", 3)
        with suppress(OSError), self.tunnel(host) as raw:
            raw.recv(4_096)
            trust = trusting(self.folder / "data" / "ca" / "jari-netral-ca-cert.pem", self.site.ca_path)
            with trust.wrap_socket(raw, server_hostname=host) as secure:
                head = [f"{method} /{path} HTTP/1.1", f"host: {host}", f"user-agent: {AGENT}", *headers]
                length = f"content-length: {len(body)}"
                secure.sendall("\r\n".join([*head, length, "connection: close", "", body]).encode())
                return b"".join(iter(lambda: secure.recv(65_536), b"")).decode("utf-8", "replace")
        return ""


@dataclass
class Day:
    """A browser and what its person does with it."""

    proxy: Proxy
    context: BrowserContext
    asked: int = 0

    def open(self, url: str, ready: str = "main[data-ready]") -> Page:
        """A page with a mark in its address; the one before is closed, so that no other tab is asked."""
        page = self.context.new_page()
        for other in self.context.pages[:-1]:
            other.close()
        page.goto(f"{url}{'&' if '?' in url else '?'}{QUERY}=1")
        page.wait_for_selector(ready)
        return page

    def tap(self, page: Page, tap: Tap, decision: str) -> None:
        """Tap until the dialog comes (the proxy may have to learn first), and decide."""
        for _ in range(5):
            start(page, tap)
            if dialog(page, 5):
                press(page, decision)
                outcome(page)
                self.asked += 1
                return
            outcome(page)
        raise AssertionError(f"no dialog for {tap}")

    def taps(self, face: str, home: str) -> None:
        """One of each kind: cancelled, released, cancelled ..."""
        page = self.open(home)
        chosen = {tap.kind: tap for tap in TAPS if tap.face == face}
        for n, tap in enumerate(chosen.values()):
            marked = {"text": f"{TEXT} @walikota_contoh"} if "text" in tap.options else {}
            options = tap.options | marked | {"caption": f"{TEXT} #PilihRatnaContoh"}
            self.tap(page, replace(tap, options=options), ("cancel", "proceed")[n % 2])

    def mishaps(self) -> None:
        """Taps that expire, that the page gives up, that the site fails, and our own errors."""
        page = self.open(X)
        like = next(tap for tap in TAPS if tap.face == "x" and tap.kind == "like")
        reply = Tap("x", "reply", X_POST, "", {"text": FAULT})
        start(page, replace(like, options={"abort": 500}))
        assert not outcome(page)["ok"]
        start(page, like)
        assert dialog(page)
        assert not outcome(page)["ok"]
        self.proxy.site.set(fail_next=1)
        self.tap(page, like, "proceed")
        self.proxy.site.set(fail_next=0)  # a tap that a slow machine let expire never got there
        for _ in range(2):
            start(page, reply)
            assert outcome(page)["ok"]

    def pages(self) -> None:
        """Whole-page warnings, pages that don't exist, hosts that are not ours."""
        for decision in ("cancel", "proceed"):
            page = self.open(f"{X}nojs", "form")
            page.click("form button >> nth=0")
            page.click(f"button.{decision}")
            page.wait_for_load_state()
        self.open(f"{X}galat/500", "body")
        bank = self.open("https://bank.contoh.test/", "button")
        bank.click("button")

    def strangers(self) -> None:
        """What is no browser, or no sense at all, from a marked address."""
        like = json.dumps({"variables": {"tweet_id": X_POST}, "queryId": "lI07N6Otwv1PhnEgXILM7A"})
        kind, cookie = "content-type: application/json", f"cookie: a={COOKIE}"
        refused = self.proxy.ask("POST", f"{X}i/api/graphql/q/FavoriteTweet?{QUERY}", like, kind, cookie)
        assert "errors" in refused
        session = re.findall(r"jari-netral=[\w-]+", refused)[0]
        again = f"{cookie}; {session}"
        leading = self.proxy.ask("GET", f"{X}?{QUERY}", "", "accept: text/html", again)
        there = re.findall(r"url=(https://jari-netral\.[^\"]+)", leading)[0]
        assert SAYS("notice", "title") in self.proxy.ask("GET", there, "", "accept: text/html", again)
        self.proxy.ask("POST", f"{X}.well-known/jari-netral/decide?{QUERY}", like, kind, cookie)
        self.proxy.ask("GET", f"https://{HOST}.x.com/{QUERY}", "", cookie)
        self.proxy.ask("GET", f"https://{HOST}.invalid/{QUERY}", "", cookie)
        for rubbish in (
            b"\x16\x03\x01\x02\0" + TEXT.encode(),
            f"GET /{QUERY} HTTP/9\r\n\r\n".encode(),
            b"\0" * 99,
        ):
            with suppress(OSError), self.proxy.tunnel("x.com") as raw:
                raw.recv(4_096)
                raw.sendall(rubbish)
                raw.shutdown(socket.SHUT_WR)
                raw.settimeout(3)  # what is taken for another protocol may be left open
                raw.recv(4_096)
        with suppress(OSError), self.proxy.tunnel("x.com") as raw:  # a device that does not know our CA
            raw.recv(4_096)
            ssl.create_default_context().wrap_socket(raw, server_hostname="x.com")


@pytest.mark.browser
def test_a_day_leaves_no_mark(tmp_path: Path) -> None:
    """Files, their names, both outputs: no handle, post, address, URL, text or cookie, plain or encoded."""
    with ExitStack() as stack:
        site = stack.enter_context(DemoSite(tmp_path / "site"))
        proxy = Proxy(tmp_path / "proxy", site)
        stack.enter_context(proxy.running())
        browser = launch(stack.enter_context(sync_playwright()), "--ignore-certificate-errors")
        context = browser.new_context(
            proxy={"server": f"http://127.0.0.1:{proxy.port}"}, ignore_https_errors=True, user_agent=AGENT
        )
        context.add_init_script(OPEN_TREES)
        context.add_cookies([{"name": "kuki", "value": COOKIE, "url": url} for url in (X, INSTAGRAM)])
        day = Day(proxy, context)
        for page in (f"{X}i/communities/{FANS}", f"{INSTAGRAM}p/{shortcode(IG_POST)}/"):
            day.open(page)
        day.open(f"{INSTAGRAM}stories/walikota_contoh/")
        day.taps("x", X)
        day.taps("instagram", INSTAGRAM)
        day.mishaps()
        day.pages()
        day.strangers()
        ours = [cookie["value"] for cookie in context.cookies() if cookie["name"] == "jari-netral"]
        browser.close()
    assert day.asked > 15
    assert len(ours) == 2
    assert SAYS("terminal", "passed_on_error") in proxy.said("err")
    assert site.log.of(body=quote(TEXT).encode()) or site.log.of(body=TEXT.encode())
    assert not site.log.of("jari-netral")
    assert found(proxy.written(), [*MARKS, *ours]) == []


@pytest.mark.parametrize(
    "written",
    [
        b"x" + TEXT.encode() + b"y",
        quote(TEXT, safe="").encode(),
        TEXT.replace(" ", "+").encode(),
        *(b64encode(b"?" * n + TEXT.encode() + b"!") for n in range(4)),
        urlsafe_b64encode(b"\xff" + TEXT.encode() + b"\xff\xff"),
        TEXT.encode().hex().encode(),
    ],
)
def test_a_planted_mark_is_found(tmp_path: Path, written: bytes) -> None:
    """The search above would have found one: in a file, a file's name, plain or encoded."""
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "log"
    file.write_bytes(b"nothing here")
    assert found([tmp_path], [TEXT]) == []
    file.write_bytes(b"before " + written + b" after")
    assert found([tmp_path], [TEXT]) != []
    file.unlink()
    (tmp_path / "deep" / QUERY).touch()
    assert found([tmp_path], [QUERY]) == [f"{QUERY} in {QUERY}"]
