"""What a list would do to the registry: rows that are new, changed, gone or as they were."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, fields

from sqlalchemy import Connection

from ext_api.importing.entries import Changed, Entry, Listed, New, Rejected, Standing, Tag
from ext_api.importing.matching import Known, differs
from ext_api.store import calendar, withdrawals
from ext_api.store.models import AccountRow
from ext_api.store.records import Kept, hashtags, kept_rows, region_key
from ext_api.store.routes import same_person
from ext_api.store.standings import standing_key, standings
from rules.model import Record


@dataclass(slots=True)
class Plan:
    """All that an import would do. ``held`` are rows removed before: they stay so unless asked for."""

    new: list[New] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    gone: list[Kept] = field(default_factory=list)
    held: list[tuple[Entry, Kept]] = field(default_factory=list)
    same: int = 0
    twice: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[Rejected] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    rows: int = 0
    known: str = "-"

    @property
    def changes(self) -> int:
        """How many rows would be written, those that are gone left out."""
        return len(self.new) + len(self.changed) + len(self.standings) + len(self.tags)


def plan_import(
    connection: Connection, listed: Listed, *, by: str, reviewed: bool = False, restore: bool = False
) -> Plan:
    """Compare what a list says with what is kept. ``restore``: rows removed before come back."""
    contests = calendar.contests(connection)
    plan = Plan(rejected=list(listed.rejected), notices=list(listed.notices), rows=listed.rows)
    plan.known = ", ".join(sorted(contests))[:400] or "-"
    entries = list(_once(_of_known(listed.entries, contests, plan), plan))
    named = {entry.contest for entry in entries}
    known = Known(kept_rows(connection, AccountRow.contest.in_(sorted(named))) if named else ())
    seen: dict[int, Entry] = {}
    for entry in entries:
        _place(entry, known, seen, plan, by=by, reviewed=reviewed, restore=restore)
    plan.rejected += known.collisions(plan.new, plan.changed)
    plan.gone += known.gone(entries, seen.keys())
    _others(connection, listed, contests, plan)
    return plan


def _of_known(entries: Iterable[Entry], contests: Container[str], plan: Plan) -> Iterator[Entry]:
    """The entries of contests that are there."""
    for entry in entries:
        if entry.contest in contests:
            yield entry
        else:
            values: dict[str, object] = {"value": entry.contest[:60], "known": plan.known}
            plan.rejected.append(Rejected(entry.where, "contest", "contest", values))


def _once(entries: Iterable[Entry], plan: Plan) -> Iterator[Entry]:
    """Every account once: the very same again is counted, another participant's is rejected."""
    seen: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        keys = list(_keys(entry))
        first = next((seen[key] for key in keys if key in seen), None)
        if first is None:
            seen |= dict.fromkeys(keys, entry)
            yield entry
        elif _says_same(first, entry):
            plan.twice += 1
        else:
            other = {"value": entry.profile.handle or entry.profile.account_id, "row": first.where.row,
                     "sheet": first.where.sheet, "participant": first.participant}  # fmt: skip
            plan.rejected.append(Rejected(entry.where, "", "twice", dict(other)))


def _keys(entry: Entry) -> Iterator[tuple[str, ...]]:
    profile, place = entry.profile, (entry.contest, region_key(entry.region))
    if profile.account_id:
        yield ("id", profile.platform, profile.account_id, *place)
    if profile.handle:
        yield ("handle", profile.platform, profile.handle.lower(), *place)


