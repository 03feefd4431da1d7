"""Spreadsheets are zip files: their size unpacked is looked at before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ext_api.importing.bounds import MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO
from ext_api.importing.sheets import BadFile

_SMALL = 10_000_000
"""Below this many bytes unpacked a high ratio is nobody's harm."""


def check(path: Path) -> frozenset[str]:
    """The names in a zip file that is safe to unpack. Raises BadFile."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadFile("broken") from None
    total = sum(member.file_size for member in members)
    size = max(1, sum(member.compress_size for member in members))
    if total > MAX_UNPACKED_BYTES or (total > _SMALL and total / size > MAX_UNPACKED_RATIO):
        raise BadFile("unpacks_large", limit=MAX_UNPACKED_BYTES, ratio=MAX_UNPACKED_RATIO)
    if any(member.flag_bits & 1 for member in members):
        raise BadFile("encrypted")
    return frozenset(member.filename for member in members)
