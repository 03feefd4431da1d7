"""The registry as the CSV files of a campaign's folder; importing them again changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, select

from ext_api.store import Store
from ext_api.store.models import AccountRow, HashtagRow
from ext_api.store.parts import COUNTRY, within
from ext_api.store.records import kept_rows
from ext_api.store.standings import standings

ACCOUNTS: Final = (
    "platform", "handle", "account_id", "display_name", "participant", "contest", "region",
    "source_class", "source", "source_date", "reviewer",
)  # fmt: skip
PARTICIPANTS: Final = ("contest", "region", "participant", "number")
HASHTAGS: Final = ("hashtag", "participant", "contest", "region", "source")

type Lines = Iterable[tuple[str, ...]]


def export(
    store: Store, folder: Path, contest: str | None = None, part: str | None = None
) -> dict[Path, int]:
    """Write accounts, participants and hashtags into a folder; how many rows each file has.

    All rows that are on the list, also those that wait for a second person; none that were rejected or
    removed. Participants are the whole country's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {"accounts.csv": _accounts, "participants.csv": _participants, "hashtags.csv": _hashtags}
    return {
        folder / name: _write(folder / name, lines(store, contest, part)) for name, lines in files.items()
    }


def _write(path: Path, lines: Lines) -> int:
    """A CSV file, put in its place when it is whole."""
    draft = path.with_name(f".{path.name}.new")
    count = -1
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line in lines:
            writer.writerow(line)
            count += 1
    draft.replace(path)
    return count


def _accounts(store: Store, contest: str | None, part: str | None) -> Iterator[tuple[str, ...]]:
    yield ACCOUNTS
    with store.reading() as connection:
        conditions: list[ColumnElement[bool]] = [AccountRow.state.in_(("live", "pending"))]
        conditions += [AccountRow.contest == contest] if contest else []
        conditions += [within(connection, part or COUNTRY, AccountRow)] if part else []
        for row in kept_rows(connection, *conditions):
            yield tuple(str(getattr(row.record, column)) for column in ACCOUNTS)


def _participants(store: Store, contest: str | None, part: str | None) -> Iterator[tuple[str, ...]]:
    del part
    yield PARTICIPANTS
    with store.reading() as connection:
        for one in standings(connection).values():
            if contest in (None, one.contest):
                yield one.contest, one.region, one.participant, one.number


def _hashtags(store: Store, contest: str | None, part: str | None) -> Iterator[tuple[str, ...]]:
    yield HASHTAGS
    with store.reading() as connection:
        conditions: list[ColumnElement[bool]] = [HashtagRow.contest == contest] if contest else []
        conditions += [within(connection, part, HashtagRow)] if part else []
        query = select(HashtagRow.__table__).where(HashtagRow.withdrawn.is_(False), *conditions)
        for row in connection.execute(query.order_by(HashtagRow.id)):
            yield row.written, row.participant, row.contest, row.region, row.source
