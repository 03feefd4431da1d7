"""Takes from this process, for good, the sight of every file it does not need to serve.

Linux's Landlock does it, without any privilege: what is not listed can be neither read nor written from
then on,
by this process or by those it starts. Older kernels have none; the answer says so.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # numbers of system calls, the same on every architecture
_NO_NEW_PRIVILEGES: Final = 38
_SIGNAL_AT_PARENT_S_END: Final = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_FILE, _MAKE_FILE = 1, 2, 4, 8, 32, 256
_EVERYTHING: Final = 0x1FFF
READ: Final = _EXECUTE | _READ_FILE | _READ_DIR
WRITE: Final = READ | _WRITE_FILE | _REMOVE_FILE | _MAKE_FILE
_ON_FILES: Final = _EXECUTE | _WRITE_FILE | _READ_FILE

SYSTEM: Final = ("/usr", "/lib", "/lib64", "/etc", "/dev")
SCRATCH: Final = Path("/dev/shm")  # noqa: S108  # gunicorn's heartbeat: a file without a name, in memory


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, however it ends. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENT_S_END, signal.SIGTERM, 0, 0, 0)


def confine(public: Path) -> bool:
    """Leave this process the public folder, Python and the system's libraries. False where the kernel
    can't.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rules = _Ruleset(_EVERYTHING)
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if ruleset < 0:
        return False
    try:
        for path in (public, *_needed()):
            _allow(libc, ruleset, path, READ)
        for path in (SCRATCH, Path(os.devnull)):
            _allow(libc, ruleset, path, WRITE)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return False
        return bool(libc.syscall(_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _needed() -> Iterable[Path]:
    """Python, its packages and ours, and the system's libraries."""
    ours = Path(__file__).parents[2]
    packages = [Path(one) for one in sys.path if one and Path(one) != ours]
    own = [ours / name for name in ("ext_api", "rules")]
    return dict.fromkeys([*map(Path, SYSTEM), Path(sys.prefix), Path(sys.base_prefix), *packages, *own])


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, allowed: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no leave
    try:
        rule = _Beneath(allowed if path.is_dir() else allowed & _ON_FILES, handle)
        libc.syscall(_ADD, ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(handle)
