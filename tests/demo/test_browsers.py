"""The command lines of the demo open a browser of its own that uses the proxy and trusts its CA."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from demo import browsers
from proxy_addon.server import ProxyServer
from tests.support.covering import Covering


@pytest.fixture
def proxy(tmp_path: Path) -> ProxyServer:
    """A proxy that is not started: its address and CA are enough."""
    covering = Covering(frozenset({"covered.example"}))
    return ProxyServer(covering, data_dir=tmp_path / "da ta", port=3128)


def test_chromium_line(tmp_path: Path, proxy: ProxyServer) -> None:
    """Chromium gets the profile, the proxy and the key of the CA; a space in a folder does no harm."""
    words = shlex.split(browsers.chromium(tmp_path / "pro file", proxy, "https://covered.example/"))
    assert f"--user-data-dir={tmp_path / 'pro file'}" in words
    assert "--proxy-server=127.0.0.1:3128" in words
    assert f"--ignore-certificate-errors-spki-list={proxy.ca.spki}" in words
    assert words[-1] == "https://covered.example/"


def test_firefox_profile_uses_the_proxy(tmp_path: Path, proxy: ProxyServer) -> None:
    """The prepared profile names the proxy for both kinds of request."""
    command, _ = browsers.firefox(tmp_path / "fox", proxy, "https://covered.example/")
    assert shlex.split(command)[-3:] == ["--profile", str(tmp_path / "fox"), "https://covered.example/"]
    preferences = (tmp_path / "fox" / "user.js").read_text("utf-8")
    for line in (
        '"network.proxy.ssl", "127.0.0.1"',
        '"network.proxy.ssl_port", 3128',
        '"network.proxy.type", 1',
    ):
        assert f"user_pref({line});" in preferences


@pytest.mark.skipif(shutil.which("certutil") is None, reason="needs certutil: apt-get install libnss3-tools")
def test_firefox_trusts_the_ca_of_this_run(tmp_path: Path, proxy: ProxyServer) -> None:
    """Prepared twice, the profile trusts the CA once."""
    for _ in range(2):
        assert browsers.firefox(tmp_path / "fox", proxy, "about:blank")[1]
    listed = subprocess.run(
        ["certutil", "-d", f"sql:{tmp_path / 'fox'}", "-L"], capture_output=True, text=True, check=True
    ).stdout
    assert listed.count("jari-netral") == 1


def test_without_certutil_it_is_said(
    tmp_path: Path, proxy: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the CA can't be put into the profile the caller learns it, and can tell the person."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert not browsers.firefox(tmp_path / "fox", proxy, "about:blank")[1]
