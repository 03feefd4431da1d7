"""A large base unpacked by a process of its own: what takes seconds of Python would slow the event loop down.

Deltas and small bases are done in less time than a process takes to start.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from proxy_addon.updates.fetching import Stopped
from rules import regfile
from rules.regfile import BadRegistryFile, State

LARGE: Final = 2_000_000
"""Bytes of keys and records, as they travel, from which on a process of its own is worth while."""

_PATIENCE: Final = 0.2
"""Seconds between two looks whether the proxy ends."""


def unpack(
    keys: bytes, records: bytes, folder: Path, stopped: Callable[[], bool], *, large: int = LARGE
) -> State:
    """The state that comes as ``keys`` and ``records``, written into ``folder``.

    Raises BadRegistryFile, OSError, and Stopped where the proxy ends meanwhile.
    """
    if len(keys) + len(records) < large:
        return regfile.unpack(keys, records, folder)
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_unpack, args=(there, keys, records, folder), daemon=True)
    process.start()
    there.close()
    try:
        return _answer(here, stopped)
    finally:
        process.kill()  # it has answered, or is not to
        process.join()
        here.close()


def _answer(pipe: Connection, stopped: Callable[[], bool]) -> State:
    """What the process found; it ends when it has said so."""
    while not pipe.poll(_PATIENCE):
        if stopped():
            raise Stopped("the proxy ends")
    try:
        answer = pipe.recv()
    except EOFError:
        raise OSError("the process that unpacked a registry was ended") from None
    if isinstance(answer, BadRegistryFile | OSError):
        raise answer
    assert isinstance(answer, State)
    return answer


def _unpack(pipe: Connection, keys: bytes, records: bytes, folder: Path) -> None:
    """The work of the process. Ctrl-C is for the proxy, which ends us in its own time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send(regfile.unpack(keys, records, folder))
    except (BadRegistryFile, OSError) as error:
        pipe.send(error)
