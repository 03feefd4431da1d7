"""Settings and last good data -> the rules, registry and engine to work with; everything wrong at once."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from proxy_addon.settings import ProxySettings, UpdateSettings
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Trouble
from proxy_addon.updates.store import Held, Store
from proxy_addon.updates.trust import anchor
from rules import compile as rulesets
from rules.calendar import Calendar
from rules.engine import Engine
from rules.findings import BadData, Finding, shown
from rules.model import Window
from rules.regfile import MappedRegistry
from rules.registry import Accounts, Registry, Union


@dataclass(frozen=True, slots=True)
class Assembly:
    """What one proxy works with. ``warnings`` are findings that don't stand in its way.

    ``packaged`` are the rules that came with this version, ``registry`` the accounts of the settings'
    campaigns. ``held`` is what updates brought: it takes the place of the one and adds to the other.
    ``torn`` tells what of it could not be used.
    """

    settings: ProxySettings
    packaged: Mapping[str, Any]
    registry: Registry
    engine: Engine
    warnings: tuple[Finding, ...]
    held: Held | None = None
    torn: tuple[Trouble, ...] = ()

    @property
    def ruleset(self) -> Mapping[str, Any]:
        """The rules in use."""
        return self.held.rules.data if self.held and self.held.rules else self.packaged

    @property
    def accounts(self) -> int:
        """How many accounts are registered, those of the settings' campaigns and those held."""
        parts = self.held.parts.values() if self.held else ()
        return len(self.registry.records) + sum(part.state.accounts for part in parts)

    def windows(self, now: datetime) -> tuple[Window, ...]:
        """The windows open at ``now`` for the contests of the registry."""
        calendar = Calendar.load(self.ruleset["contests"]).narrowed(self.engine.registry.contests())
        return calendar.open_windows(now)

    def updated(self, held: Held) -> Assembly:
        """The same with other data held, and an engine made of it that knows what the one before learned.

        Takes a moment: not on the event loop.
        """
        rules = held.rules.data if held.rules else self.packaged
        engine = Engine(rules, _accounts(self.registry, held), self.settings.agency)
        return replace(self, held=held, engine=engine.succeeding(self.engine), torn=())


def assemble(settings: ProxySettings) -> Assembly:
    """The shipped rules and the campaigns of ``settings``, with what was last stored of updates.

    Raises BadData with every error found in the settings' campaigns.
    """
    ruleset = rulesets.ruleset()
    registry, findings = rulesets.registry(settings.campaigns, ruleset)
    errors = [finding for finding in findings if finding.severity == "error"]
    errors += _unusable(settings.upstream_ca)
    if errors:
        raise BadData(errors)
    warnings = tuple(finding for finding in findings if finding.severity == "warning")
    parts = Assembly(settings, ruleset, registry, Engine(ruleset, registry, settings.agency), warnings)
    if settings.updates is None:
        return parts
    limits = UpdateLimits()
    stored, torn = Store(updates_folder(settings), limits).load(
        anchor(settings.updates), settings.updates.parts
    )
    return replace(parts.updated(stored), torn=torn)


def updates_folder(settings: ProxySettings) -> Path:
    """Where updates are stored."""
    return settings.data / "updates"


def without_root(updates: UpdateSettings | None) -> Iterator[Finding]:
    """A root file that can't be read. The proxy works without, on what it has, and says so when it looks."""
    if updates is None or updates.root is None:
        return
    try:
        updates.root.read_bytes()
    except OSError as error:
        why = f"expected the publisher's root: {error.strerror}"
        yield Finding(shown(updates.root), 0, "updates.root", why)


def _unusable(upstream_ca: Path | None) -> Iterator[Finding]:
    """What is wrong with the certificates to trust upstream: without them no site could be reached."""
    if upstream_ca is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(upstream_ca)
    except OSError as error:
        why = "there is none in it" if isinstance(error, ssl.SSLError) else error.strerror
        yield Finding(shown(upstream_ca), 0, "upstream_ca", f"expected a PEM file with certificates: {why}")


def _accounts(local: Registry, held: Held) -> Accounts:
    """The registered accounts: those of the settings, and those of every part held."""
    parts: list[Accounts] = [MappedRegistry(part.state.folder) for part in held.parts.values()]
    if not parts:
        return local
    if local.records or local.hashtags:
        parts.append(local)
    return parts[0] if len(parts) == 1 else Union(parts)
