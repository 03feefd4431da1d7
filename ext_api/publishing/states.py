"""A part's registry as targets: its newest state whole, and what changed from each state to the next."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tuf.api.metadata import TargetFile, Targets

from ext_api.publishing.draft import Draft
from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.office import Office, begin, finish, is_due
from ext_api.publishing.parts import role_of
from rules import regfile
from rules.regfile import State

FORMAT: Final = 1
FILES: Final = ("keys", "records")

type Make = Callable[[Path, Path | None], State]
"""Makes a state in a folder, from the state of another folder where there is one."""


@dataclass(frozen=True, slots=True)
class Built:
    """What becomes of a part. ``changed``: keys added and removed; ``sizes``: bytes of base and of the
    delta.
    """

    part: str
    sequence: int
    state: State
    changed: int
    before: int
    new: bool
    jump: bool
    base: int = 0
    delta: int = 0

    @property
    def role(self) -> str:
        """The role that signs it."""
        return role_of(self.part)


def build(office: Office, part: str, make: Make, draft: Draft, ring: KeyRing) -> Built:
    """Make a part's next state and sign it into ``draft``; one that is the same is signed anew where it is
    due.
    """
    role = role_of(part)
    folder = _folder(office, role)
    targets = begin(office, role)
    previous = _previous(office, part, targets, folder)
    fresh = folder / "next"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    state = make(fresh, previous[1].folder if previous else None)
    built = _compare(office, part, previous, state)
    if built.new:
        built = _name(office, targets, built, previous[1] if previous else None, draft)
    if built.new or is_due(office, role):
        draft.roles[role] = finish(office, role, targets, ring)
    return built


def settle(office: Office, built: Built) -> None:
    """After it is published: the newest state is kept for the next delta, older ones go."""
    folder = _folder(office, built.role)
    kept = folder / str(built.sequence)
    if built.new:
        shutil.rmtree(kept, ignore_errors=True)
        (folder / "next").rename(kept)
    for other in folder.iterdir():
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)


def newest(targets: Targets, part: str) -> tuple[int, str] | None:
    """Sequence and name of the state that a role's metadata publishes; None before the first."""
    target = targets.targets.get(f"registry/{part}/keys")
    custom = target.custom if target else None
    return (int(custom["sequence"]), str(custom["state"])) if custom else None


def _folder(office: Office, role: str) -> Path:
    return office.work / "states" / role


def _previous(office: Office, part: str, targets: Targets, folder: Path) -> tuple[int, State] | None:
    """The state last published: as it was kept here, else out of the published files."""
    last = newest(targets, part)
    if last is None:
        return None
    sequence, name = last
    kept = folder / str(sequence)
    try:
        state = regfile.read_state(kept)
        if state.sha256 == name:
            return sequence, state
    except regfile.BadRegistryFile:
        pass
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    data = [office.public.content(targets.targets[f"registry/{part}/{file}"]) for file in FILES]
    return sequence, unpacked(data[0], data[1], kept)


def unpacked(keys: bytes, records: bytes, folder: Path) -> State:
    """The state of a base. Raises PublishError where it is none."""
    try:
        return regfile.unpack(keys, records, folder)
    except regfile.BadRegistryFile as error:
        raise PublishError("bad_state", reason=error) from error


def _compare(office: Office, part: str, previous: tuple[int, State] | None, state: State) -> Built:
    if previous is None:
        return Built(part, 1, state, changed=state.keys, before=0, new=True, jump=False)
    sequence, old = previous
    if state.sha256 == old.sha256:
        return Built(part, sequence, state, changed=0, before=old.keys, new=False, jump=False)
    changed = regfile.changes(old, state)
    jump = office.expiries.is_jump(changed, old.keys)
    return Built(part, sequence + 1, state, changed=changed, before=old.keys, new=True, jump=jump)


def _name(office: Office, targets: Targets, built: Built, old: State | None, draft: Draft) -> Built:
    """Put a new state among the targets: whole, as a delta, and with no delta older than is kept."""
    base = f"registry/{built.part}"
    whole = regfile.pack(built.state)
    custom = {
        "format": FORMAT,
        "sequence": built.sequence,
        "state": built.state.sha256,
        "keys": built.state.keys,
    }
    for name, data in zip(FILES, whole, strict=True):
        _put(targets, f"{base}/{name}", data, custom, draft)
    steps: tuple[bytes, ...] = ()
    if old is not None:
        before = built.sequence - 1
        steps = regfile.delta(old, built.state)
        custom = {"format": FORMAT, "from": before, "to": built.sequence, "state": built.state.sha256}
        for name, data in zip(FILES, steps, strict=True):
            _put(targets, f"{base}/{name}-{before}", data, custom, draft)
    for path in list(targets.targets):
        number = path.rpartition("-")[2] if path.startswith((f"{base}/keys-", f"{base}/records-")) else ""
        if number.isdecimal() and int(number) < built.sequence - office.expiries.deltas:
            del targets.targets[path]
    sizes = {"base": sum(map(len, whole)), "delta": sum(map(len, steps))}
    return Built(
        built.part, built.sequence, built.state, built.changed, built.before, built.new, built.jump, **sizes
    )


def _put(targets: Targets, path: str, data: bytes, custom: dict[str, Any], draft: Draft) -> None:
    target = TargetFile.from_data(path, data, ["sha256"])
    target.unrecognized_fields["custom"] = custom
    targets.targets[path] = target
    draft.add(target, data)
