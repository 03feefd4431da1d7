"""A small ODS file, written by the library that knows the format best: cells, spans and repeated rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P


def write(
    path: Path, sheets: dict[str, Sequence[Sequence[Any]]], spans: dict[tuple[int, int], int] | None = None
) -> None:
    """Sheets of rows; ``spans``: (row, column) -> how many rows a cell of the first sheet covers, from 0."""
    document = OpenDocumentSpreadsheet()
    down = spans or {}
    for name, rows in sheets.items():
        table = Table(name=name)
        for at, values in enumerate(rows):
            row = TableRow()
            for column, value in enumerate(values):
                covered = any(column == c and top < at < top + many for (top, c), many in down.items())
                row.addElement(CoveredTableCell() if covered else _cell(value, down.get((at, column), 1)))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def _cell(value: Any, rows: int) -> Any:
    span = {"numberrowsspanned": rows, "numbercolumnsspanned": 1} if rows > 1 else {}
    if isinstance(value, int):
        cell = TableCell(valuetype="float", value=value, **span)
    else:
        cell = TableCell(valuetype="string", **span)
    for line in str(value).split("\n") if value != "" else ():
        cell.addElement(P(text=line))
    return cell
