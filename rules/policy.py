"""The policy: which role of an account calls for a warning, which for advice. Data in `policy.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules import yamlfile
from rules.findings import BadData, Finding
from rules.model import Level


@dataclass(frozen=True, slots=True)
class Policy:
    """Level of each role, the strongest role first, and the kinds that get the photo reminder."""

    levels: Mapping[str, Level]
    reminder: frozenset[str]

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Policy:
        """The policy of compiled data: lists of roles, strongest first."""
        levels = dict.fromkeys(data["warn"], Level.WARN) | dict.fromkeys(data["advise"], Level.ADVISE)
        return cls(levels, frozenset(data["reminder"]))

    def level(self, role: str) -> Level:
        """What a role calls for; one that the policy doesn't name still gets advice, not silence."""
        return self.levels.get(role, Level.ADVISE)

    def rank(self, role: str) -> int:
        """The place of a role in the order of strength, 0 the strongest."""
        return list(self.levels).index(role) if role in self.levels else len(self.levels)


def load_policy(path: Path) -> tuple[dict[str, Any], list[Finding]]:
    """The plain data of a policy file, and what is wrong with it."""
    try:
        file = yamlfile.read(path)
    except BadData as error:
        return {}, list(error.findings)
    findings = yamlfile.check(file, "policy")
    if not findings:
        twice = [role for role in file.data["advise"] if role in file.data["warn"]]
        findings = [file.finding(("advise",), f"role {role!r} is under warn already") for role in twice]
    return (file.data if not findings else {}), findings
