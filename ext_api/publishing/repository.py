"""The published repository of one folder, and the one way to change it: a verified draft, placed in order.

``public/`` is all that a server needs; ``online/`` holds the keys of snapshot and timestamp, for the
publisher alone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from securesystemslib.signer import Key, Signer
from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

from ext_api.publishing import garbage
from ext_api.publishing.draft import Draft, sign
from ext_api.publishing.errors import PublishError
from ext_api.publishing.expiries import Expiries
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.shelf import Shelf, metadata_name, serialized, target_name

ONLINE: Final = ("snapshot", "timestamp")
TOP: Final = ("root", "targets", *ONLINE)
ROOT_KEYS, ROOT_THRESHOLD = 3, 2
DELEGATED: Final = {"rules": ["rules/*"], "registry": ["registry/id/*"]}
"""The roles that every repository has, with the paths they may speak for."""

type Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, without the fractions that metadata can't hold."""
    return datetime.now(UTC).replace(microsecond=0)


class Repository:
    """A folder with a repository in it. Raises PublishError where there is none, unless it is being made."""

    def __init__(self, folder: Path, *, expiries: Expiries | None = None, clock: Clock = now) -> None:
        self.folder = folder
        self.public = Shelf(folder / "public")
        self.online = folder / "online"
        self.work = folder / "work"
        self.expiries = expiries or Expiries()
        self.clock = clock

    @property
    def exists(self) -> bool:
        """Whether there is a repository."""
        return self.public.newest("root") > 0

    @property
    def _begun(self) -> bool:
        """Whether anything can be followed yet."""
        return (self.public.folder / metadata_name("timestamp", 0)).exists()

    def root(self) -> Metadata[Root]:
        """The newest root."""
        version = self.public.newest("root")
        if not version:
            raise PublishError("no_repository", path=self.folder)
        return self.public.read("root", version)

    def timestamp(self) -> Metadata[Timestamp]:
        """The timestamp: what it leads to is published, anything else is not."""
        return self.public.read("timestamp")

    def snapshot(self) -> Metadata[Snapshot]:
        """The snapshot in force."""
        return self.public.read("snapshot", self.timestamp().signed.snapshot_meta.version)

    def current(self, role: str) -> Metadata[Targets] | None:
        """The published metadata of a targets role; None for one that has not published yet."""
        meta = self.snapshot().signed.meta.get(f"{role}.json")
        return self.public.read(role, meta.version) if meta else None

    def targets(self) -> Metadata[Targets]:
        """The metadata of the role that delegates to all others."""
        found = self.current("targets")
        assert found  # a snapshot without it is no snapshot: Snapshot itself refuses it
        return found

    def delegations(self) -> dict[str, DelegatedRole]:
        """The delegated roles by name."""
        found = self.targets().signed.delegations
        return dict(found.roles or {}) if found else {}

    def keys(self, role: str) -> list[Key]:
        """The public keys of a role."""
        delegator = self.root().signed if role in TOP else self.targets().signed
        try:
            return [delegator.get_key(keyid) for keyid in delegator.get_delegated_role(role).keyids]
        except ValueError as error:
            raise PublishError("no_role", role=role) from error

    def next_version(self, role: str) -> int:
        """A version that no file here ever had: a cache may hold whatever once had that name."""
        return self.public.newest(role) + 1

    def expires(self, role: str) -> datetime:
        """Until when a signature made now is good."""
        return self.clock() + self.expiries.of(role)

    def signers(self, role: str, ring: KeyRing) -> list[Signer]:
        """Those in the ring who may sign for a role."""
        return ring.signers(key.keyid for key in self.keys(role))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other publisher out."""
        self.work.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.work / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def place(self, draft: Draft, ring: KeyRing | None = None) -> None:
        """Verify a draft against what is published, name it in a new snapshot, and put it into place.

        Whoever follows the repository can do so after each single step, unless an online key has just been
        replaced while the old one is out of reach: then they keep what they have until the last step.
        """
        old = self.root() if self.exists else None
        root = draft.roles.get("root") or old
        if root is None:
            raise PublishError("no_repository", path=self.folder)
        if old is not None and root is not old:
            _verify_root(old, root)
        before = draft.roles.keys() - {"root", *ONLINE}
        self._verify(draft, root)
        ring = ring or KeyRing([self.online])
        roots = [one.signed for one in (old, root) if one]
        if before or root is not old:
            draft.roles["snapshot"] = self._snapshot(draft, ring, roots)
        draft.roles["timestamp"] = self._timestamp(draft, ring, roots)
        self._verify_online(draft, root)
        self.public.place(draft.ordered(root_first=old is None or not self._good_for(draft, old)))
        garbage.collect(self)

    def refresh(self, *, force: bool = False) -> list[str]:
        """Sign snapshot and timestamp anew where they are due. The roles renewed."""
        with self.locked():
            ring, root = KeyRing([self.online]), self.root()
            due = [role for role in ONLINE if force or self._due(role, root)]
            draft = Draft()
            if "snapshot" in due:
                draft.roles["snapshot"] = self._snapshot(draft, ring, [root.signed])
            if due:
                self.place(draft, ring)
            else:
                garbage.collect(self)
            return sorted(draft.roles)

    def _due(self, role: str, root: Metadata[Root]) -> bool:
        metadata: Metadata[Any] = self.snapshot() if role == "snapshot" else self.timestamp()
        try:
            root.signed.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except UnsignedMetadataError:
            return True
        left = metadata.signed.expires - self.clock()
        return bool(left < timedelta(days=getattr(self.expiries, f"renew_{role}")))

    def _snapshot(self, draft: Draft, ring: KeyRing, roots: list[Root]) -> Metadata[Snapshot]:
        """The next snapshot: the one before, with the roles of the draft."""
        meta = dict(self.snapshot().signed.meta) if self._begun else {}
        for role, metadata in draft.roles.items():
            if role not in ("root", *ONLINE):
                meta[f"{role}.json"] = MetaFile.from_data(
                    metadata.signed.version, serialized(metadata), ["sha256"]
                )
        snapshot = Snapshot(self.next_version("snapshot"), expires=self.expires("snapshot"), meta=meta)
        return sign(Metadata(snapshot), ring.signers(_keyids("snapshot", roots)))

    def _timestamp(self, draft: Draft, ring: KeyRing, roots: list[Root]) -> Metadata[Timestamp]:
        """The next timestamp: it is fetched at every look, so it names the snapshot by its number alone."""
        last = self.timestamp() if self._begun else None
        named = draft.roles.get("snapshot")
        if named is None:
            named = self.snapshot()
        timestamp = Timestamp(
            last.signed.version + 1 if last else 1,
            expires=self.expires("timestamp"),
            snapshot_meta=MetaFile(named.signed.version),
        )
        return sign(Metadata(timestamp), ring.signers(_keyids("timestamp", roots)))

    def _verify(self, draft: Draft, root: Metadata[Root]) -> None:
        """See that each role of a draft is signed by its keys, is newer, and has its files."""
        targets = draft.roles.get("targets")
        if targets is not None:
            self._verify_role("targets", targets, root.signed)
        delegator = targets or self.targets()
        for role, metadata in draft.roles.items():
            if role not in TOP:
                self._verify_role(role, metadata, delegator.signed)
                self._verify_paths(role, metadata, delegator.signed.delegations)
            if role not in ("root", *ONLINE):
                self._verify_files(draft, metadata)

    def _verify_role(self, role: str, metadata: Metadata[Any], delegator: Root | Targets) -> None:
        if not isinstance(metadata.signed, Targets):
            raise PublishError("wrong_type", role=role)
        try:
            delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except ValueError as error:
            raise PublishError("no_role", role=role) from error
        except RepositoryError as error:
            raise PublishError("not_signed", role=role) from error
        if metadata.signed.is_expired(self.clock()):
            raise PublishError("expired", role=role, date=metadata.signed.expires.date())
        if metadata.signed.version <= self.public.newest(role):
            raise PublishError(
                "not_newer", role=role, version=metadata.signed.version, newest=self.public.newest(role)
            )

    def _verify_paths(self, role: str, metadata: Metadata[Any], delegations: Delegations | None) -> None:
        allowed = (delegations.roles or {})[role] if delegations else None
        for path in metadata.signed.targets:
            if allowed is None or not allowed.is_delegated_path(path):
                raise PublishError("path_not_allowed", role=role, path=path)

    def _verify_files(self, draft: Draft, metadata: Metadata[Any]) -> None:
        for target in metadata.signed.targets.values():
            if list(target.hashes) != ["sha256"]:
                raise PublishError("wrong_hash", path=target.path)
            data = draft.files.get(target_name(target))
            if data is None and not self.public.holds(target):
                raise PublishError("target_missing", path=target.path)
            try:
                if data is not None:
                    target.verify_length_and_hashes(data)
            except RepositoryError as error:
                raise PublishError("target_broken", path=target.path) from error

    def _verify_online(self, draft: Draft, root: Metadata[Root]) -> None:
        for role in ONLINE:
            if role in draft.roles and not _signed_for(role, draft.roles[role], root.signed):
                raise PublishError("no_online_key", role=role, path=self.online)

    def _good_for(self, draft: Draft, root: Metadata[Root]) -> bool:
        """Whether those who still hold this root can follow the draft too."""
        roles = [role for role in ("targets", *ONLINE) if role in draft.roles]
        return all(_signed_for(role, draft.roles[role], root.signed) for role in roles)


def _keyids(role: str, roots: list[Root]) -> set[str]:
    """The keys that a role has in any of the roots: those who still hold the older one can go on."""
    return {keyid for root in roots for keyid in root.roles[role].keyids}


def _signed_for(role: str, metadata: Metadata[Any], delegator: Root | Targets) -> bool:
    try:
        delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except RepositoryError:
        return False
    return True


def _verify_root(old: Metadata[Root], new: Metadata[Any]) -> None:
    """See that a root is the next one, signed by the threshold of the old and of the new."""
    if not isinstance(new.signed, Root) or new.signed.version != old.signed.version + 1:
        raise PublishError("not_next_root", version=old.signed.version + 1)
    for delegator in (old.signed, new.signed):
        if not _signed_for("root", new, delegator):
            raise PublishError("root_not_signed", least=delegator.roles["root"].threshold)
