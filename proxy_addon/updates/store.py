"""What is in use and what came before, on disk: rulesets and registry states, and a pointer written last.

<data>/updates/current.json              which of the below are in use; written last
              /rulesets/<sha256>.json.gz
              /registry/<part>/<state>/  a folder of rules.regfile
              /metadata/                 ngclient's
              /incoming/                 what is being made; emptied before each look
              /root.json, status.json, lock
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from proxy_addon.updates.files import place, write
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Problem, Trouble
from proxy_addon.updates.ruleset import read_ruleset
from rules import regfile
from rules.regfile import BadRegistryFile, State


@dataclass(frozen=True, slots=True)
class HeldRules:
    """A ruleset that was verified. ``sha256`` is that of its packed file."""

    sha256: str
    taken: datetime
    data: Mapping[str, Any] = field(repr=False)

    @property
    def version(self) -> str:
        """The version its publisher gave it."""
        return str(self.data["version"])


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part of the registry that was verified."""

    state: State
    sequence: int
    taken: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """The last good data, all of it verified against ``anchor``; empty before the first success."""

    anchor: str
    rules: HeldRules | None = None
    parts: Mapping[str, HeldPart] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells one set from another."""
        parts = [f"{part}={held.state.sha256}" for part, held in sorted(self.parts.items())]
        return " ".join([self.rules.sha256 if self.rules else "packaged", *parts])


class Store:
    """The folder ``<data>/updates``. One process writes at a time, under its lock; any may read."""

    def __init__(self, folder: Path, limits: UpdateLimits) -> None:
        self.folder = folder
        self.metadata = folder / "metadata"
        self.incoming = folder / "incoming"
        self.lock = folder / "lock"
        self._pointer = folder / "current.json"
        self._limits = limits

    def mark(self) -> tuple[int, int]:
        """Changes whenever the pointer has been written."""
        try:
            stat = self._pointer.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_ino)

    def load(self, anchor: str, parts: Sequence[str]) -> tuple[Held, tuple[Trouble, ...]]:
        """The last good data for ``parts``, and what of it is torn; nothing that another root vouched for."""
        try:
            pointer = json.loads(self._pointer.read_bytes())
            if pointer["format"] != 1 or pointer["anchor"] != anchor:
                return Held(anchor), ()
            rules, listed = pointer["rules"], pointer["parts"]
            troubles: list[Trouble] = []
            held_rules = self._rules(rules, troubles) if rules else None
            found = {part: self._part(part, listed[part], troubles) for part in parts if part in listed}
            kept = {part: held for part, held in found.items() if held}
            return Held(anchor, held_rules, kept), tuple(troubles)
        except FileNotFoundError:
            return Held(anchor), ()
        except OSError:  # nothing is damaged: it can't be read by whoever runs this
            return Held(anchor), (Trouble("disk"),)
        except (ValueError, KeyError, TypeError, AttributeError):
            return Held(anchor), (Trouble("stored"),)

    def ruleset_path(self, sha256: str) -> Path:
        """Where a packed ruleset lies."""
        return self.folder / "rulesets" / f"{sha256}.json.gz"

    def part_path(self, part: str, state: str) -> Path:
        """Where a state of a part lies."""
        return self.folder / "registry" / part.replace("/", ".") / state

    def keep_rules(self, packed: bytes, sha256: str) -> None:
        """Put a verified ruleset into its place. Raises OSError."""
        write(self.ruleset_path(sha256), packed)

    def keep_part(self, part: str, state: State) -> State:
        """Move a verified state into its place. Raises OSError."""
        final = self.part_path(part, state.sha256)
        place(state.folder, final)
        return State(final, state.sha256, state.keys, state.accounts)

    def point(self, held: Held) -> None:
        """Make ``held`` the set in use, in one step; then drop what is older than the sets kept."""
        data = {
            "format": 1,
            "anchor": held.anchor,
            "rules": held.rules and _rules_json(held.rules),
            "parts": {part: _part_json(one) for part, one in held.parts.items()},
            "before": self._before(),
        }
        write(self._pointer, json.dumps(data, indent=1).encode())
        self._drop(data)

    def fresh_incoming(self) -> Path:
        """An empty folder for what is being made."""
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir(parents=True)
        return self.incoming

    def _rules(self, row: Mapping[str, Any], troubles: list[Trouble]) -> HeldRules | None:
        """The stored ruleset; None and a trouble if it is not what was stored."""
        with suppress(OSError, Problem):
            packed = self.ruleset_path(row["sha256"]).read_bytes()
            if hashlib.sha256(packed).hexdigest() == row["sha256"]:
                data = read_ruleset(packed, self._limits.ruleset_unpacked)
                return HeldRules(row["sha256"], datetime.fromisoformat(row["taken"]), data)
        troubles.append(Trouble("stored", "rules"))
        return None

    def _part(self, part: str, row: Mapping[str, Any], troubles: list[Trouble]) -> HeldPart | None:
        """A stored state; None and a trouble if it is not what was stored."""
        with suppress(OSError, BadRegistryFile):
            state = regfile.read_state(self.part_path(part, row["state"]))
            if state.sha256 == row["state"]:
                return HeldPart(state, row["sequence"], datetime.fromisoformat(row["taken"]))
        troubles.append(Trouble("stored", part))
        return None

    def _before(self) -> list[list[str]]:
        """What the pointer so far leads to, newest first: another process may still have it open."""
        try:
            pointer = json.loads(self._pointer.read_bytes())
            return [_names(pointer), *pointer["before"]][: self._limits.kept_sets - 1]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _drop(self, pointer: Mapping[str, Any]) -> None:
        """Delete what no kept set leads to."""
        kept = {name for names in (_names(pointer), *pointer["before"]) for name in names}
        for path in (self.folder / "rulesets").glob("*.json.gz"):
            if path.name not in kept:
                path.unlink(missing_ok=True)
        for path in (self.folder / "registry").glob("*/*"):
            if f"{path.parent.name}/{path.name}" not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _names(pointer: Mapping[str, Any]) -> list[str]:
    """The files and folders that a pointer leads to."""
    rules = [f"{pointer['rules']['sha256']}.json.gz"] if pointer["rules"] else []
    return rules + [f"{part.replace('/', '.')}/{row['state']}" for part, row in pointer["parts"].items()]


def _rules_json(rules: HeldRules) -> dict[str, Any]:
    return {"sha256": rules.sha256, "version": rules.version, "taken": rules.taken.isoformat()}


def _part_json(part: HeldPart) -> dict[str, Any]:
    state = part.state
    return {
        "state": state.sha256,
        "sequence": part.sequence,
        "keys": state.keys,
        "accounts": state.accounts,
        "taken": part.taken.isoformat(),
    }
