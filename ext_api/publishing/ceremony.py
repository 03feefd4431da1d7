"""The keys of a repository: its first ones, and new ones for old, each change of the root signed 2 of 3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securesystemslib.signer import Key, SSlibKey
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, Targets

from ext_api.publishing.draft import Draft, sign
from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import KeyRing, generate
from ext_api.publishing.office import begin
from ext_api.publishing.repository import (
    DELEGATED,
    ONLINE,
    ROOT_KEYS,
    ROOT_THRESHOLD,
    TOP,
    Repository,
)
from ext_api.publishing.shelf import open_folder

OFFLINE = ("targets", *DELEGATED)
"""The offline roles with one key each; root has three."""

type Ask = Callable[[Path], str | None]
"""Gives the passphrase for the new keys of a folder; None leaves them unencrypted."""


def make_keys(
    repository: Repository, offline: Path, roots: list[Path], ask: Ask
) -> dict[str, list[SSlibKey]]:
    """The first keys: online ones in the repository's folder, all others encrypted in folders outside of
    it.
    """
    roots = roots or [offline] * ROOT_KEYS
    if len(roots) != ROOT_KEYS:
        raise PublishError("root_folders", count=ROOT_KEYS)
    for folder in {offline, *roots}:
        keep_out(repository, folder)
    if repository.exists:
        raise PublishError("repository_there", path=repository.folder)
    open_folder(repository.folder)
    phrases = {folder: ask(folder) for folder in dict.fromkeys([*roots, offline])}
    made: dict[str, list[SSlibKey]] = {
        "root": [generate(folder, f"root-{n}", phrases[folder]) for n, folder in enumerate(roots, 1)]
    }
    made |= {role: [generate(offline, role, phrases[offline])] for role in OFFLINE}
    made |= {role: [generate(repository.online, role, None)] for role in ONLINE}
    return made


def keep_out(repository: Repository, folder: Path) -> None:
    """Refuse a folder for offline keys that lies in the folder of the server, by whatever name."""
    inside, around = folder.resolve(), repository.folder.resolve()
    if inside.is_relative_to(around):
        raise PublishError("keys_inside", path=folder, folder=repository.folder)


def create(repository: Repository, keys: Mapping[str, list[SSlibKey]], ring: KeyRing) -> None:
    """The first version of everything: an empty repository that can be followed."""
    with repository.locked():
        draft = Draft()
        root = Root(1, expires=repository.expires("root"), consistent_snapshot=True)
        for role in TOP:
            for key in keys[role]:
                root.add_key(key, role)
        root.roles["root"].threshold = ROOT_THRESHOLD
        draft.roles["root"] = sign(Metadata(root), ring.signers(root.roles["root"].keyids))
        targets = Targets(1, expires=repository.expires("targets"), delegations=Delegations({}, {}))
        for role, paths in DELEGATED.items():
            delegate(targets, role, paths, keys[role])
            signed = Metadata(Targets(1, expires=repository.expires(role)))
            draft.roles[role] = sign(signed, ring.signers(key.keyid for key in keys[role]))
        draft.roles["targets"] = sign(Metadata(targets), ring.signers(root.roles["targets"].keyids))
        repository.place(draft)


def delegate(targets: Targets, role: str, paths: list[str], keys: list[Any]) -> None:
    """Let a role with these keys, and nobody else, speak for paths."""
    assert targets.delegations is not None
    assert targets.delegations.roles is not None
    old = targets.delegations.roles.get(role)
    for keyid in list(old.keyids) if old else ():
        targets.revoke_key(keyid, role)
    targets.delegations.roles[role] = DelegatedRole(role, [], 1, True, paths)
    for key in keys:
        targets.add_key(key, role)


@dataclass(frozen=True, slots=True)
class Swap:
    """A key that takes the place of another one for a role."""

    role: str
    old: str
    new: Key


def replace(repository: Repository, swaps: list[Swap], ring: KeyRing, *, trust_old: bool) -> Draft:
    """A draft in which new keys take the place of old ones: of top roles, or of one delegated role.

    ``trust_old``: the old key is here and was never stolen, so it signs along once more, and nobody who
    still holds
    the old root is left behind for a moment.
    """
    for swap in swaps:
        if swap.old not in {key.keyid for key in repository.keys(swap.role)}:
            raise PublishError("no_such_key", role=swap.role, keyid=swap.old)
    if swaps[0].role in TOP:
        return _replace_top(repository, swaps, ring, trust_old=trust_old)
    draft, targets = Draft(), begin(repository, "targets")
    for swap in swaps:
        targets.revoke_key(swap.old, swap.role)
        targets.add_key(swap.new, swap.role)
        if swap.new.keyid in ring:
            signed = Metadata(begin(repository, swap.role))
            draft.roles[swap.role] = sign(signed, ring.signers([swap.new.keyid]))
    draft.roles["targets"] = _signed_targets(repository, targets, ring)
    return draft


def remove(repository: Repository, role: str, ring: KeyRing) -> Draft:
    """A draft in which a part's role speaks for nothing any more."""
    targets = begin(repository, "targets")
    if role in DELEGATED or not targets.delegations or role not in (targets.delegations.roles or {}):
        raise PublishError("no_role", role=role)
    assert targets.delegations.roles is not None
    for keyid in list(targets.delegations.roles[role].keyids):
        targets.revoke_key(keyid, role)
    del targets.delegations.roles[role]
    return Draft({"targets": _signed_targets(repository, targets, ring)})


