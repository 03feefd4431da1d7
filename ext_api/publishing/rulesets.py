"""The rules as targets of their role: the ruleset, and which states of the registry may come by a jump."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from tuf.api.metadata import TargetFile, Targets

from ext_api.publishing.draft import Draft
from ext_api.publishing.errors import PublishError
from ext_api.publishing.office import Office

FORMAT: Final = 1
RULESET: Final = "rules/ruleset.json.gz"
CONSENT: Final = "rules/consent.json"

type Consent = dict[str, list[str]]
"""Names of states by part of the registry."""


def packed(ruleset: Mapping[str, Any]) -> bytes:
    """A compiled ruleset as it travels: the same rules, the same bytes."""
    return gzip.compress(orjson.dumps(ruleset, option=orjson.OPT_SORT_KEYS), compresslevel=9, mtime=0)


def put_ruleset(targets: Targets, data: bytes, version: str, draft: Draft) -> None:
    """Make this the ruleset that is published."""
    target = TargetFile.from_data(RULESET, data, ["sha256"])
    target.unrecognized_fields["custom"] = {"version": version, "format": FORMAT}
    targets.targets[RULESET] = target
    draft.add(target, data)


def version(targets: Targets) -> str:
    """The version of the ruleset that is published; empty before the first."""
    target = targets.targets.get(RULESET)
    return str((target.custom or {}).get("version", "")) if target else ""


def consent(office: Office, targets: Targets) -> Consent:
    """The states consented to so far."""
    target = targets.targets.get(CONSENT)
    if target is None:
        return {}
    try:
        found = json.loads(office.public.content(target))["registry"]
        return {str(part): [str(state) for state in states] for part, states in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError("unreadable", path=CONSENT) from error


def put_consent(targets: Targets, states: Mapping[str, Iterable[str]], draft: Draft) -> None:
    """Make these the states that may come by a jump."""
    listed = {part: sorted(set(some)) for part, some in sorted(states.items())}
    data = json.dumps({"format": FORMAT, "registry": listed}, separators=(",", ":")).encode()
    target = TargetFile.from_data(CONSENT, data, ["sha256"])
    targets.targets[CONSENT] = target
    draft.add(target, data)
