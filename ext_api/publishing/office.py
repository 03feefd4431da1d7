"""Who writes a role's metadata: the centre in its repository, or a part's own publisher in a folder of its
own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, Targets

from ext_api.publishing.draft import sign
from ext_api.publishing.errors import PublishError
from ext_api.publishing.expiries import Expiries
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.repository import Clock, now
from ext_api.publishing.shelf import Shelf, metadata_name, serialized, target_name


class Office(Protocol):
    """What writing a role's metadata needs to know; a `Repository` is one."""

    public: Shelf
    work: Path
    expiries: Expiries
    clock: Clock

    def current(self, role: str) -> Metadata[Targets] | None:
        """The role's metadata as last published."""

    def next_version(self, role: str) -> int:
        """The next free version of a role."""

    def expires(self, role: str) -> datetime:
        """Until when a signature made now is good."""

    def signers(self, role: str, ring: KeyRing) -> list[Signer]:
        """Those in the ring who may sign for a role."""


class OwnOffice:
    """A publisher who has a key, but neither the repository nor its online keys: what it signed stays in
    ``own/``.

    A copy of the centre's ``public/`` may lie beside it: what is newer there, it goes on from.
    """

    def __init__(self, folder: Path, *, expiries: Expiries | None = None, clock: Clock = now) -> None:
        self.public = Shelf(folder / "own")
        self._copy = Shelf(folder / "public")
        self.work = folder / "work"
        self.expiries = expiries or Expiries()
        self.clock = clock

    def current(self, role: str) -> Metadata[Targets] | None:
        """The role's metadata as last signed here, or at the centre."""
        if self._copy.newest(role) > self.public.newest(role):
            self._take_over(role)
        version = self.public.newest(role)
        return self.public.read(role, version) if version else None

    def next_version(self, role: str) -> int:
        """One more than the last one signed here, or at the centre."""
        self.current(role)
        return self.public.newest(role) + 1

    def expires(self, role: str) -> datetime:
        """Until when a signature made now is good."""
        return self.clock() + self.expiries.of(role)

    def _take_over(self, role: str) -> None:
        version = self._copy.newest(role)
        metadata = self._copy.read(role, version)
        files = [(target_name(one), self._copy.content(one)) for one in metadata.signed.targets.values()]
        self.public.place([*files, (metadata_name(role, version), serialized(metadata))])

    def signers(self, role: str, ring: KeyRing) -> list[Signer]:
        """The keys named after the role: which of them count, the centre knows."""
        return ring.named(role)


def begin(office: Office, role: str) -> Targets:
    """The next metadata of a role: what it published last, with the next version and a fresh lifetime."""
    last = office.current(role)
    targets = last.signed if last else Targets()
    targets.version = office.next_version(role)
    targets.expires = office.expires(role)
    return targets


def is_due(office: Office, role: str) -> bool:
    """Whether a role that has nothing new is to be signed anew: less than half of its lifetime is left."""
    last = office.current(role)
    return last is None or last.signed.expires - office.clock() < office.expiries.of(role) / 2


def finish(office: Office, role: str, targets: Targets, ring: KeyRing) -> Metadata[Any]:
    """Sign a role's metadata. Raises PublishError where no key for it is here."""
    return sign(Metadata(targets), _required(role, office.signers(role, ring)))


def _required(role: str, signers: Iterable[Signer]) -> list[Signer]:
    found = list(signers)
    if not found:
        raise PublishError("key_missing", role=role)
    return found
