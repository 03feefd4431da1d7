"""What it takes to import a list: fifty thousand accounts as CSV, XLSX and ODS, into both databases."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final
from xml.sax.saxutils import escape

from openpyxl import Workbook  # type: ignore[import-untyped]

from benchmarks.figures import Figure, Table, below
from benchmarks.samples import ruleset
from rules import compile as rulesets
from rules.forms import Forms
from tests.support.postgres import serve

ROWS: Final = 50_000
EACH: Final = 16
"""Accounts of one participant; the law allows twenty of each platform."""

HEADER: Final = (
    "platform", "handle", "account_id", "display_name", "participant", "contest", "region",
    "source_class", "source", "source_date", "reviewer",
)  # fmt: skip
_BY: Final = ("--by", "benchmark")
MOST: Final = 60.0
"""Seconds."""


def table(folder: Path) -> Table:
    """Each format into each database, by the command itself, which shows its progress as it goes."""
    rows = [HEADER, *_rows()]
    formats: dict[str, Callable[[Path, Sequence[Sequence[str]]], None]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "ods": _ods,
    }
    for name, write in formats.items():
        write(folder / f"list.{name}", rows)
    figures: list[Figure] = []
    with serve() as server:
        for name in formats:
            file = folder / f"list.{name}"
            figures.append(_figure(f"{name.upper()}, SQLite", file, str(folder / f"{name}.sqlite3")))
            with server.database() as database:
                figures.append(_figure(f"{name.upper()}, PostgreSQL", file, server.url(database)))
    return Table(
        "Importing a list",
        f"Seconds for `jari-api registry import --apply` of {ROWS:,} made-up accounts into an empty "
        "registry, from the start of the process to its end.",
        figures,
    )


def _figure(what: str, file: Path, database: str) -> Figure:
    _command("upgrade", "--database", database)
    _command("contests", *_BY, "--database", database)
    start = perf_counter()
    _command("import", str(file), "--apply", *_BY, "--why", "benchmark", "--database", database)
    return below(f"{what}: {ROWS:,} rows", perf_counter() - start, MOST, "s")


def _command(*words: str) -> None:
    """One command of the service, in a process of its own."""
    command = [sys.executable, "-m", "ext_api.cli", "registry", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"registry {words[0]} ended with {done.returncode}: {done.stderr[-500:]}")


def _rows() -> Iterator[tuple[str, ...]]:
    forms = Forms(rulesets.forms(ruleset()))
    platforms = [one for one in sorted(forms.platforms) if not forms.wrong(one, "handle", "calon0_a")]
    for number in range(ROWS):
        whose = number // EACH
        yield (
            platforms[number % len(platforms)], f"calon{number:x}_a", "", f"Pasangan Calon {whose} Resmi",
            f"Pasangan Calon {whose}", "demo", f"Kabupaten {whose % 545}", "kpu-registered",
            f"Daftar akun resmi, KPU Kabupaten {whose % 545}", "2025-01-10", "",
        )  # fmt: skip


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Daftar")
    for row in rows:
        sheet.append(list(row))
    book.save(path)


def _ods(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """As little of a document as there needs to be, written as offices write it."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    head = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Daftar">'
    )
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr("content.xml", head + "".join(map(_ods_row, rows)) + tail)


def _ods_row(row: Sequence[str]) -> str:
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        if cell
        else "<table:table-cell/>"
        for cell in row
    )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"
