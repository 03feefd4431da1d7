"""Command lines for a browser with a profile of its own, that uses the proxy and trusts its CA."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from proxy_addon.server import ProxyServer

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
FIREFOXES = ("firefox", "firefox-esr")


def chromium(profile: Path, proxy: ProxyServer, url: str) -> str:
    """Chromium trusts leaves by their public key, for this profile and this run only."""
    arguments = [
        _found(CHROMIUMS),
        f"--user-data-dir={profile}",
        f"--proxy-server={proxy.host}:{proxy.port}",
        f"--ignore-certificate-errors-spki-list={proxy.ca.spki}",
        "--no-first-run",
        "--no-default-browser-check",
        "--test-type",  # no bar about the line before
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        url,
    ]
    return shlex.join(arguments)


def firefox(profile: Path, proxy: ProxyServer, url: str) -> tuple[str, bool]:
    """Prepare a Firefox profile; its command line, and whether the CA could be put into it."""
    profile.mkdir(parents=True, exist_ok=True)
    preferences = {
        "network.proxy.type": 1,
        "network.proxy.http": proxy.host,
        "network.proxy.http_port": proxy.port,
        "network.proxy.ssl": proxy.host,
        "network.proxy.ssl_port": proxy.port,
        "browser.aboutwelcome.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
    }
    lines = [f'user_pref("{key}", {_literal(value)});\n' for key, value in preferences.items()]
    (profile / "user.js").write_text("".join(lines), "utf-8")
    command = shlex.join([_found(FIREFOXES), "--no-remote", "--profile", str(profile), url])
    return command, _trust(profile, proxy)


def _trust(profile: Path, proxy: ProxyServer) -> bool:
    """Put the CA into a profile with NSS's certutil, where that is installed."""
    certutil = shutil.which("certutil")
    if certutil is None:
        return False
    database = [certutil, "-d", f"sql:{profile}"]
    if not (profile / "cert9.db").exists():
        _quiet([*database, "-N", "--empty-password"])
    _quiet([*database, "-D", "-n", "jari-netral"])  # one of an earlier run; missing on the first
    return _quiet([*database, "-A", "-t", "C,,", "-n", "jari-netral", "-i", str(proxy.ca.cert_path)])


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - ours


def _found(names: tuple[str, ...]) -> str:
    """The first of the programs that is installed; else the usual name."""
    return next((name for name in names if shutil.which(name)), names[0])


def _literal(value: object) -> str:
    """A value as JavaScript writes it."""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else str(value)
        if isinstance(value, int)
        else f'"{value}"'
    )
