"""Settings -> the rules, registry and engine that they ask for; everything wrong with them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proxy_addon.settings import ProxySettings
from rules import compile as rulesets
from rules.calendar import Calendar
from rules.engine import Engine
from rules.findings import BadData, Finding
from rules.model import Window
from rules.registry import Registry


@dataclass(frozen=True, slots=True)
class Assembly:
    """What one proxy works with. ``warnings`` are findings that don't stand in its way."""

    settings: ProxySettings
    ruleset: Mapping[str, Any]
    registry: Registry
    engine: Engine
    warnings: tuple[Finding, ...]

    def windows(self, now: datetime) -> tuple[Window, ...]:
        """The windows open at ``now`` for the contests of the registry."""
        calendar = Calendar.load(self.ruleset["contests"]).narrowed(self.registry.contests())
        return calendar.open_windows(now)


def assemble(settings: ProxySettings) -> Assembly:
    """Load the shipped rules and the campaigns of ``settings``. Raises BadData with every error found."""
    ruleset = rulesets.ruleset()
    registry, findings = rulesets.registry(settings.campaigns, ruleset)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BadData(errors)
    warnings = tuple(finding for finding in findings if finding.severity == "warning")
    return Assembly(settings, ruleset, registry, Engine(ruleset, registry, settings.agency), warnings)
