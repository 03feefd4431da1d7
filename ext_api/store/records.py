"""Rows of the database as the rules know them, and the names by which rows are compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, select

from ext_api.store.models import AccountRow, HashtagRow, Source
from rules.model import Record, SourceClass
from rules.registry import Hashtag


class Kept(NamedTuple):
    """An account row as it is kept: its id and state, who entered it, and what it says."""

    id: int
    state: str
    entered_by: str
    record: Record


def region_key(region: str) -> str:
    """A region as it is compared: case and runs of spaces don't matter."""
    return " ".join(region.lower().split())


def kept_rows(connection: Connection, *conditions: Any) -> Iterator[Kept]:
    """The account rows for which all conditions hold, as they were entered."""
    for row in connection.execute(_joined().where(*conditions).order_by(AccountRow.id)):
        yield Kept(row.id, row.state, row.entered_by, _record(row))


def hashtags(connection: Connection, *conditions: Any) -> Iterator[Hashtag]:
    """The hashtags for which all conditions hold."""
    query = select(HashtagRow.__table__).where(HashtagRow.withdrawn.is_(False), *conditions)
    for row in connection.execute(query.order_by(HashtagRow.id)):
        yield Hashtag(row.tag, row.participant, row.contest, row.region, row.source)


def account_values(record: Record, source_id: int) -> dict[str, Any]:
    """The columns of a record."""
    return {
        "platform": record.platform,
        "handle": record.handle,
        "handle_key": record.handle.lower(),
        "account_id": record.account_id,
        "display_name": record.display_name,
        "participant": record.participant,
        "contest": record.contest,
        "region": record.region,
        "region_key": region_key(record.region),
        "source_id": source_id,
        "reviewer": record.reviewer,
    }


def _joined() -> Select[Any]:
    named = (Source.source, Source.source_class, Source.source_date)
    columns = [column for column in AccountRow.__table__.columns if column.name != "source_id"]
    return select(*columns, *named).join(Source, Source.id == AccountRow.source_id)


def _record(row: Any) -> Record:
    day: date = row.source_date
    return Record(
        platform=row.platform,
        handle=row.handle,
        account_id=row.account_id,
        display_name=row.display_name,
        participant=row.participant,
        contest=row.contest,
        region=row.region,
        source_class=cast("SourceClass", row.source_class),
        source=row.source,
        source_date=day,
        reviewer=row.reviewer,
    )
