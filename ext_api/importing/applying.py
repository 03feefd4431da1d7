"""Write a plan: all of it in one act, or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from ext_api.importing.entries import Changed, New
from ext_api.importing.plan import Plan
from ext_api.store import Journal
from ext_api.store.models import AccountRow, HashtagRow, Source
from ext_api.store.records import account_values, region_key
from ext_api.store.routes import note_reviews, request_removal
from ext_api.store.standings import put_standings
from rules.model import Record

type SourceKey = tuple[str, str, date]


def apply(journal: Journal, plan: Plan, *, remove_gone: bool = False) -> int:
    """Write a plan without rejections; how many rows changed. ``remove_gone`` asks for their removal."""
    assert not plan.rejected
    given = [(one.contest, one.region, one.participant, one.number) for one in plan.standings]
    written = put_standings(journal, given)
    rows: list[New | Changed] = [*plan.new, *plan.changed]
    sources = _sources(journal, [row.record for row in rows])
    by = journal.act.by.strip()
    changes = {row.kept.id: _values(row, sources, by) for row in plan.changed}
    # Handles that changed hands are free before the new owner comes.
    written += journal.change(AccountRow, changes)
    added = journal.add(AccountRow, [_values(row, sources, by) for row in plan.new])
    written += len(added) + _write_tags(journal, plan)
    reviewed = [(row.kept.id, row.record.reviewer) for row in plan.changed if row.reviewed]
    reviewed += [
        (number, row.record.reviewer) for number, row in zip(added, plan.new, strict=True) if row.reviewed
    ]
    note_reviews(journal, reviewed)
    if remove_gone and plan.gone:
        written += request_removal(journal, [row.id for row in plan.gone])
    return written


def _values(row: New | Changed, sources: dict[SourceKey, int], by: str) -> dict[str, Any]:
    """The columns of a row, with what becomes of it: agency-curated rows wait for a second person."""
    record = row.record
    waits = record.source_class == "agency-curated" and not row.reviewed
    values = account_values(record, sources[_source(record)])
    return values | {"state": "pending" if waits else "live", "entered_by": by}


def _sources(journal: Journal, records: list[Record]) -> dict[SourceKey, int]:
    """The documents that rows come from, by what they are; new ones are added."""
    table = Source.__table__.columns
    query = select(table.source, table.source_class, table.source_date, table.id)
    known: dict[SourceKey, int] = {
        (row.source, row.source_class, row.source_date): row.id for row in journal.connection.execute(query)
    }
    new = [key for key in dict.fromkeys(map(_source, records)) if key not in known]
    names = ("source", "source_class", "source_date")
    ids = journal.add(Source, [dict(zip(names, key, strict=True)) for key in new])
    return known | dict(zip(new, ids, strict=True))


def _source(record: Record) -> SourceKey:
    return record.source, record.source_class, record.source_date


def _write_tags(journal: Journal, plan: Plan) -> int:
    table = HashtagRow.__table__.columns
    query = select(table.tag, table.contest, table.region_key, table.id)
    known = {(row.tag, row.contest, row.region_key): row.id for row in journal.connection.execute(query)}
    rows = {
        (tag.tag, tag.contest, region_key(tag.region)): {
            "tag": tag.tag, "written": tag.written, "participant": tag.participant, "contest": tag.contest,
            "region": tag.region, "region_key": region_key(tag.region), "source": tag.source,
            "withdrawn": False,
        }
        for tag in plan.tags
    }  # fmt: skip
    changed = journal.change(HashtagRow, {known[key]: row for key, row in rows.items() if key in known})
    return changed + len(journal.add(HashtagRow, [row for key, row in rows.items() if key not in known]))
