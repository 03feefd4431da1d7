"""What comes with the extension for its first start: a ruleset, a registry, the root of trust."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from extension.packing.files import PACKAGED, Files
from rules import regfile
from rules.compile import campaigns, registry, ruleset
from rules.registry import Registry

FORMAT: Final = 1
PART: Final = "id"


@dataclass(frozen=True, slots=True)
class Updates:
    """Whose updates are followed: the publisher's address, and the root that all trust begins with."""

    url: str
    root: bytes


def packaged(made: int, paths: Sequence[Path] | None = None, updates: Updates | None = None) -> Files:
    """Rules as shipped, the registry of campaign folders, made at a moment in seconds. Raises BadData."""
    compiled = ruleset()
    listed, _ = registry(campaigns() if paths is None else paths, compiled)
    return contents(made, compiled, listed, updates)


def contents(made: int, compiled: Mapping[str, Any], listed: Registry, updates: Updates | None) -> Files:
    """The files of a ruleset and a registry."""
    keys, records = _base(listed)
    about = {
        "format": FORMAT,
        "made": made * 1000,
        "parts": {PART: {"sequence": 0}},
        "updates": {"url": updates.url} if updates else None,
    }
    files = {
        "contents.json": json.dumps(about, sort_keys=True).encode() + b"\n",
        "ruleset.json": _compact(compiled),
        f"{PART}.keys": keys,
        f"{PART}.records": records,
    }
    if updates:
        files["root.json"] = updates.root
    return {f"{PACKAGED}/{name}": content for name, content in files.items()}


def _base(listed: Registry) -> tuple[bytes, bytes]:
    """The registry as it travels."""
    with tempfile.TemporaryDirectory() as folder:
        return regfile.pack(regfile.build(Path(folder), listed))


def _compact(compiled: Mapping[str, Any]) -> bytes:
    return json.dumps(compiled, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
