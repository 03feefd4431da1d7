"""One clear line says what is wrong and until when the data in use is good; the manual explains each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy_addon.updates.problems import KINDS, Trouble
from proxy_addon.updates.status import Status
from proxy_addon.updates.store import Held, HeldPart, HeldRules
from proxy_addon.updates.telling import Teller
from rules.compile import ruleset
from rules.regfile import State

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = HeldRules("a", NOW - 3 * DAY, {"version": "abc"})
PART = HeldPart(State(Path("x"), "b", 20, 10), 7, NOW - timedelta(minutes=90))
HELD = Held("x", RULES, {"id": PART})
GOOD = Status(NOW - DAY, NOW - DAY, {"rules": NOW + 2 * DAY, "id": NOW + DAY})
ENGLISH, INDONESIAN = Teller(ruleset(), "en"), Teller(ruleset(), "id")
MANUAL = (Path(__file__).parents[3] / "docs" / "updates.md").read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("teller", [ENGLISH, INDONESIAN])
def test_every_kind_has_its_line(teller: Teller, kind: str) -> None:
    """In both languages, with nothing left to fill in."""
    values = (("changes", "9"), ("keys", "10"), ("minutes", "60"), ("status", "503"))
    text = teller.trouble(Trouble(kind, "id/jatim", values))
    assert len(text) > 30
    assert "{" not in text
    assert "id/jatim" in text


def test_the_manual_has_every_line_once() -> None:
    """The table of what happens when quotes each line word for word, and none that isn't there."""
    table = MANUAL.partition("| the line says |")[2].partition("\n\n")[0]
    lines = re.findall(r"^\| .+ \| .+ \| (.+) \|$", table, re.MULTILINE)
    texts = [ENGLISH(f"wrong_{kind}") for kind in KINDS]
    assert sorted(lines) == sorted([*texts, ENGLISH("outside"), "(nothing)"])


def test_all_well_is_no_line() -> None:
    """Silence while nothing is wrong."""
    assert ENGLISH.wrong(GOOD, HELD, NOW) == ""


def test_the_line_says_what_and_until_when() -> None:
    """The earliest date of all that is in use counts."""
    status = replace(GOOD, troubles=(Trouble("unreachable"),))
    assert ENGLISH.wrong(status, HELD, NOW) == (
        "Updates: the update server can't be reached. The last good data stays in use; it is good until "
        f"{ENGLISH.moment(NOW + DAY)}."
    )
    assert "tetap dipakai; berlaku sampai" in INDONESIAN.wrong(status, HELD, NOW)


def test_data_past_its_date_is_told() -> None:
    """It stays in use all the same, with or without other trouble."""
    for troubles in ((), (Trouble("expired"),)):
        line = ENGLISH.wrong(replace(GOOD, troubles=troubles), HELD, NOW + 2 * DAY)
        assert "although it was good only until" in line


def test_without_last_good_data_the_packaged_is_named() -> None:
    """Before the first success."""
    line = ENGLISH.wrong(Status(troubles=(Trouble("root"),)), Held("x"), NOW)
    assert "came with the program" in line


def test_closed_sites_are_named() -> None:
    """With what to do about it."""
    line = ENGLISH.wrong(replace(GOOD, outside=("new.example",)), HELD, NOW)
    assert "new.example" in line
    assert "new CA" in line


def test_news_is_told() -> None:
    """What is newer, and only that."""
    newer = replace(HELD, rules=replace(RULES, sha256="c", data={"version": "def"}))
    assert list(ENGLISH.taken(HELD, HELD)) == []
    assert list(ENGLISH.taken(HELD, newer)) == ["New rules in use: version def."]
    assert list(ENGLISH.taken(None, HELD)) == [
        "New rules in use: version abc.",
        "New accounts of id in use: number 7, 10 accounts.",
    ]


def test_the_report_has_version_age_and_date() -> None:
    """Of the rules and of each part; then the last success and the state."""
    rules, part, success, state = ENGLISH.report(GOOD, HELD, NOW)
    assert "version abc" in rules
    assert "(3 days ago)" in rules
    assert ENGLISH.moment(NOW + 2 * DAY) in rules
    assert "id: number 7, 10 accounts" in part
    assert "(90 minutes ago)" in part
    assert "(24 hours ago)" in success
    assert "good" in state


def test_the_report_before_the_first_look() -> None:
    """Nothing is made up."""
    rules, success, state = ENGLISH.report(Status(), Held("x"), NOW)
    assert "came with the program" in rules
    assert "never" in success
    assert "good" in state


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(hours=-5), "0 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=9, hours=23), "9 days"),
    ],
)
def test_spans_are_rounded(span: timedelta, text: str) -> None:
    """In the largest unit that still says enough; a clock set back makes nothing younger than now."""
    assert ENGLISH.span(span) == text
