"""One look at a repository: ngclient with our bounds, always from the pinned root.

Raises what ngclient does: RepositoryError where something doesn't verify, DownloadError where it doesn't
come, OSError where it can't be stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tuf.api.exceptions import DownloadLengthMismatchError, RepositoryError
from tuf.api.metadata import Metadata, TargetFile
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from proxy_addon.updates.limits import UpdateLimits


@dataclass(frozen=True, slots=True)
class Target:
    """A verified description of a file, not yet the file."""

    file: TargetFile

    @property
    def custom(self) -> Mapping[str, Any]:
        """What the publisher says about it, under the same signature."""
        return self.file.custom or {}

    @property
    def length(self) -> int:
        """Its size in bytes."""
        return self.file.length

    @property
    def sha256(self) -> str:
        """What its content is known by."""
        return self.file.hashes.get("sha256", "")

    def number(self, name: str) -> int:
        """A number of ``custom``. Raises RepositoryError where there is none."""
        value = self.custom.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise RepositoryError(f"{self.file.path}: expected a number for {name}")
        return value

    def text(self, name: str) -> str:
        """A text of ``custom``. Raises RepositoryError where there is none."""
        value = self.custom.get(name)
        if not isinstance(value, str) or not value or len(value) > 200:
            raise RepositoryError(f"{self.file.path}: expected a text for {name}")
        return value


class Client:
    """Verified metadata in ``folder``; files on demand. Good for one look: make another for the next."""

    def __init__(
        self,
        folder: Path,
        metadata_url: str,
        targets_url: str,
        *,
        root: bytes,
        fetcher: FetcherInterface,
        limits: UpdateLimits,
    ) -> None:
        """Begin with the pinned ``root``; asks the repository nothing yet."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._updater = Updater(
            str(folder),
            metadata_url,
            target_base_url=targets_url,
            fetcher=fetcher,
            config=limits.config(),
            bootstrap=root,
        )

    def refresh(self) -> None:
        """Bring the four top roles up to date, each verified."""
        self._updater.refresh()

    def find(self, path: str) -> Target | None:
        """What the repository says of a file; None where no role that may speak for ``path`` lists it."""
        found = self._updater.get_targetinfo(path)
        return Target(found) if found else None

    def fetch(self, target: Target, into: Path, most: int) -> Path:
        """The file itself, verified, at ``into``; kept if it is there already."""
        if target.length > most:
            raise DownloadLengthMismatchError(f"{target.file.path}: {target.length} bytes, at most {most}")
        if self._updater.find_cached_target(target.file, str(into)) is None:
            self._updater.download_target(target.file, str(into))
        return into

    def expires(self, *roles: str) -> datetime:
        """Until when the top roles and ``roles`` are all good, as far as they have been loaded."""
        names = ("root", "timestamp", "snapshot", "targets", *roles)
        files = [self._folder / f"{quote(name, '')}.json" for name in names]
        return min(Metadata.from_file(str(path)).signed.expires for path in files if path.exists())
