"""The files of a repository in a folder: read by role and version, written so that a crash leaves it whole.

``metadata/N.ROLE.json`` (``timestamp.json`` has no number) and ``targets/DIR/SHA256.NAME``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, TargetFile
from tuf.api.serialization import DeserializationError
from tuf.api.serialization.json import JSONSerializer

from ext_api.publishing.errors import PublishError
from ext_api.trouble import refused

METADATA: Final = "metadata"
TARGETS: Final = "targets"
TIMESTAMP: Final = "timestamp"
_VERSIONED: Final = re.compile(r"([0-9]+)\.([a-z0-9.-]+)\.json")
_COMPACT: Final = JSONSerializer(compact=True)


def serialized(metadata: Metadata[Any]) -> bytes:
    """The bytes of signed metadata as they are published."""
    return metadata.to_bytes(_COMPACT)


def metadata_name(role: str, version: int) -> str:
    """Where a role's metadata lies, from the base."""
    return f"{METADATA}/{role}.json" if role == TIMESTAMP else f"{METADATA}/{version}.{role}.json"


def target_name(target: TargetFile) -> str:
    """Where a target's file lies, from the base."""
    folder, _, name = target.path.rpartition("/")
    return f"{TARGETS}/{folder}/{target.hashes['sha256']}.{name}"


class Shelf:
    """A folder with the two folders of a repository in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self, role: str) -> list[int]:
        """The versions of a role that lie here, the newest last; half-finished publications included.

        Raises PermissionError for a folder that may not be looked into: it is no empty one.
        """
        try:
            names = os.listdir(self.folder / METADATA)
        except (FileNotFoundError, NotADirectoryError):
            names = []
        found = (_VERSIONED.fullmatch(name) for name in names if name.endswith(f".{role}.json"))
        return sorted(int(match[1]) for match in found if match and match[2] == role)

    def newest(self, role: str) -> int:
        """The highest version of a role that lies here, 0 if none does."""
        return max(self.versions(role), default=0)

    def read(self, role: str, version: int = 0) -> Metadata[Any]:
        """The metadata of a role. Raises PublishError where it is missing or can't be read."""
        path = self.folder / metadata_name(role, version)
        try:
            return Metadata.from_bytes(path.read_bytes())
        except (OSError, DeserializationError, RepositoryError, ValueError) as error:
            raise PublishError("unreadable", path=path) from error

    def content(self, target: TargetFile) -> bytes:
        """The content of a target, checked. Raises PublishError."""
        path = self.folder / target_name(target)
        try:
            data = path.read_bytes()
            target.verify_length_and_hashes(data)
        except (OSError, RepositoryError) as error:
            raise PublishError("unreadable", path=path) from error
        return data

    def holds(self, target: TargetFile) -> bool:
        """Whether the file of a target lies here with the right size; its name is its hash."""
        path = self.folder / target_name(target)
        return path.is_file() and path.stat().st_size == target.length

    def files(self) -> Iterator[str]:
        """Every file here, by its name from the base."""
        for top in (METADATA, TARGETS):
            for path in (self.folder / top).rglob("*"):
                if path.is_file():
                    yield path.relative_to(self.folder).as_posix()

    def place(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files in the order given, each whole or not at all, and each on the disk before the next."""
        for name, data in files:
            try:
                _place(self.folder / name, data)
            except OSError as error:
                raise refused(error, self.folder / name) from error

    def remove(self, names: Iterable[str]) -> None:
        """Take files away."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)


def _place(path: Path, data: bytes) -> None:
    """Write aside, sync, then move into place and sync the folder's entry."""
    open_folder(path.parent)
    aside = path.with_name(f".{path.name}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o644)  # whoever serves it reads it, whatever the umask of whoever signs
        file.write(data)
        file.flush()
        os.fsync(handle)
    os.replace(aside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_folder(folder: Path) -> None:
    """Make a folder that others may read, and those above it."""
    if not folder.is_dir():
        open_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
