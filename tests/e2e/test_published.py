"""From a list on an election office's table to a warning in a browser: every part a process of its own."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page, sync_playwright

from demo.server import DemoSite
from ext_api.serving.server import free_port
from tests.support.stack import CAMPAIGN, OPEN_TREES, X, arrive, dialog, launch, press
from tests.support.taps import Tap, outcome, post, start, until

ROOT = Path(__file__).parents[2]
PASSPHRASE = "empat kata sandi panjang"
LIKE = Tap("x", "like", post("x", 1), "FavoriteTweet")
"""A tap on a post of the account that the second list adds."""
ADDED = "walikota_contoh"


@dataclass
class Office:
    """One folder with everything, and the commands that an administrator types."""

    folder: Path
    site: DemoSite
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A home of its own, so that nothing of this machine's user is read or written."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "JARI_"))}
        self.environment = {**kept, "HOME": str(self.folder), "JARI_PASSPHRASE": PASSPHRASE}

    def run(self, program: str, *arguments: str | Path) -> str:
        """A command that ends well, and what it says."""
        done = subprocess.run(
            [sys.executable, "-m", f"{program}.cli", *map(str, arguments)],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def process(self, program: str, *arguments: str | Path, ready: str) -> Iterator[str]:
        """A command that runs on, from the line that holds ``ready`` to SIGTERM; what it said until then."""
        said = self.folder / f"{program}.out"
        with said.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", f"{program}.cli", *map(str, arguments)],
                cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                until(lambda: ready in said.read_text("utf-8") or process.poll() is not None, 60)
                yield said.read_text("utf-8")
                process.send_signal(signal.SIGTERM)
                process.wait(30)
            finally:
                process.kill()
                process.wait()

    @property
    def data(self) -> Path:
        """Where the proxy keeps what it has."""
        return self.folder / "proxy"

    def publish(self, accounts: Path, why: str) -> None:
        """Take in a list, and publish it with the rules."""
        signed = ("--by", "Petugas", "--why", why)
        self.run("ext_api", "registry", "import", accounts, "--apply", "--reviewed", *signed)
        places = ("--folder", self.folder / "publisher", "--keys", self.folder / "keys")
        self.run("ext_api", "publish", *places, *signed, "--consent")


def lists(folder: Path) -> tuple[Path, Path]:
    """The demo's list twice: without one person's accounts, and whole."""
    rows = list(csv.reader((CAMPAIGN / "accounts.csv").read_text("utf-8").splitlines()))
    before, after = folder / "before.csv", folder / "after.csv"
    for file, kept in ((before, [row for row in rows if row[4] != rows[1][4]]), (after, rows)):
        with file.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened).writerows(kept)
    assert rows[1][1] == ADDED
    return before, after


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with keys, and a first list published that lacks an account."""
    with DemoSite(tmp_path / "site") as site:
        made = Office(tmp_path, site)
        places = ("--folder", tmp_path / "publisher", "--offline", tmp_path / "keys")
        made.run("ext_api", "keys", "init", *places)
        made.run("ext_api", "registry", "contests", "--by", "Petugas", "--why", "awal")
        made.publish(lists(tmp_path)[0], "daftar pertama")
        yield made


def settings(office: Office, url: str) -> Path:
    """The proxy's settings, which follow the server."""
    file = office.folder / "settings.yaml"
    root = office.folder / "publisher" / "public" / "metadata" / "1.root.json"
    updates = {"url": url, "root": str(root)}
    file.write_text(yaml.safe_dump({"hold_seconds": 20, "delay_seconds": 0, "updates": updates}))
    return file


def shown(context: BrowserContext) -> Page:
    """The demo's feed, just opened."""
    return arrive(context.new_page(), X)


@pytest.mark.browser
def test_a_published_account_is_warned_of_without_a_restart(office: Office) -> None:
    """A tap passes, its account is published, the running proxy takes it over, and the next tap is held."""
    site, public, address = office.site, office.folder / "publisher" / "public", f"127.0.0.1:{free_port()}"
    with office.process("ext_api", "serve", "--public", public, "--bind", address, ready=address):
        file = settings(office, f"http://{address}")
        office.run("proxy_addon", "update", "--settings", file, "--data", office.data)
        places = [f"--resolve={host}=127.0.0.1:{site.port}" for host in site.hosts]
        command: list[str | Path] = ["run", "--settings", file, "--data", office.data, "--port", "0"]
        command += ["--upstream-ca", site.ca_path, *places]
        with office.process("proxy_addon", *command, ready="Ctrl-C") as said, browsing(said) as context:
            page = shown(context)
            start(page, LIKE)
            assert outcome(page)["ok"]
            assert len(LIKE.arrived(site)) == 1

            office.publish(office.folder / "after.csv", "akun baru")
            office.run("proxy_addon", "update", "--settings", file, "--data", office.data)
            page = held_at_last(context, page)
            passed = len(LIKE.arrived(site))
            assert ADDED in dialog(page)
            press(page, "cancel")
            assert not outcome(page)["ok"]
            assert len(LIKE.arrived(site)) == passed
        status = office.run("proxy_addon", "status", "--settings", file, "--data", office.data)
        assert "id" in status
        assert ADDED not in status


@contextmanager
def browsing(said: str) -> Iterator[BrowserContext]:
    """A browser behind the proxy that said this at its start."""
    (server,) = re.findall(r"http://127\.0\.0\.1:\d+", said)
    with sync_playwright() as playwright:
        browser = launch(playwright, "--ignore-certificate-errors")
        context = browser.new_context(proxy={"server": server}, ignore_https_errors=True)
        context.add_init_script(OPEN_TREES)
        yield context
        browser.close()


def held_at_last(context: BrowserContext, page: Page) -> Page:
    """The page on which the tap is held, once the running proxy has noticed what another process fetched."""
    for _ in range(20):
        page.close()
        page = shown(context)
        page.wait_for_timeout(1_000)  # the feed is learned from meanwhile
        start(page, LIKE)
        if dialog(page, 2):
            return page
        assert outcome(page)["ok"]
    raise AssertionError("never held")
