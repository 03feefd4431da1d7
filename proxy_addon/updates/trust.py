"""The pinned root, where all trust begins: a file of the settings, or fetched once and known by its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tuf.ngclient.fetcher import FetcherInterface

from proxy_addon.settings import UpdateSettings
from proxy_addon.updates.files import write
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Problem, known


def pinned(
    settings: UpdateSettings, folder: Path, metadata_url: str, fetcher: FetcherInterface, limits: UpdateLimits
) -> bytes:
    """The bytes of the root that the settings name. Raises Problem."""
    if settings.root is not None:
        return _from_file(settings.root)
    kept = folder / "root.json"
    if (root := _fitting(kept, settings.root_sha256)) is not None:
        return root
    with known():
        root = fetcher.download_bytes(f"{metadata_url}/1.root.json", limits.root)
    if hashlib.sha256(root).hexdigest() != settings.root_sha256:
        raise Problem("root")
    with known():
        write(kept, root)
    return root


def anchor(settings: UpdateSettings) -> str:
    """What stored data must have been verified against: the hash of the pinned root; empty without one."""
    if settings.root is None:
        return settings.root_sha256
    try:
        return hashlib.sha256(settings.root.read_bytes()).hexdigest()
    except OSError:
        return ""


def _from_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Problem("root") from None


def _fitting(path: Path, sha256: str) -> bytes | None:
    """The file, if it is there and is the right one."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    return raw if hashlib.sha256(raw).hexdigest() == sha256 else None
