"""Campaign accounts as people keep them: rows of a CSV file, held to the columns and to common sense.

Every error names file, line and column. Nothing here raises; a caller decides what an error means to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from rules.bounds import MAX_ID
from rules.calendar import Calendar
from rules.csvfile import Columns, Row, parse_table
from rules.dates import iso_date
from rules.findings import Finding
from rules.forms import Field, Forms
from rules.model import Record, SourceClass
from rules.registry import plain_handle

ACCOUNTS: Final = Columns(
    ("platform", "display_name", "participant", "contest", "region", "source_class", "source", "source_date"),
    ("handle", "account_id", "reviewer"),
    {
        "id": "account_id",
        "platform_id": "account_id",
        "platform_account_id": "account_id",
        "user_id": "account_id",
        "username": "handle",
        "name": "display_name",
        "nama": "display_name",
        "peserta": "participant",
        "pemilihan": "contest",
        "wilayah": "region",
        "class": "source_class",
        "kelas_sumber": "source_class",
        "sumber": "source",
        "date": "source_date",
        "tanggal": "source_date",
        "reviewed_by": "reviewer",
        "pemeriksa": "reviewer",
    },
)
_TEXTS: Final = ("platform", "display_name", "participant", "contest", "region", "source")
_CLASSES: Final = get_args(SourceClass)


class RecordReader:
    """Turns rows into records, over any number of files, which may not repeat one another.

    With ``forms`` names that can't exist on their platform are errors; with ``calendar`` rows whose contest
    or region never has a window are doubtful.
    """

    def __init__(self, forms: Forms | None = None, calendar: Calendar | None = None) -> None:
        """Begin with no file read."""
        self._forms = forms
        self._calendar = calendar
        self._seen = _Seen()

    def read(self, rows: Iterable[Row], name: str) -> tuple[list[Record], list[Finding]]:
        """The records of the file ``name``, and what is wrong with its rows."""
        records: list[Record] = []
        findings: list[Finding] = []
        for row in rows:
            wrong = list(_wrong(row.cells, self._forms))
            if not wrong:
                record = _record(row.cells)
                wrong = list(self._seen.wrong(record, f"{name}:{row.line}"))
                findings += self._doubts(record, name, row.line)
            if not wrong:
                records.append(record)
            findings += [Finding(name, row.line, column, message) for column, message in wrong]
        return records, findings

    def _doubts(self, record: Record, name: str, line: int) -> list[Finding]:
        """What is doubtful about a sound row."""
        if self._calendar is None or self._calendar.knows(record.contest, record.region):
            return []
        message = f"no window ever opens for {record.contest!r} in {record.region!r}"
        return [Finding(name, line, "region", message, "warning")]


def parse_accounts(raw: bytes, name: str, forms: Forms | None = None) -> tuple[list[Record], list[Finding]]:
    """The records in the bytes of an accounts file called ``name``, and what is wrong with it."""
    rows, findings = parse_table(raw, name, ACCOUNTS)
    records, more = RecordReader(forms).read(rows, name)
    return records, findings + more


class _Seen:
    """The rows read so far over all files, to name the first of two that say the same."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, ...], str] = {}
        self.owners: dict[tuple[str, str], tuple[str, str]] = {}

    def wrong(self, record: Record, place: str) -> Iterator[tuple[str, str]]:
        """Column and message for every way in which this row was there before."""
        handle = plain_handle(record.handle)
        for column, value in (("account_id", record.account_id), ("handle", handle)):
            key = (column, record.platform, value, record.contest, record.region.lower())
            if value and key in self.rows:
                yield column, f"{value!r} is there twice for contest and region (first in {self.rows[key]})"
            elif value:
                self.rows[key] = place
        if record.account_id and handle:
            owner, first = self.owners.setdefault((record.platform, handle), (record.account_id, place))
            if owner != record.account_id:
                yield "handle", f"{handle!r} already belongs to the account {owner} (in {first})"


def _wrong(cells: Mapping[str, str], forms: Forms | None) -> Iterator[tuple[str, str]]:
    """Column and message for everything wrong within one row."""
    for column in _TEXTS:
        if not cells[column]:
            yield column, "is empty; expected a region, or *" if column == "region" else "is empty"
    if cells["source_class"].lower() not in _CLASSES:
        yield "source_class", f"expected {' or '.join(_CLASSES)}, found {cells['source_class']!r}"
    elif cells["source_class"].lower() == "agency-curated" and not cells["reviewer"]:
        yield "reviewer", "is empty; an agency-curated row needs a person who reviewed it"
    if iso_date(cells["source_date"]) is None:
        yield "source_date", f"expected a date like 2026-01-31, found {cells['source_date']!r}"
    yield from _wrong_names(cells, forms)


def _wrong_names(cells: Mapping[str, str], forms: Forms | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the platform and the names an account has on it."""
    platform, names = cells["platform"].lower(), _names(cells)
    if platform and forms is not None and platform not in forms.platforms:
        yield "platform", f"unknown platform {platform!r}; known: {', '.join(sorted(forms.platforms))}"
    if not any(names.values()):
        yield "handle", "expected a handle or an account_id, or both"
    for column, value in names.items():
        if not value:
            continue
        if "/" in value or any(char.isspace() for char in value):
            yield column, f"expected the bare {column}, not a link or several words, found {value!r}"
        elif len(value) > MAX_ID:
            yield column, f"is longer than {MAX_ID} characters"
        elif forms is not None and (message := forms.wrong(platform, column, value)):
            yield column, message


def _names(cells: Mapping[str, str]) -> dict[Field, str]:
    """Handle and id of a row, the handle without its `@`."""
    return {"handle": cells["handle"].removeprefix("@"), "account_id": cells["account_id"]}


def _record(cells: Mapping[str, str]) -> Record:
    """A sound row as a record."""
    day = iso_date(cells["source_date"])
    assert day is not None
    source_class: SourceClass = "kpu-registered"
    if cells["source_class"].lower() == "agency-curated":
        source_class = "agency-curated"
    return Record(
        platform=cells["platform"].lower(),
        display_name=cells["display_name"],
        participant=cells["participant"],
        contest=cells["contest"],
        region=cells["region"],
        source_class=source_class,
        source=cells["source"],
        source_date=day,
        reviewer=cells["reviewer"],
        **_names(cells),
    )
