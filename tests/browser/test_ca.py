"""Real Chromium trusts the CA for covered names, and refuses it for any other, even with the key stolen."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mitmproxy.certs import CertStore
from playwright.sync_api import Browser, Error, Playwright

from proxy_addon import ca
from proxy_addon.server import ProxyServer
from tests.support.chromium import LEAN
from tests.support.covering import Covering
from tests.support.origin import Origin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        os.environ.get("CI") != "true" and not (shutil.which("chromium") and shutil.which("certutil")),
        reason="needs chromium and certutil: apt-get install chromium libnss3-tools",
    ),
]

COVERED, SUBDOMAIN, OTHER = "covered.example", "www.covered.example", "bank.example"


@pytest.fixture
def authority(tmp_path: Path) -> ca.Authority:
    """The CA of one covered domain, where the proxy will find it."""
    return ca.ensure(tmp_path / "data" / "ca", [COVERED], datetime.now(UTC))[0]


@contextmanager
def launch(playwright: Playwright, home: Path, *arguments: str) -> Iterator[Browser]:
    """Chromium with a home folder of its own, whose certificate database decides whom it trusts."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[*LEAN, *arguments],
        env={**os.environ, "HOME": str(home)},
    )
    try:
        yield browser
    finally:
        browser.close()


def trust(home: Path, authority: ca.Authority) -> None:
    """Do what an administrator does: add the CA to the device's trusted ones."""
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = ["certutil", "-d", f"sql:{database}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    subprocess.run([*certutil, "-A", "-t", "C,,", "-n", ca.NAME, "-i", authority.cert_path], check=True)


def thief(authority: ca.Authority, folder: Path, host: str) -> ssl.SSLContext:
    """What somebody with a copy of the CA's key would serve as ``host``."""
    entry = CertStore.from_store(authority.folder, ca.NAME, 2048).get_cert(host, [x509.DNSName(host)])
    key = entry.privatekey.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = folder / f"{host}.pem"
    pem.write_bytes(key + entry.cert.to_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def visit(browser: Browser, host: str) -> str:
    """The title of a page of ``host``, or the error Chromium shows instead."""
    page = browser.new_page()
    try:
        page.goto(f"https://{host}/")
        return page.title()
    except Error as error:
        return error.message.partition(" at ")[0].removeprefix("Page.goto: ")
    finally:
        page.close()


def test_through_the_proxy(playwright: Playwright, tmp_path: Path, authority: ca.Authority) -> None:
    """A covered site, decrypted by the proxy, opens without a warning; so does its subdomain."""
    trust(tmp_path / "home", authority)
    with (
        Origin(tmp_path / "origin", COVERED, SUBDOMAIN) as origin,
        ProxyServer(
            Covering(frozenset({COVERED})),
            data_dir=tmp_path / "data",
            resolve={COVERED: origin.place},
            upstream_ca=origin.ca_path,
        ) as proxy,
        launch(playwright, tmp_path / "home", f"--proxy-server=127.0.0.1:{proxy.port}") as browser,
    ):
        assert visit(browser, COVERED) == f"hello from {COVERED}"
        assert visit(browser, SUBDOMAIN) == f"hello from {SUBDOMAIN}"


def test_a_stolen_key_forges_no_bank(playwright: Playwright, tmp_path: Path, authority: ca.Authority) -> None:
    """The trusted CA's own key opens a covered name, and is refused for a name it isn't made for."""
    trust(tmp_path / "home", authority)
    with (
        Origin(tmp_path, context=thief(authority, tmp_path, COVERED)) as covered,
        Origin(tmp_path, context=thief(authority, tmp_path, OTHER)) as other,
    ):
        rules = ", ".join(f"MAP {h} 127.0.0.1:{o.place[1]}" for h, o in ((COVERED, covered), (OTHER, other)))
        with launch(playwright, tmp_path / "home", f"--host-resolver-rules={rules}") as browser:
            assert visit(browser, COVERED) == f"hello from {COVERED}"
            assert visit(browser, OTHER) == "net::ERR_CERT_INVALID"
        assert other.seen == []


def test_without_trust_nothing_opens(playwright: Playwright, tmp_path: Path, authority: ca.Authority) -> None:
    """A device that was not given the CA refuses it: the tests above pass because of the trust."""
    (tmp_path / "home").mkdir()
    with Origin(tmp_path, context=thief(authority, tmp_path, COVERED)) as covered:
        rules = f"--host-resolver-rules=MAP {COVERED} 127.0.0.1:{covered.place[1]}"
        with launch(playwright, tmp_path / "home", rules) as browser:
            assert visit(browser, COVERED) == "net::ERR_CERT_AUTHORITY_INVALID"
