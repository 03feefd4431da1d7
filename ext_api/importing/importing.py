"""One import from file to registry: read, compare, and where it is asked for, write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ext_api.importing.applying import apply
from ext_api.importing.entries import Listed, Rejected
from ext_api.importing.given import wrong_before
from ext_api.importing.lists import Kind, Tick, digest, read_file
from ext_api.importing.plan import Plan, plan_import
from ext_api.importing.telling import Telling
from ext_api.importing.words import Defaults, Words, words_of
from ext_api.store import Act, Store
from rules.findings import BadData, Finding, shown

_FILES: tuple[tuple[str, Kind], ...] = (
    ("participants.csv", "participants"),
    ("accounts.csv", "accounts"),
    ("hashtags.csv", "hashtags"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a file: who asks and why, and whether it is written."""

    by: str
    why: str = ""
    write: bool = False
    reviewed: bool = False
    restore: bool = False
    remove_gone: bool = False
    defaults: Defaults = field(default_factory=Defaults)


def plan_or_apply(
    store: Store, path: Path, words: Words, wish: Wish, kind: Kind = "accounts", tick: Tick | None = None
) -> Plan:
    """Compare a file or folder with the registry; write it if that is asked and nothing is rejected."""
    wrong = wrong_before(wish.defaults, words, store.contests())
    if wrong:
        return Plan(rejected=wrong)
    listed = _listed(path, words, wish.defaults, kind, tick)
    act = Act("import", wish.by, wish.why, shown(path), "" if path.is_dir() else digest(path))
    if not wish.write:
        with store.reading() as connection:
            return plan_import(connection, listed, by=wish.by, reviewed=wish.reviewed, restore=wish.restore)
    with store.writing(act) as journal:
        plan = plan_import(
            journal.connection, listed, by=wish.by, reviewed=wish.reviewed, restore=wish.restore
        )
        if not plan.rejected:
            apply(journal, plan, remove_gone=wish.remove_gone)
        return plan


def load_folder(
    store: Store, path: Path, *, by: str, why: str, reviewed: bool = False, words: Words | None = None,
    defaults: Defaults | None = None,
) -> Plan:  # fmt: skip
    """Write a campaign's folder, or one file of accounts, into the registry. Raises BadData."""
    wish = Wish(by, why, write=True, reviewed=reviewed, defaults=defaults or Defaults())
    plan = plan_or_apply(store, path, words or words_of(), wish)
    if plan.rejected:
        telling = Telling.load()
        raise BadData(_finding(path, one, telling) for one in plan.rejected)
    return plan


def _listed(path: Path, words: Words, defaults: Defaults, kind: Kind, tick: Tick | None) -> Listed:
    """What a file says; a folder's files one after the other, each under its name."""
    if not path.is_dir():
        return read_file(path, words, defaults, kind, tick)
    whole = Listed()
    for name, of in _FILES:
        if not (path / name).exists() and name != "accounts.csv":
            continue
        one = read_file(path / name, words, defaults, of, tick)
        whole.entries += one.entries
        whole.tags += one.tags
        whole.standings += one.standings
        whole.rejected += _under(name, one.rejected)
        whole.notices += _under(name, one.notices)
        whole.rows += one.rows
    return whole


def _under(name: str, told: list[Rejected]) -> Iterator[Rejected]:
    """Remarks about one file of several."""
    for one in told:
        yield Rejected(one.where._replace(sheet=name), one.title, one.key, one.values)


def _finding(path: Path, one: Rejected, telling: Telling) -> Finding:
    placed = replace(one, where=one.where._replace(row=0))  # the row stands beside the file's name
    return Finding(shown(path), one.where.row, "", telling.rejected(placed))
