"""What is doubtful in a registry as a whole, though every row of it is sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ext_api.store import Store, calendar
from ext_api.store.models import AccountRow
from ext_api.store.records import Kept, kept_rows, region_key
from ext_api.store.routes import open_requests
from ext_api.store.standings import Standing, standings
from rules.calendar import EVERYWHERE, Calendar
from rules.compile import forms
from rules.forms import Field, Forms

MOST: Final = 20
"""Accounts that a participant may register per application: PKPU 15/2023 Art. 37, PKPU 13/2024."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at: the key of the text, what fills it, and the row or participant it is about."""

    key: str
    about: str
    values: Mapping[str, object] = field(default_factory=dict)
    wrong: bool = True


def check(store: Store, compiled: Mapping[str, Any]) -> tuple[list[Doubt], int]:
    """Everything doubtful about what is on the list, and how many accounts that is."""
    with store.reading() as connection:
        rows = list(kept_rows(connection, AccountRow.state.in_(("live", "pending"))))
        participants = list(standings(connection).values())
        contests = calendar.contests(connection)
        waiting = len(open_requests(connection))
    doubts = [*_duplicates(rows), *_owners(rows), *_alone(rows, participants), *_many(rows)]
    doubts += [*_forms(rows, compiled), *_windows(rows, contests)]
    pending = sum(row.state == "pending" for row in rows)
    for key, count in (("check_pending", pending), ("check_removals", waiting)):
        doubts += [Doubt(key, "", {"count": count}, wrong=False)] if count else []
    return doubts, len(rows)


def named(row: Kept) -> str:
    """A row as a person finds it again."""
    record = row.record
    name = f"@{record.handle}" if record.handle else record.account_id
    return f"{row.id} {record.platform} {name}"


def _duplicates(rows: Iterable[Kept]) -> Iterator[Doubt]:
    """One account twice in a contest's region or in all regions: once by its handle, once by its id."""
    by_name: dict[tuple[str, ...], list[Kept]] = {}
    for row in rows:
        for key in _names(row):
            by_name.setdefault((*key, row.record.contest), []).append(row)
    told: set[tuple[int, int]] = set()
    for same in by_name.values():
        for at, one in enumerate(same):
            for other in same[at + 1 : at + 20]:
                pair = (one.id, other.id)
                if pair not in told and _overlap(one, other) and _compatible(one, other):
                    told.add(pair)
                    yield Doubt("check_duplicate", named(one), {"one": one.id, "other": other.id})


def _owners(rows: Iterable[Kept]) -> Iterator[Doubt]:
    """One account of two participants in one contest."""
    owners: dict[tuple[str, ...], Kept] = {}
    told: set[tuple[int, int]] = set()
    for row in rows:
        for key in _names(row):
            first = owners.setdefault((*key, row.record.contest), row)
            pair = (first.id, row.id)
            if first.record.participant != row.record.participant and pair not in told:
                told.add(pair)
                values = {"one": first.record.participant, "other": row.record.participant}
                yield Doubt("check_two_owners", named(row), values)


def _alone(rows: Iterable[Kept], participants: Iterable[Standing]) -> Iterator[Doubt]:
    """Participants without an account: the list is partial."""
    have: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        record = row.record
        have.setdefault((record.contest, record.participant), set()).add(region_key(record.region))
    for one in participants:
        regions, own = have.get((one.contest, one.participant), set()), region_key(one.region)
        if not regions or not (own in regions or EVERYWHERE in regions or own == EVERYWHERE):
            yield Doubt("check_no_accounts", f"{one.participant} | {one.contest}, {one.region}")


def _many(rows: Iterable[Kept]) -> Iterator[Doubt]:
    """More accounts than a participant may register per application."""
    registered = (row.record for row in rows if row.record.source_class == "kpu-registered")
    counts = Counter((one.contest, one.region, one.participant, one.platform) for one in registered)
    for (contest, region, participant, platform), count in sorted(counts.items()):
        if count > MOST:
            values = {"count": count, "platform": platform, "limit": MOST}
            yield Doubt("check_many", f"{participant} | {contest}, {region}", values)


def _forms(rows: Iterable[Kept], compiled: Mapping[str, Any]) -> Iterator[Doubt]:
    """Names that cannot exist on their platform: rules change after rows are entered."""
    known = Forms(forms(compiled))
    for row in rows:
        record = row.record
        names: tuple[tuple[Field, str], ...] = (("handle", record.handle), ("account_id", record.account_id))
        wrong = any(value and known.wrong(record.platform, name, value) for name, value in names)
        if wrong or record.platform not in known.platforms:
            yield Doubt("check_form", named(row), {"platform": record.platform})


def _windows(rows: Iterable[Kept], contests: Mapping[str, Any]) -> Iterator[Doubt]:
    """Contests and regions for which no window ever opens: their rows would never warn."""
    known = Calendar.load(contests)
    for contest, data in contests.items():
        if not data["windows"]:
            yield Doubt("check_contest_empty", contest)
    places = dict.fromkeys((row.record.contest, row.record.region) for row in rows)
    for contest, region in places:
        if contests[contest]["windows"] and not known.knows(contest, region):
            yield Doubt("check_no_window", contest, {"contest": contest, "region": region})


def _names(row: Kept) -> Iterator[tuple[str, str, str]]:
    record = row.record
    if record.account_id:
        yield record.platform, "id", record.account_id
    if record.handle:
        yield record.platform, "handle", record.handle.lower()


def _overlap(one: Kept, other: Kept) -> bool:
    """Whether two rows are about one region."""
    regions = {region_key(one.record.region), region_key(other.record.region)}
    return len(regions) == 1 or EVERYWHERE in regions


def _compatible(one: Kept, other: Kept) -> bool:
    """Whether two rows can be one account: no two ids that differ."""
    ids = {one.record.account_id, other.record.account_id} - {""}
    return len(ids) < 2
