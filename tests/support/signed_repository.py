"""A publisher of signed updates for tests, every key of it at hand: also those an attacker may steal.

``publish`` writes a new version of the whole repository into ``folder``, laid out as any web server serves
it. ``signers`` sign roles in place of their own keys; anything else that is wrong, tests do to the files.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from rules import regfile
from rules.registry import Registry

LIFE = timedelta(days=7)
COMPACT = JSONSerializer(compact=True)

type Files = Mapping[str, tuple[bytes, Mapping[str, Any]]]
"""Targets by path: content, and what the publisher says about it."""


def role_of(part: str) -> str:
    """The role that owns a part of the registry."""
    return "registry" if part == "id" else f"registry.{part.replace('/', '.')}"


@lru_cache(maxsize=4)
def _first(registry: Registry) -> tuple[regfile.State, dict[str, bytes], tuple[bytes, bytes]]:
    """The first state of a registry, its files, and what travels: the same for all that begin with it."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "state"
        state = regfile.build(folder, registry)
        return state, {path.name: path.read_bytes() for path in folder.iterdir()}, regfile.pack(state)


def _begun(registry: Registry, folder: Path) -> tuple[regfile.State, tuple[bytes, bytes]]:
    """The first state of a registry in a folder, and what travels of it."""
    state, files, packed = _first(registry)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return replace(state, folder=folder), packed


@dataclass
class Part:
    """A part as it was last published."""

    state: regfile.State
    sequence: int
    files: dict[str, tuple[bytes, dict[str, Any]]]


