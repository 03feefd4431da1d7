"""Read `contests/*.yaml`: dates as the election body publishes them, into windows with a time zone.

A day in YAML is a whole local day, the last one included. Where several time zones are named, the window
opens with the earliest and closes with the latest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules.calendar import EVERYWHERE
from rules.dates import iso_date
from rules.findings import Finding, shown
from rules.yamlfile import Place, YamlFile, read_all


def load_contests(folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    """Every contest of a folder as ``{id: {"name": {"id", "en"}, "windows": [...]}}``, and what is wrong."""
    contests: dict[str, Any] = {}
    findings: list[Finding] = []
    for file in read_all(folder, "contest", findings):
        wrong = list(_check(file, contests))
        findings += wrong
        if not wrong:
            contests[file.data["contest"]] = compile_contest(file.data)
    if not contests and all(one.severity == "warning" for one in findings):
        findings.append(Finding(shown(folder), 0, "", "holds no contest"))
    return contests, findings


def compile_contest(data: dict[str, Any]) -> dict[str, Any]:
    """A contest that was found sound, as plain data: its name in both languages and its windows."""
    return {"name": data["name"], "windows": [row for part in data["calendars"] for row in _windows(part)]}


def _windows(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The windows of one group of regions."""
    zones = [ZoneInfo(name) for name in part["timezones"]]
    for region in part["regions"]:
        for phase in part["phases"]:
            after_last = date.fromisoformat(phase["to"]) + timedelta(days=1)
            yield {
                "region": region,
                "phase": phase["phase"],
                "opens": min(_midnights(date.fromisoformat(phase["from"]), zones)).isoformat(),
                "closes": max(_midnights(after_last, zones)).isoformat(),
                "candidates_set": phase["candidates_set"],
            }


def _midnights(day: date, zones: list[ZoneInfo]) -> list[datetime]:
    """When ``day`` begins in each zone."""
    return [datetime.combine(day, time(), zone) for zone in zones]


def _check(file: YamlFile, known: dict[str, Any]) -> Iterator[Finding]:
    """What a schema can't see: contests and regions named twice, zones, and days out of order."""
    if file.data["contest"] in known:
        yield file.finding(("contest",), f"contest {file.data['contest']!r} is there twice")
    seen: set[str] = set()
    for number, part in enumerate(file.data["calendars"]):
        here: Place = ("calendars", number)
        for region in part["regions"]:
            if region.lower() in seen:
                yield file.finding((*here, "regions"), f"region {region!r} is there twice")
            seen.add(region.lower())
        for zone in part["timezones"]:
            if not _is_zone(zone):
                message = f"unknown time zone {zone!r}; expected one like Asia/Jakarta"
                yield file.finding((*here, "timezones"), message)
        yield from _check_phases(file, here, part["phases"])
    if EVERYWHERE in seen and len(seen) > 1 and file.data["calendars"][0]["regions"] != [EVERYWHERE]:
        yield file.finding(("calendars",), "expected the calendar of `*` first and alone")


def _check_phases(file: YamlFile, here: Place, phases: list[dict[str, Any]]) -> Iterator[Finding]:
    """Days must be real, in order, without overlap; candidates once set stay set."""
    last: date | None = None
    was_set = False
    for number, phase in enumerate(phases):
        place = (*here, "phases", number)
        first, until = iso_date(phase["from"]), iso_date(phase["to"])
        if first is None or until is None:
            key = "from" if first is None else "to"
            yield file.finding((*place, key), f"expected a date like 2026-01-31, found {phase[key]!r}")
            continue
        if until < first:
            yield file.finding((*place, "to"), "ends before it begins")
        if last is not None and first <= last:
            yield file.finding((*place, "from"), f"begins before the phase above it has ended ({last})")
        if was_set and not phase["candidates_set"]:
            yield file.finding((*place, "candidates_set"), "candidates were already set in the phase above")
        last, was_set = until, phase["candidates_set"]


def _is_zone(name: str) -> bool:
    """Whether the time zone database has ``name``."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
