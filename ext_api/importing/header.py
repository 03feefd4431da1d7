"""Where the header of a sheet is, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from ext_api.importing.bounds import HEADER_ROWS
from ext_api.importing.sheets import Line, Sheet
from rules.headers import IGNORED, Headers

_NAMES: Final = ("handle", "link", "account_id")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: where it is, what it holds, and on which platform, if its header says so."""

    at: int
    holds: str
    platform: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header was found: its columns, those nobody understands, and the lines below."""

    columns: tuple[Column, ...]
    unknown: tuple[Column, ...]
    lines: Iterator[Line]


def table(sheet: Sheet, headers: Headers, wanted: Sequence[str] = ()) -> Table | None:
    """A sheet as a table; None where no row looks like a header: names of accounts and something else.

    ``wanted`` are columns that must be there instead of names of accounts.
    """
    top = list(islice(sheet.lines, HEADER_ROWS))
    best, columns = -1, tuple[Column, ...]()
    for at, line in enumerate(top):
        found = _columns(line.cells, top[at - 1].cells if at else [], headers)
        lower = at == best + 1 and _score(found) == _score(columns) and _second(line, headers)
        if (_score(found) > _score(columns) or lower) and _fits(found, wanted):
            best, columns = at, found
    if best < 0:
        return None
    known = tuple(column for column in columns if column.holds not in ("", IGNORED))
    unknown = tuple(column for column in columns if not column.holds)
    titles = {column.at: column.title for column in columns}
    below = (line for line in chain(top[best + 1 :], sheet.lines) if not _is_title(line, titles))
    return Table(known, unknown, below)


def _columns(cells: Sequence[str], above: Sequence[str], headers: Headers) -> tuple[Column, ...]:
    """What the cells of a row would mean as headers; a blank one is headed by the cell above."""
    found = []
    for at in range(max(len(cells), len(above))):
        own = cells[at].strip() if at < len(cells) else ""
        over = above[at].strip() if at < len(above) else ""
        title = own or (over if headers.column(over) else "")
        if title:
            meaning = headers.column(title) or ("", "")
            if not meaning[1] and meaning[0] in ("", *_NAMES):
                meaning = _both(over, own, headers) or meaning
            found.append(Column(at, *meaning, title))
    return tuple(found)


def _both(over: str, own: str, headers: Headers) -> tuple[str, str] | None:
    """A header on two levels: the platform above, "link" or "id" below."""
    if not over or not own or over == own:
        return None
    return headers.column(f"{over} {own}") or headers.column(f"{own} {over}")


def _second(line: Line, headers: Headers) -> bool:
    """Whether a row right below a header is its second level: nothing but words for columns."""
    cells = [cell for cell in line.cells if cell.strip()]
    return len(cells) > 1 and all(headers.column(cell) for cell in cells)


def _score(columns: Sequence[Column]) -> int:
    return sum(bool(column.holds) for column in columns)


def _fits(columns: Sequence[Column], wanted: Sequence[str]) -> bool:
    held = {column.holds for column in columns}
    named = set(wanted) <= held if wanted else not held.isdisjoint(_NAMES)
    known = _score(columns)
    return named and (known > 1 or known == len(columns))


def _is_title(line: Line, titles: dict[int, str]) -> bool:
    """Whether a row says nothing: the header again at the top of a page, or the numbers of its columns."""
    cells = [(at, cell.strip()) for at, cell in enumerate(line.cells) if cell.strip()]
    if all(titles.get(at) == cell for at, cell in cells):
        return True
    numbers = [cell.strip("()") for _, cell in cells]
    return len(cells) > 2 and numbers == [str(at) for at in range(1, len(cells) + 1)]