def _says_same(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same of one account."""
    names = [name.name for name in fields(Entry) if name.name not in ("where", "profile")]
    handles = one.profile.handle.lower() == other.profile.handle.lower()
    same = handles and one.profile.account_id == other.profile.account_id
    return same and all(getattr(one, name) == getattr(other, name) for name in names)


def _place(
    entry: Entry, known: Known, seen: dict[int, Entry], plan: Plan, *, by: str, reviewed: bool, restore: bool
) -> None:
    """Where an entry belongs: new, changed, the same, held back or rejected."""
    found = known.find(entry)
    if isinstance(found, Rejected):
        plan.rejected.append(found)
        return
    if found is None:
        removed = known.removed(entry)
        if removed is not None and not restore:
            plan.held.append((entry, removed))
            return
        record = record_of(entry, None)
        plan.new.append(New(entry, record, _counts(record, by, reviewed)))
        return
    if found.id in seen:
        values: dict[str, object] = {"row": found.id, "first": seen[found.id].where.row}
        plan.rejected.append(Rejected(entry.where, "", "same_row", values))
        return
    seen[found.id] = entry
    record = record_of(entry, found.record)
    differences = differs(found.record, record)
    counts = _counts(record, by, reviewed)
    if differences or (counts and found.state == "pending"):
        plan.changed.append(Changed(entry, record, counts, found, differences))
    else:
        plan.same += 1


def _counts(record: Record, by: str, reviewed: bool) -> bool:
    """Whether the reviewer whom the list names counts: if asked for, and if it is somebody else."""
    return reviewed and bool(record.reviewer) and not same_person(record.reviewer, by)


def record_of(entry: Entry, kept: Record | None) -> Record:
    """What a row says after the import: what the list leaves blank stays as it was."""
    handle, number = entry.profile.handle, entry.profile.account_id
    if kept is not None:
        same = handle.lower() == kept.handle.lower()
        handle = kept.handle if same or not handle else handle
        number = number or kept.account_id
    display = entry.display_name or (kept.display_name if kept else "") or handle or number
    reviewer = entry.reviewer or (kept.reviewer if kept else "")
    return Record(
        platform=entry.profile.platform,
        handle=handle,
        account_id=number,
        display_name=display,
        participant=entry.participant,
        contest=entry.contest,
        region=entry.region,
        source_class="agency-curated" if entry.source_class == "agency-curated" else "kpu-registered",
        source=entry.source,
        source_date=entry.source_date,
        reviewer=reviewer,
    )


def _others(connection: Connection, listed: Listed, contests: Container[str], plan: Plan) -> None:
    """Participants and hashtags that are new or differ; participants of accounts come along.

    Those that were withdrawn stay so.
    """
    kept, withdrawn = standings(connection), withdrawals.withdrawn(connection, "participants")
    for standing in _standings(listed):
        key = standing_key(standing.contest, standing.region, standing.participant)
        row = kept.get(key)
        if key in withdrawn or standing.contest not in contests:
            continue
        if row is None or standing.number not in ("", row.number):
            plan.standings.append(standing)
    tags = {(tag.tag, tag.contest, region_key(tag.region)): tag for tag in hashtags(connection)}
    withdrawn = withdrawals.withdrawn(connection, "hashtags")
    for tag in listed.tags:
        if (tag.contest, region_key(tag.region), tag.tag) in withdrawn:
            continue
        old = tags.get((tag.tag, tag.contest, region_key(tag.region)))
        said = (tag.participant, tag.region, tag.source)
        if tag.contest in contests and (old is None or (old.participant, old.region, old.source) != said):
            plan.tags.append(tag)
    others: list[Standing | Tag] = [*listed.standings, *listed.tags]
    for one in others:
        if one.contest not in contests:
            values: dict[str, object] = {"value": one.contest[:60], "known": plan.known}
            plan.rejected.append(Rejected(one.where, "contest", "contest", values))


def _standings(listed: Listed) -> Iterable[Standing]:
    """The participants that a list names, each once, with the number where it is said."""
    found: dict[tuple[str, str, str], Standing] = {}
    said = (
        Standing(one.where, one.participant, one.number, one.contest, one.region) for one in listed.entries
    )
    for one in (*listed.standings, *said):
        key = standing_key(one.contest, one.region, one.participant)
        if key not in found or (one.number and not found[key].number):
            found[key] = one
    return found.values()


def unreviewed(plan: Plan) -> int:
    """How many rows of a plan would wait for a second person."""
    rows: list[New | Changed] = [*plan.new, *plan.changed]
    return sum(row.record.source_class == "agency-curated" and not row.reviewed for row in rows)
