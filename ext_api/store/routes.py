"""The ways of a row: a second person reviews it; one person asks to remove it and another one decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ext_api.store.errors import StoreError
from ext_api.store.journal import Journal
from ext_api.store.models import AccountRow, Removal, Review
from ext_api.store.records import Kept, kept_rows


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to remove a row, on which nobody has decided yet."""

    id: int
    account: int
    by: str
    at: datetime
    why: str


def review(journal: Journal, ids: Iterable[int], *, approved: bool) -> int:
    """Approve or refuse rows that wait for a second person. Raises StoreError, and then none is reviewed."""
    rows = _named(journal.connection, ids)
    act = journal.act
    for row in rows:
        if row.state != "pending":
            raise StoreError("not_pending", row=row.id)
        if same_person(row.entered_by, act.by):
            raise StoreError("same_reviewer", row=row.id, by=row.entered_by)
    _noted(journal, [row.id for row in rows], approved=approved)
    state = "live" if approved else "rejected"
    values: dict[int, dict[str, Any]] = {}
    for row in rows:
        reviewer = row.record.reviewer or (act.by.strip() if approved else "")
        values[row.id] = {"state": state, "reviewer": reviewer}
    return journal.change(AccountRow, values)


def note_reviews(journal: Journal, reviews: Iterable[tuple[int, str]]) -> None:
    """Reviews that were made before, as a list names them: row and reviewer."""
    act = journal.act
    why = f"{act.what}: {act.by.strip()}: {act.why}"
    rows = ({"account": row, "by": by, "at": act.at, "approved": True, "why": why} for row, by in reviews)
    journal.note(Review, rows)


def request_removal(journal: Journal, ids: Iterable[int]) -> int:
    """Ask that rows be taken off the list; they stay on it until another person agrees. How many are new."""
    _with_reason(journal)
    rows = _named(journal.connection, ids)
    for row in rows:
        if row.state == "removed":
            raise StoreError("removed", row=row.id)
    asked = {request.account for request in open_requests(journal.connection)}
    act = journal.act
    new = [
        {"account": row.id, "by": act.by.strip(), "at": act.at, "why": act.why.strip(), "granted": None,
         "decided_by": "", "decided_at": None, "decided_why": ""}
        for row in rows if row.id not in asked
    ]  # fmt: skip
    return len(journal.add(Removal, new))


def decide_removal(journal: Journal, ids: Iterable[int], *, granted: bool) -> int:
    """Decide on the removal of rows, as another person than the one who asked. Raises StoreError."""
    _with_reason(journal)
    act = journal.act
    rows = _named(journal.connection, ids)
    requests = {request.account: request for request in open_requests(journal.connection)}
    values: dict[int, dict[str, Any]] = {}
    for row in rows:
        request = requests.get(row.id)
        if request is None:
            raise StoreError("no_request", row=row.id)
        if same_person(request.by, act.by):
            raise StoreError("same_decider", by=request.by, row=row.id)
        values[request.id] = {
            "granted": granted,
            "decided_by": act.by.strip(), "decided_at": act.at, "decided_why": act.why.strip(),
        }  # fmt: skip
    journal.change(Removal, values)
    if granted:
        journal.change(AccountRow, {row.id: {"state": "removed"} for row in rows})
    return len(rows)


def open_requests(connection: Connection) -> list[Request]:
    """The removals nobody has decided on, the oldest first."""
    table = Removal.__table__.columns
    query = select(table.id, table.account, table.by, table.at, table.why)
    found = connection.execute(query.where(table.granted.is_(None)).order_by(table.id))
    return [Request(row.id, row.account, row.by, row.at, row.why) for row in found]


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _named(connection: Connection, ids: Iterable[int]) -> list[Kept]:
    """The rows with these ids, each once. Raises StoreError where one is not there."""
    wanted = sorted(set(ids))
    if not wanted:
        raise StoreError("no_rows")
    rows: list[Kept] = []
    for at in range(0, len(wanted), 500):
        rows += kept_rows(connection, AccountRow.id.in_(wanted[at : at + 500]))
    missing = sorted(set(wanted) - {row.id for row in rows})
    if missing:
        raise StoreError("no_row", row=missing[0])
    return rows


def _noted(journal: Journal, ids: Iterable[int], *, approved: bool) -> None:
    act = journal.act
    common = {"by": act.by.strip(), "at": act.at, "approved": approved, "why": act.why.strip()}
    journal.note(Review, ({"account": number, **common} for number in ids))


def _with_reason(journal: Journal) -> None:
    if not journal.act.why.strip():
        raise StoreError("no_reason")