def delegation(repository: Repository, role: str, paths: list[str], key: Key, ring: KeyRing) -> Draft:
    """A draft in which a part's role speaks for its paths, with this key alone."""
    targets = begin(repository, "targets")
    delegate(targets, role, paths, [key])
    return Draft({"targets": _signed_targets(repository, targets, ring)})


def renew(repository: Repository, ring: KeyRing) -> Draft:
    """A draft in which root and targets say what they said, for another year."""
    draft = Draft()
    root = _next_root(repository)
    draft.roles["root"] = _signed_root(root, repository.root().signed, ring)
    draft.roles["targets"] = _signed_targets(repository, begin(repository, "targets"), ring, [root])
    return draft


def _replace_top(repository: Repository, swaps: list[Swap], ring: KeyRing, *, trust_old: bool) -> Draft:
    before, root, draft = repository.root().signed, _next_root(repository), Draft()
    for swap in swaps:
        root.revoke_key(swap.old, swap.role)
        root.add_key(swap.new, swap.role)
    if any(swap.role == "targets" for swap in swaps):
        roots = [root, before] if trust_old else [root]
        draft.roles["targets"] = _signed_targets(repository, begin(repository, "targets"), ring, roots)
    draft.roles["root"] = _signed_root(root, before, ring)
    return draft


def _next_root(repository: Repository) -> Root:
    root = repository.root().signed
    root.version += 1
    root.expires = repository.expires("root")
    return root


def _signed_root(root: Root, before: Root, ring: KeyRing) -> Metadata[Any]:
    """A root signed by all of the old and the new holders who are here; 2 of each must be."""
    metadata = sign(Metadata(root), ring.signers({*root.roles["root"].keyids, *before.roles["root"].keyids}))
    for one in (before, root):
        here = sum(keyid in ring for keyid in one.roles["root"].keyids)
        if here < one.roles["root"].threshold:
            raise PublishError("root_keys_missing", here=here, least=one.roles["root"].threshold)
    return metadata


def _signed_targets(
    repository: Repository, targets: Targets, ring: KeyRing, roots: list[Root] | None = None
) -> Metadata[Any]:
    """The metadata of targets, signed for the first of the roots and, where their keys are here, for the
    others.
    """
    roots = roots or [repository.root().signed]
    if not any(keyid in ring for keyid in roots[0].roles["targets"].keyids):
        raise PublishError("key_missing", role="targets")
    return sign(
        Metadata(targets), ring.signers({keyid for root in roots for keyid in root.roles["targets"].keyids})
    )
