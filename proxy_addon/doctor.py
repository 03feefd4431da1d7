"""What is ready on this machine and what is missing, one finding each; it changes nothing."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from proxy_addon import ca
from proxy_addon.assembly import Assembly, assemble
from proxy_addon.settings import ProxySettings
from rules.findings import BadData


@dataclass(frozen=True, slots=True)
class Result:
    """One thing looked at. ``text`` names its text, ``values`` fill it."""

    good: bool
    key: str
    values: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is not good is said in other words than what is."""
        return self.key if self.good else f"{self.key}_bad"


def examine(settings: ProxySettings, now: datetime) -> list[Result]:
    """Look at the rules, the registry, the calendar, the CA and the port."""
    try:
        parts = assemble(settings)
    except BadData as error:
        return [Result(False, "check_data", {"problem": str(error)})]
    return [*_data(parts, now), *_authority(parts, now), _port(settings)]


def _data(parts: Assembly, now: datetime) -> Iterator[Result]:
    yield Result(
        bool(parts.engine.hosts),
        "check_rules",
        {"hosts": len(parts.engine.hosts), "version": parts.engine.ruleset_version},
    )
    yield Result(bool(parts.accounts), "check_accounts", {"accounts": parts.accounts})
    yield Result(parts.engine.open(now), "check_window", {"windows": len(parts.windows(now))})


def _authority(parts: Assembly, now: datetime) -> Iterator[Result]:
    folder = parts.settings.data / "ca"
    try:
        if not (folder / f"{ca.NAME}-ca.pem").exists():
            yield Result(True, "check_ca_none", {"path": folder})
            return
        closed = not stat.S_IMODE((folder / f"{ca.NAME}-ca.pem").stat().st_mode) & 0o077
        authority = ca.read(folder)
    except (ca.CaError, OSError) as error:
        yield Result(False, "check_data", {"problem": str(error)})
        return
    fits = all(authority.covers(host) for host in parts.engine.hosts) and authority.expires > now
    values = {"path": authority.cert_path, "expires": authority.expires.date().isoformat()}
    yield Result(fits, "check_ca", values)
    yield Result(closed, "check_key", {"path": authority.key_path})


def _port(settings: ProxySettings) -> Result:
    """Whether the proxy could listen; a proxy that runs already has the port, too."""
    values: dict[str, object] = {"address": f"{settings.host}:{settings.port}"}
    try:
        with socket.create_server((settings.host, settings.port)):
            return Result(True, "check_port", values)
    except OSError:
        return Result(False, "check_port", values)
