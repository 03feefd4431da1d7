"""Settings become an engine with the shipped rules, or a list of everything that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy_addon.assembly import assemble
from proxy_addon.settings import ProxySettings
from rules.compile import SHIPPED
from rules.findings import BadData
from rules.model import Settings

DEMO = SHIPPED / "campaigns" / "demo"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_demo_campaign_is_in_force() -> None:
    """With the demo campaign covered hosts are covered now, under the settings that were given."""
    parts = assemble(ProxySettings(agency=Settings(agency="Contoh"), campaigns=(DEMO,)))
    assert parts.engine.settings.agency == "Contoh"
    assert parts.registry.records
    assert {window.contest for window in parts.windows(NOW)} == {"demo"}
    assert all(parts.engine.covers(host, NOW) for host in parts.engine.hosts)
    assert parts.engine.hosts


def test_without_a_campaign_nothing_is_covered() -> None:
    """Without any campaign no window is open, so that nothing is decrypted."""
    parts = assemble(ProxySettings())
    assert parts.windows(NOW) == ()
    assert not any(parts.engine.covers(host, NOW) for host in parts.engine.hosts)


def test_wrong_campaign_is_named(tmp_path: Path) -> None:
    """A campaign with a bad row is refused, with the file and the line."""
    text = (DEMO / "accounts.csv").read_text("utf-8").splitlines()
    (tmp_path / "accounts.csv").write_text("\n".join([*text[:2], "nonsense,,,,,,,,,,"]), "utf-8")
    with pytest.raises(BadData, match=r"accounts\.csv:3"):
        assemble(ProxySettings(campaigns=(tmp_path,)))


def test_missing_campaign_is_named(tmp_path: Path) -> None:
    """A campaign folder that isn't there is refused by its name."""
    with pytest.raises(BadData, match="nowhere"):
        assemble(ProxySettings(campaigns=(tmp_path / "nowhere",)))
