"""The nouns of an import: what a list says row by row, what was rejected and why, what would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ext_api.store.records import Kept
from rules.model import Record
from rules.profiles import Profile


class Where(NamedTuple):
    """A place in a file: sheet (empty where there is but one), row from 1, column as its letters."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One account as a list has it. Empty texts are what the list doesn't say."""

    where: Where
    profile: Profile
    display_name: str
    participant: str
    number: str
    contest: str
    region: str
    source_class: str
    source: str
    source_date: date
    reviewer: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One hashtag as a list has it."""

    where: Where
    tag: str
    written: str
    participant: str
    contest: str
    region: str
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One participant as a list has it."""

    where: Where
    participant: str
    number: str
    contest: str
    region: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cell, row or file that can't be taken: where, and the key of the reason with what fills it."""

    where: Where
    title: str
    key: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Listed:
    """All that one file says."""

    entries: list[Entry] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[Rejected] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True, slots=True)
class New:
    """A row to add; ``reviewed`` by another person already, as the list says."""

    entry: Entry
    record: Record
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A row to change: what it was, what it says now, and the fields in which these differ."""

    entry: Entry
    record: Record
    reviewed: bool
    kept: Kept
    differences: Mapping[str, tuple[str, str]]
