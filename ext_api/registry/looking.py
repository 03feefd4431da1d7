"""`registry check`, `show` and `changes`: what is there, what is doubtful, and who changed what."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import ColumnElement, Connection, or_, select

from ext_api.checking import check
from ext_api.options import out
from ext_api.registry.history import shown_change
from ext_api.say import Say
from ext_api.store import open_store
from ext_api.store.models import AccountRow, Batch, Change, Removal
from ext_api.store.records import Kept, kept_rows, region_key
from ext_api.store.routes import open_requests
from rules.compile import ruleset
from rules.registry import plain_handle


def check_(options: argparse.Namespace) -> int:
    """Say what is doubtful; 1 if anything is wrong."""
    say = Say("registry")
    with open_store(options.database, make=False) as store:
        doubts, accounts = check(store, ruleset(options.rules))
    wrong = [doubt for doubt in doubts if doubt.wrong]
    for doubt in doubts:
        text = say(doubt.key, **doubt.values)
        about = doubt.about or say("check_doubtful")
        out([f"{about}: {text}"])
    out([say("check_bad", count=len(wrong)) if wrong else say("check_good", accounts=accounts)])
    return 1 if wrong else 0


def show(options: argparse.Namespace) -> int:
    """Show rows with their numbers."""
    say = Say("registry")
    with open_store(options.database, make=False) as store, store.reading() as connection:
        rows = [shown_row(say, row) for row in islice(_rows(connection, options), options.limit)]
        if options.state == "removal":
            rows += [
                say("show_removal", id=one.account, by=one.by, at=one.at.date(), why=one.why)
                for one in open_requests(connection)
            ]
    out(rows or [say("show_none")])
    return 0


def shown_row(say: Say, row: Kept) -> str:
    """A row with its number and its state."""
    record = row.record
    name = " ".join(part for part in (record.handle and f"@{record.handle}", record.account_id) if part)
    return say(
        "show_row", id=row.id, state=say(f"state_{row.state}"), platform=record.platform, name=name,
        display_name=record.display_name, participant=record.participant, contest=record.contest,
        region=record.region, source_class=record.source_class, source=record.source,
        date=record.source_date, by=row.entered_by,
    )  # fmt: skip


def changes(options: argparse.Namespace) -> int:
    """Show the last acts with every row that they changed."""
    say = Say("registry")
    with open_store(options.database, make=False) as store, store.reading() as connection:
        out(_changes(connection, say, options) or [say("show_none")])
    return 0


def _rows(connection: Connection, options: argparse.Namespace) -> Iterator[Kept]:
    """The rows that all filters let through."""
    conditions: list[ColumnElement[bool]] = []
    exact = {
        "platform": AccountRow.platform,
        "participant": AccountRow.participant,
        "contest": AccountRow.contest,
    }
    conditions += [
        column == getattr(options, name) for name, column in exact.items() if getattr(options, name)
    ]
    if options.region:
        conditions.append(AccountRow.region_key == region_key(options.region))
    if options.handle:
        named = AccountRow.handle_key == plain_handle(options.handle)
        conditions.append(or_(named, AccountRow.account_id == options.handle))
    if options.state == "removal":
        asked = select(Removal.account).where(Removal.granted.is_(None))
        conditions.append(AccountRow.id.in_(asked))
    elif options.state:
        conditions.append(AccountRow.state == options.state)
    yield from kept_rows(connection, *conditions)


def _changes(connection: Connection, say: Say, options: argparse.Namespace) -> list[str]:
    """The last acts, the newest first; of each the rows, or the one asked for."""
    query = select(Batch.__table__).order_by(Batch.id.desc()).limit(options.limit)
    if options.by:
        query = query.where(Batch.by == options.by)
    if options.row is not None:
        of_row = select(Change.batch_id).where(
            Change.of == AccountRow.__tablename__, Change.row == options.row
        )
        query = query.where(Batch.id.in_(of_row))
    lines: list[str] = []
    for act in connection.execute(query).all():
        at = act.at.isoformat(timespec="seconds")
        values = {"by": act.by, "what": act.what, "why": act.why, "file": act.file}
        lines.append(say("change_act", batch=act.id, at=at, **values).rstrip())
        rows = select(Change.__table__).where(Change.batch_id == act.id).order_by(Change.id)
        if options.row is not None:
            rows = rows.where(Change.of == AccountRow.__tablename__, Change.row == options.row)
        found = connection.execute(rows)
        lines += [shown_change(say, row.of, row.row, row.before, row.after) for row in found]
    return lines
