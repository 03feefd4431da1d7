"""What a file is counts, not what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from ext_api.importing import bounds, formats
from ext_api.importing.sheets import BadFile
from tests.support import ods, pdf

ROWS = [["Peserta", "Akun"], ["Budi", "@budi_c"]]


def cells(path: Path) -> list[list[str]]:
    """All rows of a file."""
    return [line.cells for sheet in formats.sheets(path) for line in sheet.lines]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "pdf"])
def test_every_kind_gives_the_same_rows(kind: str, tmp_path: Path) -> None:
    """The same table in four formats, none of them named as it should be."""
    path = tmp_path / "daftar.bin"
    if kind == "csv":
        path.write_text("\ufeffPeserta;Akun\r\nBudi;@budi_c\r\n", "utf-8")
    elif kind == "xlsx":
        book = Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(path)
    elif kind == "ods":
        ods.write(path, {"Lembar": ROWS})
    else:
        pdf.write(path, [ROWS])
    assert cells(path) == ROWS


def told(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(BadFile) as error:
        cells(path)
    return error.value.key


def test_old_formats_are_named(tmp_path: Path) -> None:
    """An old spreadsheet, or a text document, is told as such."""
    for at, head in enumerate((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1")):
        path = tmp_path / f"{at}.xls"
        path.write_bytes(head + b"x" * 100)
        assert told(path) == "old_format"


def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that isn't there, a folder, and one that is too large."""
    assert told(tmp_path / "tiada.csv") == "unreadable"
    assert told(tmp_path) == "unreadable"
    (tmp_path / "a.csv").write_text("a" * 11)
    monkeypatch.setattr(formats, "MAX_FILE_BYTES", 10)
    assert told(tmp_path / "a.csv") == "large"
    assert bounds.MAX_FILE_BYTES > 10
