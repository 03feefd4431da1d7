"""A campaign's folder: `accounts.csv`, and beside it `participants.csv` and `hashtags.csv`, as one registry.

A list that has some participants of a contest and not others is itself partial, so zeros are reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rules.account_rows import ACCOUNTS, RecordReader
from rules.calendar import EVERYWHERE, Calendar
from rules.csvfile import Columns, Row, read_table
from rules.findings import Finding, shown
from rules.forms import Forms
from rules.model import Record
from rules.registry import Hashtag, Registry, plain_tag

PARTICIPANTS: Final = Columns(("contest", "region", "participant"), ("number",), {"nomor": "number"})
HASHTAGS: Final = Columns(("hashtag", "participant", "contest", "region", "source"), (), {"tag": "hashtag"})


def load_registry(
    paths: Iterable[Path],
    forms: Mapping[str, Mapping[str, Any]] | None = None,
    calendar: Calendar | None = None,
) -> tuple[Registry, list[Finding]]:
    """One registry from several campaigns: folders, or `accounts.csv` files of any name.

    With ``forms`` (platform -> shape of handles and ids) rows that can't exist are errors; with ``calendar``
    rows whose contest or region never has a window are doubtful.
    """
    reader = RecordReader(Forms(forms) if forms is not None else None, calendar)
    records: list[Record] = []
    hashtags: list[Hashtag] = []
    findings: list[Finding] = []
    for path in paths:
        accounts = path / "accounts.csv" if path.is_dir() else path
        rows, wrong = read_table(accounts, ACCOUNTS)
        found, more = reader.read(rows, shown(accounts))
        records += found
        findings += wrong + more
        tags, wrong = _beside(accounts, "hashtags.csv", HASHTAGS)
        found_tags, more = read_hashtags(tags, shown(accounts.with_name("hashtags.csv")))
        hashtags += found_tags
        findings += wrong + more
        listed, wrong = _beside(accounts, "participants.csv", PARTICIPANTS)
        findings += wrong + list(coverage(listed, found, shown(accounts.with_name("participants.csv"))))
    return Registry(records, hashtags), findings


def rows_per_participant(records: Iterable[Record]) -> dict[tuple[str, str, str], int]:
    """How many accounts each (contest, region, participant) has."""
    return dict(sorted(Counter((row.contest, row.region, row.participant) for row in records).items()))


def _beside(accounts: Path, name: str, columns: Columns) -> tuple[list[Row], list[Finding]]:
    """A file beside the accounts, which need not be there."""
    path = accounts.with_name(name)
    return read_table(path, columns) if path.exists() and path != accounts else ([], [])


def read_hashtags(rows: Iterable[Row], name: str) -> tuple[list[Hashtag], list[Finding]]:
    """The rows of the file ``name`` as hashtags, and what is wrong with them."""
    hashtags: list[Hashtag] = []
    findings: list[Finding] = []
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        tag = plain_tag(row.cells["hashtag"])
        key = (tag, row.cells["contest"], row.cells["region"].lower())
        wrong = [Finding(name, row.line, column, "is empty") for column in row.cells if not row.cells[column]]
        if not tag.replace("_", "a").isalnum():
            message = f"expected letters, digits and _ after the #, found {row.cells['hashtag']!r}"
            wrong.append(Finding(name, row.line, "hashtag", message))
        if key in lines:
            wrong.append(Finding(name, row.line, "hashtag", _twice(tag, lines[key])))
        lines.setdefault(key, row.line)
        findings += wrong
        if not wrong:
            whose = {column: cell for column, cell in row.cells.items() if column != "hashtag"}
            hashtags.append(Hashtag(tag, **whose))
    return hashtags, findings


def coverage(listed: Iterable[Row], records: Iterable[Record], name: str) -> Iterator[Finding]:
    """Participants of the file ``name`` without an account, and accounts of participants it doesn't have."""
    have = _regions((row.contest, row.participant, row.region) for row in records)
    lines: dict[tuple[str, str, str], int] = {}
    for row in listed:
        contest, region, participant = (row.cells[column] for column in PARTICIPANTS.required)
        key = (contest, participant, region.lower())
        if not all(key):
            yield Finding(name, row.line, "", "expected contest, region and participant")
        elif key in lines:
            yield Finding(name, row.line, "participant", _twice(participant, lines[key]))
        elif not _meet({region.lower()}, have.get((contest, participant), set())):
            message = f"{participant!r} has no account in {contest!r}, {region!r}: the list is partial"
            yield Finding(name, row.line, "participant", message, "warning")
        lines.setdefault(key, row.line)
    known, contests = _regions(lines), {contest for contest, _, _ in lines}
    for (contest, participant), regions in sorted(have.items()):
        if contest in contests and not _meet(regions, known.get((contest, participant), set())):
            message = f"{participant!r} has accounts but is not in this list"
            yield Finding(name, 0, "participant", message, "warning")


def _regions(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    """The regions, in lower case, of each contest's participant."""
    found: dict[tuple[str, str], set[str]] = {}
    for contest, participant, region in rows:
        found.setdefault((contest, participant), set()).add(region.lower())
    return found


def _meet(some: set[str], others: set[str]) -> bool:
    """Whether two sets of regions have one in common; `*` is every region."""
    return bool(some and others) and (EVERYWHERE in some | others or not some.isdisjoint(others))


def _twice(value: str, line: int) -> str:
    """The message for a value that an earlier line has."""
    return f"{value!r} is there twice (first on line {line})"
