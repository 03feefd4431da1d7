"""All rule data of a folder -> one checked, plain ruleset: what both engines read and what is published.

The ruleset is JSON: ``{"format", "version", "platforms", "contests", "policy", "messages",
"regulations"}``. ``version`` is made
from the contents, so the same rules have the same version everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from rules.calendar import Calendar
from rules.contests import load_contests
from rules.findings import BadData, Finding
from rules.load import load_platforms
from rules.policy import load_policy
from rules.registry import Registry
from rules.registry_csv import load_registry
from rules.texts_load import load_messages, load_regulations

FORMAT: Final = 1
"""The format of a ruleset; an engine refuses one it doesn't know."""

SHIPPED: Final = Path(__file__).parent
"""The folder of the rules that come with this version."""


def load_ruleset(folder: Path = SHIPPED) -> tuple[dict[str, Any], list[Finding]]:
    """The ruleset of a folder with every finding about it; with errors it is not to be used."""
    platforms, findings = load_platforms(folder / "platforms")
    contests, more = load_contests(folder / "contests")
    findings += more
    policy, more = load_policy(folder / "policy.yaml")
    findings += more
    messages, more = load_messages(folder / "messages")
    findings += more
    regulations, more = load_regulations(folder / "regulations")
    findings += more
    body: dict[str, Any] = {
        "format": FORMAT,
        "platforms": platforms,
        "contests": contests,
        "policy": policy,
        "messages": messages,
        "regulations": regulations,
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return {**body, "version": digest[:12]}, sorted(findings)


def ruleset(folder: Path = SHIPPED) -> dict[str, Any]:
    """The ruleset of a folder. Raises BadData with every error in it."""
    compiled, findings = load_ruleset(folder)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BadData(errors)
    return compiled


def forms(compiled: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """How ids and handles are written on each platform of a ruleset, as a registry checks them."""
    names = ("handle", "account_id")
    return {
        one["platform"]: {name: form for name, form in one.get("forms", {}).items() if name in names}
        for one in compiled["platforms"]
    }


def registry(paths: Iterable[Path], compiled: Mapping[str, Any]) -> tuple[Registry, list[Finding]]:
    """The registry of campaign folders or CSV files, checked against a ruleset."""
    return load_registry(paths, forms(compiled), Calendar.load(compiled["contests"]))


def campaigns(folder: Path = SHIPPED) -> list[Path]:
    """The campaign folders that come with the rules."""
    return sorted(path.parent for path in (folder / "campaigns").glob("*/accounts.csv"))
