"""Which reader a file needs: by what it is, not by what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ext_api.importing import read_csv, read_ods, zipped
from ext_api.importing.bounds import MAX_FILE_BYTES
from ext_api.importing.sheets import BadFile, Sheet
from ext_api.trouble import refused


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a CSV, XLSX, ODS or PDF file. Raises BadFile."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadFile("large", limit=MAX_FILE_BYTES)
        with path.open("rb") as file:
            head = file.read(8)
        if head.startswith(b"PK\x03\x04"):
            names = zipped.check(path)
            return read_ods.sheets(path) if "content.xml" in names else _xlsx(path)
    except OSError as error:
        raise BadFile("unreadable", problem=refused(error, path)) from None
    if head.startswith(b"%PDF"):
        return _pdf(path)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise BadFile("old_format")
    return read_csv.sheets(path)


def _xlsx(path: Path) -> Iterator[Sheet]:
    from ext_api.importing import read_xlsx  # noqa: PLC0415  # large, and most lists are CSV

    return read_xlsx.sheets(path)


def _pdf(path: Path) -> Iterator[Sheet]:
    from ext_api.importing import read_pdf  # noqa: PLC0415  # large, and most lists are CSV

    return read_pdf.sheets(path)
