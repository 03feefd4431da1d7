"""The participants of contests, by contest, region and name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from ext_api.store.journal import Journal, Row
from ext_api.store.models import Participant
from ext_api.store.records import region_key

type Key = tuple[str, str, str]


class Standing(NamedTuple):
    """A participant as it is kept."""

    id: int
    contest: str
    region: str
    participant: str
    number: str


def standing_key(contest: str, region: str, participant: str) -> Key:
    """How participants are told apart."""
    return contest, region_key(region), participant


def standings(connection: Connection) -> dict[Key, Standing]:
    """Every participant that is not withdrawn, in the order in which they came."""
    table = Participant.__table__.columns
    query = select(table.id, table.contest, table.region, table.participant, table.number)
    rows = connection.execute(query.where(table.withdrawn.is_(False)).order_by(table.id))
    return {standing_key(row.contest, row.region, row.participant): Standing(*row) for row in rows}


def put_standings(journal: Journal, given: Iterable[tuple[str, str, str, str]]) -> int:
    """Contest, region, participant and number: add those that are not there, and numbers that differ."""
    kept = standings(journal.connection)
    new: dict[Key, Row] = {}
    values: dict[int, Row] = {}
    for contest, region, participant, number in given:
        key = standing_key(contest, region, participant)
        if key in kept:
            values |= {kept[key].id: {"number": number}} if number else {}
        else:
            row = {"contest": contest, "region": region, "region_key": key[1], "participant": participant}
            new[key] = row | {"number": number, "withdrawn": False}
    return journal.change(Participant, values) + len(journal.add(Participant, new.values()))
