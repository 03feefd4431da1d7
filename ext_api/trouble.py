"""What the machine refuses, in one line of the person's language: which path, why, and what to do."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from ext_api.store.errors import StoreError

_KEYS: Final = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",
    errno.EISDIR: "is_folder",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
}
"""The text for each of the kernel's reasons that a person can do something about."""


def is_folder(path: Path) -> bool:
    """Whether a folder is there. Raises PermissionError where that may not be known: newer Pythons' own
    question takes it for a folder that isn't.
    """
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def refused(error: OSError, path: Path | None = None) -> StoreError:
    """What the machine refused, to be told: about ``path``, else about the path that the kernel names."""
    named = path or error.filename2 or error.filename or "-"
    shown = named.decode(errors="replace") if isinstance(named, bytes) else str(named)
    problem = error.strerror or type(error).__name__
    return StoreError(f"file_{_KEYS.get(error.errno or 0, 'other')}", path=shown, problem=problem)
