"""Old files, taken away some days after the last publication that named them.

Whoever fetched a timestamp a while ago still finds everything it leads to. Roots are kept for ever.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ext_api.publishing import history
from ext_api.publishing.shelf import metadata_name, target_name

if TYPE_CHECKING:
    from ext_api.publishing.repository import Repository


def collect(repository: Repository) -> list[str]:
    """Note which files nobody names any more, and remove those noted days ago. What was removed."""
    named, clock = _named(repository), repository.clock()
    since = _noted(repository)
    unnamed = {name: since.get(name, clock) for name in repository.public.files() if name not in named}
    limit = clock - timedelta(days=repository.expiries.grace)
    gone = sorted(name for name, when in unnamed.items() if when < limit)
    repository.public.remove(gone)
    _note(repository, {name: when for name, when in unnamed.items() if name not in gone})
    return gone


def _named(repository: Repository) -> set[str]:
    """The files that the repository needs: those in force, every root, and those one may roll back to."""
    timestamp, snapshot = repository.timestamp().signed, repository.snapshot().signed
    named = {metadata_name("timestamp", timestamp.version), metadata_name("snapshot", snapshot.version)}
    named |= {metadata_name("root", version) for version in repository.public.versions("root")}
    for name, meta in snapshot.meta.items():
        role = name.removesuffix(".json")
        named.add(metadata_name(role, meta.version))
        signed: Any = repository.public.read(role, meta.version).signed
        named |= {target_name(target) for target in signed.targets.values()}
    return named | {name for one in history.read(repository.work) for name in one.files()}


def _noted(repository: Repository) -> dict[str, datetime]:
    try:
        noted = json.loads((repository.work / "garbage.json").read_bytes())
        return {name: datetime.fromisoformat(when) for name, when in noted.items()}
    except (OSError, ValueError):
        return {}  # the days begin anew: files stay longer, never shorter


def _note(repository: Repository, unnamed: dict[str, datetime]) -> None:
    path = repository.work / "garbage.json"
    aside = path.with_suffix(".new")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside.write_text(json.dumps({name: when.isoformat() for name, when in unnamed.items()}, indent=0))
    os.replace(aside, path)
