"""Participants and hashtags off the list, and on it again: nothing is deleted, each step has a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, select

from ext_api.store.errors import StoreError
from ext_api.store.journal import Journal
from ext_api.store.models import AccountRow, HashtagRow, Participant

Kind = Literal["participants", "hashtags"]

TABLES: Final[Mapping[str, type[Participant | HashtagRow]]] = {
    "participants": Participant,
    "hashtags": HashtagRow,
}


def withdraw(journal: Journal, kind: Kind, ids: Iterable[int], *, back: bool = False) -> int:
    """Take participants or hashtags off the list, or with ``back`` on it again; how many were not already.

    Raises StoreError: without a reason, for a row that is not there, and for a participant with accounts that
    are still on the list. Those leave first, each by its own way.
    """
    if not journal.act.why.strip():
        raise StoreError("no_reason")
    wanted = sorted(set(ids))
    if not wanted:
        raise StoreError("no_rows")
    rows = {row.id: row for row in listed(journal.connection, kind)}
    for number in wanted:
        if number not in rows:
            raise StoreError("no_row", row=number)
        if kind == "participants" and not back:
            _has_no_accounts(journal.connection, rows[number])
    return journal.change(TABLES[kind], {number: {"withdrawn": not back} for number in wanted})


def listed(connection: Connection, kind: Kind) -> list[Row[Any]]:
    """Every participant or hashtag, the withdrawn ones too, by number."""
    table = TABLES[kind].__table__
    return list(connection.execute(select(table).order_by(table.columns.id)))


def withdrawn(connection: Connection, kind: Kind) -> set[tuple[str, str, str]]:
    """Which are off the list: contest, region as it is compared, and participant or tag."""
    table = TABLES[kind].__table__.columns
    name = table.participant if kind == "participants" else table.tag
    query = select(table.contest, table.region_key, name).where(table.withdrawn.is_(True))
    return {(contest, region, named) for contest, region, named in connection.execute(query)}


def _has_no_accounts(connection: Connection, row: Row[Any]) -> None:
    table = AccountRow.__table__.columns
    same = (
        table.contest == row.contest,
        table.region_key == row.region_key,
        table.participant == row.participant,
    )
    count = connection.scalar(select(func.count()).where(*same, table.state.in_(("live", "pending"))))
    if count:
        raise StoreError("still_accounts", row=row.id, participant=row.participant, count=count)
