"""New signed metadata with the files it names, not yet anywhere: what is placed, or carried as a parcel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, TargetFile

from ext_api.publishing.errors import PublishError
from ext_api.publishing.shelf import METADATA, Shelf, metadata_name, serialized, target_name
from ext_api.trouble import is_folder

FIRST, LAST = ("root",), ("targets", "snapshot", "timestamp")
"""Delegated roles come before those that name them; a timestamp comes last of all."""


@dataclass(slots=True)
class Draft:
    """Signed roles by name, and files by their name from the base."""

    roles: dict[str, Metadata[Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, target: TargetFile, data: bytes) -> None:
        """Take in the file of a target."""
        self.files[target_name(target)] = data

    def update(self, other: Draft) -> None:
        """Take in another draft."""
        self.roles.update(other.roles)
        self.files.update(other.files)

    def ordered(self, *, root_first: bool) -> list[tuple[str, bytes]]:
        """Every file in the order in which it is safe to place them."""
        inner = sorted(set(self.roles) - {*FIRST, *LAST})
        names = [*inner, *(name for name in LAST if name in self.roles)]
        if "root" in self.roles:
            names.insert(0 if root_first else len(names), "root")
        signed = [(self._place(name), serialized(self.roles[name])) for name in names]
        return [*sorted(self.files.items()), *signed]

    def _place(self, role: str) -> str:
        return metadata_name(role, self.roles[role].signed.version)


def sign(metadata: Metadata[Any], signers: Iterable[Signer]) -> Metadata[Any]:
    """Sign anew with all the signers."""
    metadata.signatures.clear()
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata


def read_parcel(folder: Path) -> Draft:
    """What a parcel folder holds. Raises PublishError where a part of it is missing or unreadable."""
    shelf, draft = Shelf(folder), Draft()
    if not is_folder(folder / METADATA):
        raise PublishError("parcel_empty", path=folder)
    for name in shelf.files():
        top, _, rest = name.partition("/")
        if top != "metadata":
            continue
        version, _, role = rest.removesuffix(".json").partition(".")
        if not version.isdecimal() or role in ("snapshot", "timestamp", ""):
            raise PublishError("parcel_stranger", path=folder / name)
        if role in draft.roles:
            raise PublishError("parcel_twice", path=folder / name, role=role)
        draft.roles[role] = shelf.read(role, int(version))
    if not draft.roles:
        raise PublishError("parcel_empty", path=folder)
    for metadata in draft.roles.values():
        for target in getattr(metadata.signed, "targets", {}).values():
            if shelf.holds(target):
                draft.add(target, shelf.content(target))
    return draft


def write_parcel(draft: Draft, folder: Path) -> None:
    """Write a draft into a fresh folder, metadata last. Raises PublishError."""
    if folder.exists() and any(folder.iterdir()):
        raise PublishError("parcel_not_empty", path=folder)
    Shelf(folder).place(draft.ordered(root_first=False))
