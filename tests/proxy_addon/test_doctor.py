"""The doctor tells what is ready and what is missing, and changes nothing."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy_addon import ca, doctor
from proxy_addon.assembly import assemble
from proxy_addon.settings import ProxySettings
from rules.compile import SHIPPED

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DEMO = SHIPPED / "campaigns" / "demo"


@pytest.fixture
def settings(tmp_path: Path) -> ProxySettings:
    """The demo campaign, any port, and an empty data folder."""
    return ProxySettings(port=0, data=tmp_path / "data", campaigns=(DEMO,))


def found(settings: ProxySettings) -> dict[str, bool]:
    """What the doctor says, by key."""
    return {result.key: result.good for result in doctor.examine(settings, NOW)}


def test_fresh_machine_is_good(settings: ProxySettings) -> None:
    """Before the first run everything is well, the CA is still to come, and nothing is written."""
    assert found(settings) == dict.fromkeys(
        ("check_rules", "check_accounts", "check_window", "check_ca_none", "check_port"), True
    )
    assert not settings.data.exists()


def test_ca_is_examined(settings: ProxySettings) -> None:
    """A fitting CA with a closed key is good; an open key is not, and is not closed by looking."""
    hosts = assemble(settings).engine.hosts
    authority, _ = ca.ensure(settings.data / "ca", hosts, NOW)
    assert found(settings)["check_ca"]
    assert found(settings)["check_key"]
    authority.key_path.chmod(0o644)
    assert not found(settings)["check_key"]
    assert not found(settings)["check_key"]


def test_narrow_ca_is_named(settings: ProxySettings) -> None:
    """A CA that doesn't fit the covered domains is not good."""
    ca.ensure(settings.data / "ca", ["a.example"], NOW)
    assert not found(settings)["check_ca"]


def test_damaged_ca_is_named(settings: ProxySettings) -> None:
    """A damaged CA file is told as a problem of that file."""
    (settings.data / "ca").mkdir(parents=True)
    (settings.data / "ca" / "jari-netral-ca.pem").write_text("garbage")
    assert found(settings)["check_data"] is False


def test_missing_campaign_is_named(tmp_path: Path) -> None:
    """Without a campaign no account is registered and no window is open: both are told."""
    results = found(ProxySettings(port=0, data=tmp_path))
    assert not results["check_accounts"]
    assert not results["check_window"]


def test_wrong_data_is_named(settings: ProxySettings, tmp_path: Path) -> None:
    """Data that can't be loaded is the one thing told."""
    assert found(ProxySettings(campaigns=(tmp_path / "nowhere",))) == {"check_data": False}


def test_taken_port_is_named(tmp_path: Path) -> None:
    """A port in use is not free."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert not found(ProxySettings(port=port, data=tmp_path))["check_port"]
