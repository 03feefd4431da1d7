"""A file -> all that it says: accounts, or the participants and hashtags of a campaign's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from ext_api.importing.bounds import MAX_ROWS, MAX_SHEETS
from ext_api.importing.cells import plain, wrong_text
from ext_api.importing.entries import Listed, Rejected, Standing, Tag, Where
from ext_api.importing.formats import sheets
from ext_api.importing.header import Column, Table, table
from ext_api.importing.rows import RowReader, no_column
from ext_api.importing.sheets import BadFile, Line, letters
from ext_api.importing.words import Defaults, Words
from rules.registry import plain_tag

Kind = Literal["accounts", "participants", "hashtags"]

type Tick = Callable[[int], None]
"""Told how many rows were read so far."""


def read_file(
    path: Path,
    words: Words,
    defaults: Defaults | None = None,
    kind: Kind = "accounts",
    tick: Tick | None = None,
) -> Listed:
    """All that a file says. A file that can't be read says one thing: why."""
    listed = Listed()
    try:
        _read(path, words, defaults or Defaults(), kind, tick or (lambda _: None), listed)
    except BadFile as error:
        listed.rejected.append(Rejected(Where("", 0), "", error.key, error.values))
    return listed


def digest(path: Path) -> str:
    """The SHA-256 of a file, by which the journal knows what was read; empty where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _read(path: Path, words: Words, defaults: Defaults, kind: Kind, tick: Tick, listed: Listed) -> None:
    several, headed = 0, 0
    for sheet in sheets(path):
        several += 1
        if several > MAX_SHEETS:
            raise BadFile("many_sheets", limit=MAX_SHEETS)
        found = table(sheet, words.headers, _WANTED[kind])
        if found is None:
            listed.notices.append(Rejected(Where(sheet.name, 0), "", "sheet_skipped"))
            continue
        headed += 1
        listed.notices += (
            Rejected(Where(sheet.name, 0, letters(one.at)), one.title, "column_unknown")
            for one in found.unknown
        )
        _twice(sheet.name, found.columns, listed)
        _READERS[kind](sheet.name, found, words, defaults, listed, _counted(found.lines, listed, tick))
    if not headed:
        listed.notices.clear()
        raise BadFile("no_header")


def _counted(lines: Iterable[Line], listed: Listed, tick: Tick) -> Iterable[Line]:
    """The lines that hold anything, counted."""
    for line in lines:
        if any(map(str.strip, line.cells)):
            listed.rows += 1
            if listed.rows > MAX_ROWS:
                raise BadFile("many_rows", limit=MAX_ROWS)
            if listed.rows % 500 == 0:
                tick(listed.rows)
            yield line


_WANTED: dict[Kind, tuple[str, ...]] = {
    "accounts": (),
    "participants": ("participant", "contest"),
    "hashtags": ("hashtag", "participant"),
}
_SINGLE = (
    "platform",
    "display_name",
    "participant",
    "contest",
    "source",
    "source_class",
    "source_date",
    "hashtag",
)


def _twice(sheet: str, columns: Iterable[Column], listed: Listed) -> None:
    """Columns of which a table has one only: of two regions the one further right is the smaller."""
    seen: dict[str, Column] = {}
    for column in columns:
        first = seen.setdefault(column.holds, column)
        if column.holds in _SINGLE and first is not column:
            values: dict[str, object] = {"first": first.title}
            where = Where(sheet, 0, letters(column.at))
            listed.rejected.append(Rejected(where, column.title, "column_twice", values))


def _accounts(
    sheet: str, found: Table, words: Words, defaults: Defaults, listed: Listed, lines: Iterable[Line]
) -> None:
    reader = RowReader(sheet, found.columns, words, defaults)
    for line in lines:
        listed.entries += reader.read(line)
    listed.rejected += reader.rejected


def _others(
    sheet: str, found: Table, words: Words, defaults: Defaults, listed: Listed, lines: Iterable[Line]
) -> None:
    """Participants or hashtags: plain columns, all needed but the number."""
    tags = any(column.holds == "hashtag" for column in found.columns)
    needed = (
        ("hashtag", "participant", "contest", "region", "source")
        if tags
        else ("participant", "contest", "region")
    )
    held = {column.holds for column in found.columns}
    absent = [key for key in needed if key not in held and not defaults.get(key)]
    listed.rejected += (no_column(sheet, key) for key in absent)
    for line in lines:
        said = {key: defaults.get(key) for key in (*needed, "number")}
        for column in found.columns:
            text = plain(line.cells[column.at]) if column.at < len(line.cells) else ""
            if column.holds in said and not words.headers.empty(text):
                said[column.holds] = text
        said["region"] = words.headers.value("region", said["region"])
        where = Where(sheet, line.number)
        wrong = list(_wrong(where, said, [key for key in needed if key not in absent]))
        listed.rejected += wrong
        if wrong or absent:
            continue
        common = {key: said[key] for key in ("participant", "contest", "region")}
        if tags:
            tag = plain_tag(said["hashtag"])
            listed.tags.append(Tag(where, tag=tag, written=said["hashtag"], source=said["source"], **common))
        else:
            listed.standings.append(Standing(where, number=said["number"], **common))


def _wrong(where: Where, said: dict[str, str], needed: Iterable[str]) -> Iterable[Rejected]:
    for key in needed:
        if not said[key]:
            yield Rejected(where, key, "missing", {"what": key})
    for key, text in said.items():
        if key != "hashtag" and (reason := wrong_text(text)):
            yield Rejected(where, key, reason, {"value": text[:60]})
    tag = plain_tag(said.get("hashtag", "a"))
    if tag and not tag.replace("_", "a").isalnum():
        yield Rejected(where, "hashtag", "tag", {"value": tag[:60]})


_READERS: dict[Kind, Callable[[str, Table, Words, Defaults, Listed, Iterable[Line]], None]] = {
    "accounts": _accounts,
    "participants": _others,
    "hashtags": _others,
}
