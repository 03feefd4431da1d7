"""Where what is published comes from: rules of a folder, the registry's database, or campaign files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ext_api.store import Store
from rules import compile as rulesets
from rules.findings import BadData
from rules.registry import Registry


def ruleset(folder: Path, store: Store | None = None) -> dict[str, Any]:
    """The rules of a folder; contests that the database knows are as the database has them. Raises
    BadData.
    """
    compiled = rulesets.ruleset(folder)
    return with_contests(compiled, store.contests()) if store else compiled


def with_contests(compiled: Mapping[str, Any], contests: Mapping[str, Any]) -> dict[str, Any]:
    """A ruleset with these contests instead of its own of the same name, and the version that this makes."""
    body = {key: value for key, value in compiled.items() if key != "version"}
    body["contests"] = {**compiled["contests"], **contests}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return {**body, "version": digest[:12]}


def registry(paths: Iterable[Path], compiled: Mapping[str, Any]) -> Registry:
    """The registry of campaign folders or files. Raises BadData with every error."""
    found, findings = rulesets.registry(paths, compiled)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BadData(errors)
    return found
