"""Parts of the registry: `id` is the country but for the regions that others publish, such as `id/jatim`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Connection, select, true

from ext_api.store.errors import StoreError
from ext_api.store.journal import Journal
from ext_api.store.models import AccountRow, HashtagRow, PartRegion
from ext_api.store.records import region_key
from rules.calendar import EVERYWHERE

COUNTRY: Final = "id"
"""The part that has every region nobody else has."""

_PART: Final = re.compile(r"id(/[a-z0-9-]+){1,2}")


def owned(connection: Connection) -> dict[str, list[str]]:
    """The regions of every part but the country's, as they were written."""
    query = select(PartRegion.part, PartRegion.region).where(PartRegion.withdrawn.is_(False))
    parts: dict[str, list[str]] = {}
    for part, region in connection.execute(query.order_by(PartRegion.part, PartRegion.region)):
        parts.setdefault(part, []).append(region)
    return parts


def give(journal: Journal, part: str, regions: Iterable[str]) -> int:
    """Make regions a part's; the country's part takes them back. How many changed hands."""
    if part != COUNTRY and not _PART.fullmatch(part):
        raise StoreError("part", part=part)
    names = {region_key(region): " ".join(region.split()) for region in regions}
    if not names or EVERYWHERE in names or "" in names:
        raise StoreError("regions")
    query = select(PartRegion.region_key, PartRegion.id)
    kept = {row.region_key: row.id for row in journal.connection.execute(query)}
    back = part == COUNTRY
    values = {
        kept[key]: {"withdrawn": True} if back else {"part": part, "region": name, "withdrawn": False}
        for key, name in names.items()
        if key in kept
    }
    new = [
        {"part": part, "region": name, "region_key": key, "withdrawn": False}
        for key, name in names.items()
        if key not in kept and not back
    ]
    return journal.change(PartRegion, values) + len(journal.add(PartRegion, new))


def within(
    connection: Connection, part: str, table: type[AccountRow] | type[HashtagRow]
) -> ColumnElement[bool]:
    """The condition that a row belongs to a part. Raises StoreError where nobody has that part."""
    keys = select(PartRegion.region_key).where(PartRegion.withdrawn.is_(False))
    if part == COUNTRY:
        return table.region_key.not_in(keys)
    if part not in owned(connection):
        raise StoreError("part_empty", part=part)
    return true() & table.region_key.in_(keys.where(PartRegion.part == part))
