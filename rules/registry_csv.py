"""Registries as people keep them: `accounts.csv`, and beside it `participants.csv` and `hashtags.csv`.

Every error names file, line and column. Nothing here raises; a caller decides what an error means to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from rules.bounds import MAX_ID
from rules.calendar import Calendar
from rules.csvfile import Columns, Row, parse_table, read_table
from rules.dates import iso_date
from rules.findings import Finding, shown
from rules.forms import Field, Forms
from rules.model import Record, SourceClass
from rules.registry import Hashtag, Registry, plain_handle, plain_tag

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
PARTICIPANTS: Final = Columns(("contest", "region", "participant"), ("number",), {"nomor": "number"})
HASHTAGS: Final = Columns(("hashtag", "participant", "contest", "region", "source"), (), {"tag": "hashtag"})

_TEXTS: Final = ("platform", "display_name", "participant", "contest", "region", "source")
_CLASSES: Final = get_args(SourceClass)


def load_registry(
    paths: Iterable[Path],
    forms: Mapping[str, Mapping[str, Any]] | None = None,
    calendar: Calendar | None = None,
) -> tuple[Registry, list[Finding]]:
    """One registry from several campaigns: folders, or `accounts.csv` files of any name.

    With ``forms`` (platform -> shape of handles and ids) rows that can't exist are errors; with ``calendar``
    rows whose contest or region never has a window are doubtful.
    """
    shapes = Forms(forms) if forms is not None else None
    seen = _Seen()
    records: list[Record] = []
    hashtags: list[Hashtag] = []
    findings: list[Finding] = []
    for path in paths:
        accounts = path / "accounts.csv" if path.is_dir() else path
        rows, wrong = read_table(accounts, ACCOUNTS)
        found, more = _records(rows, shown(accounts), shapes, seen, calendar)
        records += found
        findings += wrong + more
        tags, wrong = _beside(accounts, "hashtags.csv", HASHTAGS)
        found_tags, more = _hashtags(tags, shown(accounts.with_name("hashtags.csv")))
        hashtags += found_tags
        findings += wrong + more
        listed, wrong = _beside(accounts, "participants.csv", PARTICIPANTS)
        findings += wrong + list(_coverage(listed, found, shown(accounts.with_name("participants.csv"))))
    return Registry(records, hashtags), findings


def parse_accounts(
    raw: bytes, name: str, forms: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[list[Record], list[Finding]]:
    """The records in the bytes of an accounts file called ``name``, and what is wrong with it."""
    rows, findings = parse_table(raw, name, ACCOUNTS)
    records, more = _records(rows, name, Forms(forms) if forms is not None else None, _Seen(), None)
    return records, findings + more


def rows_per_participant(records: Iterable[Record]) -> dict[tuple[str, str, str], int]:
    """How many accounts each (contest, region, participant) has: a list of some and not others is partial."""
    return dict(sorted(Counter((row.contest, row.region, row.participant) for row in records).items()))


def _beside(accounts: Path, name: str, columns: Columns) -> tuple[list[Row], list[Finding]]:
    """A file beside the accounts, which need not be there."""
    path = accounts.with_name(name)
    return read_table(path, columns) if path.exists() and path != accounts else ([], [])


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
                yield column, f"{value!r} is there twice for this contest and region (first in {self.rows[key]})"
            elif value:
                self.rows[key] = place
        if record.account_id and handle:
            owner, first = self.owners.setdefault((record.platform, handle), (record.account_id, place))
            if owner != record.account_id:
                yield "handle", f"{handle!r} already belongs to the account {owner} (in {first})"


def _records(
    rows: list[Row], name: str, forms: Forms | None, seen: _Seen, calendar: Calendar | None
) -> tuple[list[Record], list[Finding]]:
    """Rows as records, and what is wrong with them."""
    records: list[Record] = []
    findings: list[Finding] = []
    for row in rows:
        wrong = [Finding(name, row.line, column, message) for column, message in _wrong(row.cells, forms)]
        if not wrong:
            record = _record(row.cells)
            twice = seen.wrong(record, f"{name}:{row.line}")
            wrong = [Finding(name, row.line, column, message) for column, message in twice]
            if not wrong:
                records.append(record)
            if calendar is not None and not calendar.knows(record.contest, record.region):
                message = f"no window ever opens for {record.contest!r} in {record.region!r}"
                wrong.append(Finding(name, row.line, "region", message, "warning"))
        findings += wrong
    return records, findings


def _wrong(cells: Mapping[str, str], forms: Forms | None) -> Iterator[tuple[str, str]]:
    """Column and message for everything wrong within one row."""
    for column in _TEXTS:
        if not cells[column]:
            yield column, "is empty" + ("; expected a region, or * for everywhere" if column == "region" else "")
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


def _hashtags(rows: list[Row], name: str) -> tuple[list[Hashtag], list[Finding]]:
    """Rows as hashtags, and what is wrong with them."""
    hashtags: list[Hashtag] = []
    findings: list[Finding] = []
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        tag = plain_tag(row.cells["hashtag"])
        key = (tag, row.cells["contest"], row.cells["region"].lower())
        wrong = [Finding(name, row.line, column, "is empty") for column, cell in row.cells.items() if not cell]
        if not tag.replace("_", "a").isalnum():
            message = f"expected letters, digits and _ after the #, found {row.cells['hashtag']!r}"
            wrong.append(Finding(name, row.line, "hashtag", message))
        if key in lines:
            wrong.append(Finding(name, row.line, "hashtag", f"{tag!r} is there twice (first on line {lines[key]})"))
        lines.setdefault(key, row.line)
        findings += wrong
        if not wrong:
            hashtags.append(Hashtag(**{"tag": tag} | {k: v for k, v in row.cells.items() if k != "hashtag"}))
    return hashtags, findings


def _coverage(listed: list[Row], records: list[Record], name: str) -> Iterator[Finding]:
    """Participants without a row, and rows of a participant that the list of its contest doesn't have."""
    have = {key[0::2] for key in rows_per_participant(records)}
    known: dict[tuple[str, str], int] = {}
    for row in listed:
        key = (row.cells["contest"], row.cells["participant"])
        if not all(row.cells[column] for column in PARTICIPANTS.required):
            yield Finding(name, row.line, "", "expected contest, region and participant")
        elif key in known:
            yield Finding(name, row.line, "participant", f"{key[1]!r} is there twice (first on line {known[key]})")
        elif key not in have:
            message = f"{key[1]!r} has no account in the list of {key[0]!r}: the list is partial"
            yield Finding(name, row.line, "participant", message, "warning")
        known.setdefault(key, row.line)
    contests = {contest for contest, _ in known}
    for contest, participant in sorted(have - set(known)):
        if contest in contests:
            message = f"{participant!r} has accounts but is not in this list"
            yield Finding(name, 0, "participant", message, "warning")