@dataclass
class Publisher:
    """A repository at ``folder`` (metadata/ and targets/); ``work`` is its own."""

    folder: Path
    work: Path
    ruleset: Mapping[str, Any]
    parts: Mapping[str, Registry]
    life: timedelta = LIFE
    consent: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, list[CryptoSigner]] = field(default_factory=dict)
    signers: dict[str, list[CryptoSigner]] = field(default_factory=dict)
    made: dict[str, Part] = field(default_factory=dict)
    version: int = 0
    root_version: int = 0
    keep_deltas: int = 30
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        self.keys["root"] = [CryptoSigner.generate_ed25519() for _ in range(3)]
        for name in ("targets", "snapshot", "timestamp", "rules", *map(role_of, self.parts)):
            self.keys[name] = [CryptoSigner.generate_ed25519()]
        (self.folder / "metadata").mkdir(parents=True)
        (self.folder / "targets").mkdir()
        self.rotate_root()
        self.publish()

    def twin(self, folder: Path, work: Path) -> Publisher:
        """The same publisher at another place, as if all of it had been published there."""
        shutil.copytree(self.folder, folder)
        shutil.copytree(self.work, work)
        other = copy.copy(self)
        other.folder, other.work = folder, work
        for name in ("consent", "keys", "signers"):
            setattr(other, name, {role: list(kept) for role, kept in getattr(self, name).items()})
        other.made = {}
        for part, last in self.made.items():
            state = replace(last.state, folder=work / last.state.folder.relative_to(self.work))
            other.made[part] = replace(last, state=state, files=dict(last.files))
        return other

    @property
    def first_root(self) -> bytes:
        """What a client is given to trust."""
        return (self.folder / "metadata" / "1.root.json").read_bytes()

    @property
    def root_sha256(self) -> str:
        """The hash it may be given instead."""
        return hashlib.sha256(self.first_root).hexdigest()

    @property
    def expires(self) -> datetime:
        """When what is signed now runs out."""
        return self.now + self.life

    def rotate_root(
        self, *, fresh: Sequence[str] = (), signers: Sequence[CryptoSigner] | None = None
    ) -> None:
        """A next root, by the keys of this one and the next; roles in ``fresh`` get a new key."""
        old = list(self.keys["root"])
        for name in fresh:
            self.keys[name] = [CryptoSigner.generate_ed25519() for _ in self.keys[name]]
        self.root_version += 1
        expires = self.now + timedelta(days=3650)
        root = Root(version=self.root_version, expires=expires, consistent_snapshot=True)
        for name in ("root", "targets", "snapshot", "timestamp"):
            root.roles[name] = Role([], 2 if name == "root" else 1)
            for signer in self.keys[name]:
                root.add_key(signer.public_key, name)
        both = {signer.public_key.keyid: signer for signer in (*old, *self.keys["root"])}
        self._write(f"{self.root_version}.root", root, list(both.values()) if signers is None else signers)

    def publish(
        self, ruleset: Mapping[str, Any] | None = None, parts: Mapping[str, Registry] | None = None
    ) -> None:
        """A new version of everything; what isn't given stays as it was."""
        self.ruleset = ruleset or self.ruleset
        self.parts = {**self.parts, **(parts or {})}
        for part, registry in self.parts.items():
            if part not in self.made or part in (parts or {}):
                self._make(part, registry)
        self.sign()

    def sign(self) -> None:
        """Sign a new version of all roles over what was last made."""
        self.version += 1
        self.write("rules", self.rules_files())
        for part in self.parts:
            self.write(role_of(part), self.part_files(part))
        top = Targets(version=self.version, expires=self.expires, delegations=self._delegations())
        self._write(f"{self.version}.targets", top, self.keys["targets"])
        names = ["targets", "rules", *map(role_of, self.parts)]
        self.write_snapshot(dict.fromkeys(names, self.version), self.version)

    def write_snapshot(self, versions: Mapping[str, int], version: int) -> None:
        """Sign a snapshot of these versions of the roles, and a timestamp that leads to it."""
        meta = {f"{name}.json": MetaFile(number) for name, number in versions.items()}
        snapshot = Snapshot(version=version, expires=self.expires, meta=meta)
        self._write(f"{version}.snapshot", snapshot, self.keys["snapshot"])
        self.write_timestamp(version, version)

    def write_timestamp(
        self, version: int, snapshot: int, signers: Sequence[CryptoSigner] | None = None
    ) -> None:
        """Sign a timestamp that leads to a snapshot."""
        timestamp = Timestamp(version=version, expires=self.expires, snapshot_meta=MetaFile(snapshot))
        self._write("timestamp", timestamp, self.keys["timestamp"] if signers is None else signers)

    def path(self, target: str) -> Path:
        """The newest file of a target on disk."""
        folder, _, name = target.rpartition("/")
        found = (self.folder / "targets" / folder).glob(f"*.{name}")
        return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))

    def metadata(self, name: str) -> Path:
        """A file of metadata, of the newest version where it has one."""
        newest = name if name == "timestamp" else f"{self.version}.{name}"
        return self.folder / "metadata" / f"{newest}.json"

    def rules_files(self) -> Files:
        """What the rules role lists."""
        custom = {"version": self.ruleset["version"], "format": self.ruleset["format"]}
        packed = gzip.compress(json.dumps(self.ruleset).encode(), 6, mtime=0)
        consent = json.dumps({"format": 1, "registry": self.consent}).encode()
        return {"rules/ruleset.json.gz": (packed, custom), "rules/consent.json": (consent, {})}

    def part_files(self, part: str) -> Files:
        """What the role of a part lists."""
        return {f"registry/{part}/{name}": file for name, file in self.made[part].files.items()}

    def write(self, role: str, files: Files) -> None:
        """Sign a role that lists these files, and put them into place."""
        targets = Targets(version=self.version, expires=self.expires)
        for path, (data, custom) in files.items():
            target = TargetFile.from_data(path, data, ["sha256"])
            target.unrecognized_fields["custom"] = dict(custom)
            targets.targets[path] = target
            folder, _, name = path.rpartition("/")
            place = self.folder / "targets" / folder / f"{target.hashes['sha256']}.{name}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        self._write(f"{self.version}.{role}", targets, self.signers.get(role) or self.keys[role])

    def _make(self, part: str, registry: Registry) -> None:
        old = self.made.get(part)
        sequence = old.sequence + 1 if old else 1
        folder = self.work / part / str(sequence)
        if old:
            state = regfile.build(folder, registry, previous=old.state.folder)
            packed = regfile.pack(state)
        else:
            state, packed = _begun(registry, folder)
        newest = {"format": 1, "sequence": sequence, "state": state.sha256, "keys": state.keys}
        base = dict(zip(("keys", "records"), packed, strict=True))
        files = {name: (data, newest) for name, data in base.items()}
        deltas: dict[str, tuple[bytes, dict[str, Any]]] = {}
        if old:
            custom = {"format": 1, "from": old.sequence, "to": sequence, "state": state.sha256}
            names = (f"keys-{old.sequence}", f"records-{old.sequence}")
            made = regfile.delta(old.state, state)
            deltas = {name: file for name, file in old.files.items() if "-" in name}
            deltas |= {name: (data, custom) for name, data in zip(names, made, strict=True)}
        kept = dict(list(deltas.items())[-2 * self.keep_deltas :]) if self.keep_deltas else {}
        self.made[part] = Part(state, sequence, files | kept)

    def _delegations(self) -> Delegations:
        delegations = Delegations({}, roles={})
        owned = {"rules": ["rules/*"], **{role_of(part): [f"registry/{part}/*"] for part in self.parts}}
        for name, paths in owned.items():
            keys = [signer.public_key for signer in self.keys[name]]
            delegations.keys |= {key.keyid: key for key in keys}
            assert delegations.roles is not None
            delegations.roles[name] = DelegatedRole(name, [key.keyid for key in keys], 1, True, paths=paths)
        return delegations

    def _write(self, name: str, signed: Any, signers: Sequence[CryptoSigner]) -> None:
        metadata = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        (self.folder / "metadata" / f"{name}.json").write_bytes(metadata.to_bytes(COMPACT))
