"""All rule data of a folder -> one checked, plain ruleset: what both engines read and what is published.

The ruleset is JSON: ``{"format", "version", "platforms", "contests", "policy", "messages",
"regulations"}``. ``version`` is made
from the contents, so the same rules have the same version everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
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

_DATA: Final = ("*.yaml", "*/*.yaml", "platforms/shared/*.yaml")
"""Where the data of a ruleset lies in its folder."""


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
    """The ruleset of a folder. Raises BadData with every error in it.

    A start asks for it several times; the same files are checked once, and everybody gets a copy.
    """
    parsed: dict[str, Any] = json.loads(_checked(folder, _contents(folder)))
    return parsed


def _contents(folder: Path) -> str:
    """What tells one state of a folder's data from another: the names of its files and what is in them."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _DATA for path in folder.glob(pattern)):
        with suppress(OSError):  # whoever compiles it says what is wrong with it
            raw = path.read_bytes()
            digest.update(f"{path}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _checked(folder: Path, _: str) -> str:
    """The ruleset of a folder in one state of it, as JSON; what raises is not kept."""
    compiled, findings = load_ruleset(folder)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BadData(errors)
    return json.dumps(compiled)


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
