"""Settings become an engine with the shipped rules, or a list of everything that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy_addon.assembly import assemble
from proxy_addon.settings import ProxySettings
from proxy_addon.updates.problems import Trouble
from rules.compile import SHIPPED
from rules.findings import BadData
from rules.model import Settings
from tests.support.following import following
from tests.support.office import registry, rules
from tests.support.signed_repository import Publisher

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


@pytest.fixture
def followed(tmp_path: Path) -> ProxySettings:
    """Settings of an office that has looked once: two accounts of a made-up platform are published."""
    publisher = Publisher(
        tmp_path / "repository", tmp_path / "work", rules(), {"id": registry("budi", "sari")}
    )
    with following(publisher, tmp_path / "data") as client:
        assert client.look().troubles == ()
        return client.settings


def test_what_updates_brought_is_in_use(followed: ProxySettings) -> None:
    """Published rules take the place of the shipped ones; no server is asked, and dates open windows."""
    parts = assemble(followed)
    assert parts.torn == ()
    assert parts.engine.hosts == {"kicau.example", "kicau.test"}
    assert parts.ruleset["platforms"] == rules()["platforms"]
    assert parts.accounts == 2
    assert {window.contest for window in parts.windows(NOW)} == {"demo"}


def test_published_accounts_add_to_those_of_the_settings(followed: ProxySettings) -> None:
    """An agency keeps its own campaigns beside what is published."""
    parts = assemble(replace(followed, campaigns=(DEMO,)))
    own = parts.registry.records[0]
    assert parts.engine.registry.lookup("kicau", handle="sari")
    assert parts.engine.registry.lookup(own.platform, handle=own.handle) == own
    assert parts.accounts == len(parts.registry.records) + 2


def test_torn_updates_give_way_to_what_was_shipped(followed: ProxySettings) -> None:
    """The proxy starts all the same, and knows what is torn."""
    for path in (followed.data / "updates" / "rulesets").iterdir():
        path.write_bytes(b"torn")
    parts = assemble(followed)
    assert parts.torn == (Trouble("stored", "rules"),)
    assert parts.ruleset == parts.packaged
    assert parts.engine.registry.lookup("kicau", handle="sari")


def test_wrong_campaign_is_named(tmp_path: Path) -> None:
    """A campaign with a bad row is refused, with the file and the line."""
    text = (DEMO / "accounts.csv").read_text("utf-8").splitlines()
    (tmp_path / "accounts.csv").write_text("\n".join([*text[:2], "nonsense,,,,,,,,,,"]), "utf-8")
    with pytest.raises(BadData, match=r"accounts\.csv:3"):
        assemble(ProxySettings(campaigns=(tmp_path,)))


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_unusable_upstream_ca_is_named(tmp_path: Path, content: bytes | None) -> None:
    """With it no site could be reached, so it is told before anything starts, with what else is wrong."""
    path = tmp_path / "upstream.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadData) as caught:
        assemble(ProxySettings(upstream_ca=path, campaigns=(tmp_path / "none",)))
    (found,) = (one for one in caught.value.findings if one.field == "upstream_ca")
    assert "upstream.pem" in found.file
    assert len(caught.value.findings) > 1


def test_missing_campaign_is_named(tmp_path: Path) -> None:
    """A campaign folder that isn't there is refused by its name."""
    with pytest.raises(BadData, match="nowhere"):
        assemble(ProxySettings(campaigns=(tmp_path / "nowhere",)))
