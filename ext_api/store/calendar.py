"""Contests and windows: into the database from a ruleset, and out again in the same shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from ext_api.store.journal import Journal
from ext_api.store.models import Contest, WindowRow


def contests(connection: Connection) -> dict[str, Any]:
    """Every contest with its windows, in the shape a ruleset has them."""
    found: dict[str, Any] = {}
    for row in connection.execute(select(Contest.__table__).order_by(Contest.contest)):
        found[row.contest] = {"name": {"id": row.name_id, "en": row.name_en}, "windows": []}
    windows = select(WindowRow.__table__).where(WindowRow.withdrawn.is_(False))
    for row in connection.execute(windows.order_by(WindowRow.contest, WindowRow.place)):
        found[row.contest]["windows"].append({key: getattr(row, key) for key in _WINDOW})
    return found


def load_contests(journal: Journal, given: Mapping[str, Any]) -> int:
    """Bring the contests given to what a ruleset says of them; others stay. How many rows changed."""
    kept = {row.contest: row for row in journal.connection.execute(select(Contest.__table__)).mappings()}
    new = [name for name in given if name not in kept]
    journal.add(Contest, ({"contest": name, **_names(given[name])} for name in new))
    renamed = {kept[name]["id"]: _names(given[name]) for name in given if name in kept}
    changed = len(new) + journal.change(Contest, renamed)
    return changed + sum(_load_windows(journal, name, given[name]["windows"]) for name in given)


_WINDOW = ("region", "phase", "opens", "closes", "candidates_set")


def _load_windows(journal: Journal, contest: str, given: list[dict[str, Any]]) -> int:
    """The windows of one contest by their place: those changed, new, or no longer there."""
    query = select(WindowRow.id, WindowRow.place).where(WindowRow.contest == contest)
    kept = {row.place: row.id for row in journal.connection.execute(query)}
    rows = [{key: window[key] for key in _WINDOW} | {"withdrawn": False} for window in given]
    values = {kept[place]: row for place, row in enumerate(rows) if place in kept}
    values |= {number: {"withdrawn": True} for place, number in kept.items() if place >= len(rows)}
    new = [row | {"contest": contest, "place": place} for place, row in enumerate(rows) if place not in kept]
    return journal.change(WindowRow, values) + len(journal.add(WindowRow, new))


def _names(contest: Mapping[str, Any]) -> dict[str, Any]:
    return {f"name_{language}": contest["name"][language] for language in ("id", "en")}
