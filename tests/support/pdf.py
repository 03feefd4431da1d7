"""A small PDF with a ruled table of text, written out by hand: what programs print, not what scanners see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT, COLUMN, ROW = 842, 595, 160, 24


def write(path: Path, pages: Sequence[Sequence[Sequence[str]]]) -> None:
    """Pages of rows of cells; a page without rows holds a line of text and no table."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for rows in pages:
        stream = _table(rows) if rows else "BT /F1 9 Tf 40 500 Td (Tanpa tabel) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    path.write_bytes(_file(objects))


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Lines around every cell and its text within."""
    parts = []
    for at, cells in enumerate(rows):
        top = HEIGHT - 40 - at * ROW
        for column, text in enumerate(cells):
            left = 20 + column * COLUMN
            parts.append(f"{left} {top - ROW} {COLUMN} {ROW} re S")
            for line, part in enumerate(text.split("\n")):
                shown = part.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                parts.append(f"BT /F1 7 Tf {left + 3} {top - 9 - line * 9} Td ({shown}) Tj ET")
    return "\n".join(parts)


def _file(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
