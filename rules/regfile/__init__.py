"""The registry as files: sorted keys and records in mapped files; and how they travel.

docs/registry-file.md describes every byte of it.
"""

from __future__ import annotations

from rules.regfile.apply import apply
from rules.regfile.build import build
from rules.regfile.delta import delta
from rules.regfile.diff import changes
from rules.regfile.layout import KEYS_FILE, RECORDS_FILE, ROWS_FILE, BadRegistryFile, State, read_state
from rules.regfile.reader import MappedRegistry
from rules.regfile.wire import pack, unpack

__all__ = [
    "KEYS_FILE",
    "RECORDS_FILE",
    "ROWS_FILE",
    "BadRegistryFile",
    "MappedRegistry",
    "State",
    "apply",
    "build",
    "changes",
    "delta",
    "pack",
    "read_state",
    "unpack",
]
