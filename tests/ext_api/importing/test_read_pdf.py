"""PDF: tables of text, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api.importing import read_pdf
from ext_api.importing.sheets import BadFile
from tests.support import pdf


def test_tables_of_all_pages(tmp_path: Path) -> None:
    """Rows are numbered through; a line that ends within a cell is marked."""
    pdf.write(tmp_path / "a.pdf", [[["a", "b"], ["1", "dua\nbaris"]], [], [["2", ""]]])
    lines = [line for sheet in read_pdf.sheets(tmp_path / "a.pdf") for line in sheet.lines]
    assert [(line.number, line.cells) for line in lines] == [
        (1, ["a", "b"]), (2, ["1", "dua\u2028baris"]), (3, ["2", ""]),
    ]  # fmt: skip


def told(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(BadFile) as error:
        [list(sheet.lines) for sheet in read_pdf.sheets(path)]
    return error.value.key


def test_what_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No table, no PDF, no end."""
    path = tmp_path / "a.pdf"
    pdf.write(path, [[], []])
    assert told(path) == "no_text"
    monkeypatch.setattr(read_pdf, "MAX_PAGES", 1)
    assert told(path) == "many_pages"
    path.write_bytes(b"%PDF-1.4\nrusak")
    assert told(path) == "broken"
