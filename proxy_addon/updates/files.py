"""Files that are whole or not there: written beside, forced to the disk, then moved into place."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from proxy_addon.updates.problems import Problem


def write(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: after a crash either the old file is there or the new one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        try:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
            os.replace(part.name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(part.name)
            raise
    sync_folder(path.parent)


def place(folder: Path, final: Path) -> None:
    """Move a finished folder to ``final``, its files forced to the disk first. Raises OSError."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists():  # an earlier attempt's, which nobody pointed to, or which was found broken
        shutil.rmtree(final)
    os.replace(folder, final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    """Force a folder's own entries to the disk."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def locked(path: Path, seconds: float, stopped: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Only one process of this machine is inside at a time. Raises Problem ``locked`` after ``seconds``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + seconds
    with path.open("wb") as file:
        while not _try(file.fileno()):
            if time.monotonic() > end or stopped():
                raise Problem("locked")
            time.sleep(0.1)
        yield


def _try(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
