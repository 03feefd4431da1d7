"""A small made-up election for tests of the rules: records, hashtags, windows, and the shipped texts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from rules.calendar import Calendar
from rules.compile import ruleset
from rules.model import Phase, Record, SourceClass, Window
from rules.policy import Policy, load_policy
from rules.registry import Hashtag, Registry

SHIPPED = Path(__file__).parents[2] / "rules"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def record(
    handle: str = "calon",
    account_id: str = "",
    *,
    platform: str = "x",
    contest: str = "kota",
    region: str = "Kota Contoh",
    source_class: SourceClass = "kpu-registered",
) -> Record:
    """A registry row."""
    return Record(
        platform=platform,
        handle=handle,
        account_id=account_id,
        display_name=f"Nama {handle or account_id}",
        participant="Ratna Contoh",
        contest=contest,
        region=region,
        source_class=source_class,
        source="Formulir 1",
        source_date=date(2026, 1, 2),
        reviewer="",
    )


def hashtag(tag: str, contest: str = "kota", region: str = "Kota Contoh") -> Hashtag:
    """A campaign's hashtag."""
    return Hashtag(tag, "Ratna Contoh", contest, region, "Formulir 1")


def window(
    contest: str = "kota",
    region: str = "*",
    phase: Phase = "campaign",
    opens: datetime = OPENS,
    closes: datetime = CLOSES,
    *,
    candidates_set: bool = True,
) -> Window:
    """A window, open at NOW unless told otherwise."""
    return Window(contest, region, phase, opens, closes, candidates_set)


def calendar(*windows: Window) -> Calendar:
    """A calendar of these windows; of one that is open at NOW if there are none."""
    return Calendar(windows or (window(),))


def registry(*records: Record, hashtags: tuple[Hashtag, ...] = ()) -> Registry:
    """A registry of these rows."""
    return Registry(records, hashtags)


@cache
def policy() -> Policy:
    """The shipped policy."""
    data, findings = load_policy(SHIPPED / "policy.yaml")
    assert not findings
    return Policy.load(data)


@cache
def texts() -> dict[str, Any]:
    """The shipped texts, with the shipped contests."""
    compiled = ruleset()
    return {name: compiled[name] for name in ("messages", "regulations", "contests")}
