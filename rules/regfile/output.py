"""New files under temporary names, which take their own when all went well and are gone where it didn't.

No write is forced to the disk: what a power cut tears is found when the state is read, and fetched anew.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import shutil
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

type Buffer = bytes | bytearray | memoryview | array[int]

_AT_ONCE: Final = 1024
"""Buffers handed to the system in one call, as many as POSIX systems take."""


class Output:
    """The new files of a folder, each by its descriptor."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}
        self._files: list[int] = []
        self._sizes: dict[int, int] = {}

    def new(self, name: str) -> int:
        """A file with nothing in it. Raises OSError."""
        return self._open(name, os.O_CREAT | os.O_EXCL)

    def more(self, name: str, older: Path, size: int) -> int:
        """A file that begins with so many bytes of an older one, to be gone on with. Raises OSError.

        It is that very file where nothing but ours follows those bytes, else a copy. Whoever reads the older
        file sees no change: what they know of it is no longer.
        """
        path = self._path(name)
        with suppress(OSError):  # not every file system has links and locks
            path.hardlink_to(older)
            file = self._open(name)
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file).st_size == size:
                self._sizes[file] = size
                os.lseek(file, 0, os.SEEK_END)
                return file
        path.unlink(missing_ok=True)
        shutil.copyfile(older, path)
        file = self._open(name)
        os.ftruncate(file, size)
        os.lseek(file, 0, os.SEEK_END)
        return file

    def _open(self, name: str, flags: int = 0) -> int:
        file = os.open(self._path(name), os.O_RDWR | flags, 0o644)
        self._files.append(file)
        return file

    def _path(self, name: str) -> Path:
        return self._paths.setdefault(name, self._folder / f".{name}.{token_hex(8)}")

    def keep(self) -> None:
        """Give all files their names."""
        self._sizes.clear()
        self.close()
        for name, path in self._paths.items():
            path.replace(self._folder / name)
            path.unlink(missing_ok=True)  # of two names of one file, none is replaced

    def drop(self) -> None:
        """Leave everything as it was."""
        for file, size in self._sizes.items():
            with suppress(OSError):
                os.ftruncate(file, size)
        self.close()
        for path in self._paths.values():
            with suppress(OSError):
                path.unlink()

    def close(self) -> None:
        """Close all files."""
        while self._files:
            os.close(self._files.pop())


@contextmanager
def replacing(folder: Path) -> Iterator[Output]:
    """New files for a folder."""
    output = Output(folder)
    try:
        yield output
        output.keep()
    except BaseException:
        output.drop()
        raise


def size_of(parts: Iterable[Buffer]) -> int:
    """How many bytes all parts are."""
    views = [part if type(part) is memoryview else memoryview(part) for part in parts]
    return sum([view.nbytes for view in views])


def write(file: int, parts: Sequence[Buffer], size: int | None = None) -> None:
    """Write all parts, many at once. ``size``: how many bytes they are, if that is known. Raises OSError."""
    start = os.lseek(file, 0, os.SEEK_CUR)
    written = sum(os.writev(file, parts[at : at + _AT_ONCE]) for at in range(0, len(parts), _AT_ONCE))
    if written != (size_of(parts) if size is None else size):  # hardly ever: a system may take less than all
        os.lseek(file, start, os.SEEK_SET)
        for part in parts:
            _write_whole(file, part)


def _write_whole(file: int, part: Buffer) -> None:
    with memoryview(part).cast("B") as whole:
        done = 0
        while done < len(whole):
            done += os.writev(file, [whole[done:]])


@contextmanager
def mapped(file: int) -> Iterator[memoryview]:
    """What has been written so far."""
    if not os.fstat(file).st_size:  # nothing can't be mapped
        yield memoryview(b"")
        return
    with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as opened, memoryview(opened) as whole:
        yield whole
