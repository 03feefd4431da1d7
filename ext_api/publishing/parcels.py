"""What the centre looks at in a parcel beside its signatures: whether the registry in it can be used, and
its step.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tuf.api.metadata import Targets

from ext_api.publishing import states
from ext_api.publishing.draft import Draft
from ext_api.publishing.errors import PublishError
from ext_api.publishing.parts import part_of
from ext_api.publishing.repository import Repository
from ext_api.publishing.shelf import target_name
from rules import regfile
from rules.regfile import State


def inspect(repository: Repository, draft: Draft) -> list[str]:
    """The parts whose registry comes by a jump. Raises PublishError where one in the draft can't be used."""
    jumps = []
    for role, metadata in draft.roles.items():
        part = part_of(role)
        if part is None or not isinstance(metadata.signed, Targets):
            continue
        with tempfile.TemporaryDirectory() as folder:
            new = _state(repository, metadata.signed, draft, part, Path(folder) / "new")
            last = repository.current(role)
            old = _state(repository, last.signed, Draft(), part, Path(folder) / "old") if last else None
            if new and old and repository.expiries.is_jump(regfile.changes(old, new), old.keys):
                jumps.append(part)
    return jumps


def _state(repository: Repository, targets: Targets, draft: Draft, part: str, folder: Path) -> State | None:
    """The state that a role's metadata publishes, checked against the name it gives it; None before the
    first.
    """
    named = states.newest(targets, part)
    if named is None:
        return None
    data = []
    for name in states.FILES:
        target = targets.targets.get(f"registry/{part}/{name}")
        if target is None:
            raise PublishError("target_missing", path=f"registry/{part}/{name}")
        found = draft.files.get(target_name(target))
        data.append(repository.public.content(target) if found is None else found)
    folder.mkdir()
    state = states.unpacked(data[0], data[1], folder)
    if state.sha256 != named[1]:
        raise PublishError("bad_state", reason=f"{state.sha256} != {named[1]}")
    return state
