"""Contest files: the shipped dates are those published, and mistakes are named with their line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.calendar import Calendar
from rules.contests import load_contests
from tests.support.election import SHIPPED

CONTEST = """\
contest: kota
name: {id: Pemilihan kota, en: City election}
source: Made up.
unchecked: false
calendars:
  - regions: ["*"]
    timezones: [Asia/Jakarta]
    phases:
      - {phase: campaign, from: 2026-01-01, to: 2026-01-31, candidates_set: true}
      - {phase: voting, from: 2026-02-01, to: 2026-02-01, candidates_set: true}
"""


@pytest.fixture(scope="module")
def shipped() -> Calendar:
    """The calendar that is shipped."""
    contests, findings = load_contests(SHIPPED / "contests")
    assert not findings
    return Calendar.load(contests)


@pytest.mark.parametrize(
    ("contest", "region", "zone", "when", "expected"),
    [
        ("pemilu-2024", "Jawa Barat", "Asia/Jakarta", "2023-11-02 23:59", ("pre-campaign", False)),
        ("pemilu-2024", "Jawa Barat", "Asia/Jakarta", "2023-11-03 00:00", ("pre-campaign", True)),
        ("pilpres-2024", "*", "Asia/Jakarta", "2023-11-12 23:59", ("pre-campaign", False)),
        ("pilpres-2024", "*", "Asia/Jakarta", "2023-11-13 12:00", ("pre-campaign", True)),
        ("pemilu-2024", "Papua", "Asia/Jayapura", "2023-05-01 00:00", ("pre-campaign", False)),
        ("pemilu-2024", "Jawa Barat", "Asia/Jakarta", "2024-02-10 23:59", ("campaign", True)),
        ("pemilu-2024", "Jawa Barat", "Asia/Jakarta", "2024-02-13 12:00", ("quiet", True)),
        ("pemilu-2024", "Jawa Barat", "Asia/Jakarta", "2024-02-14 23:59", ("voting", True)),
        ("pemilu-2024", "Jawa Barat", "Asia/Jakarta", "2024-02-15 00:00", None),
        ("pilkada-2024", "Kota Batu", "Asia/Jakarta", "2024-09-22 08:00", ("pre-campaign", True)),
        ("pilkada-2024", "Kota Batu", "Asia/Jakarta", "2024-09-25 08:00", ("campaign", True)),
        ("pilkada-2024", "Kota Batu", "Asia/Jakarta", "2024-11-27 08:00", ("voting", True)),
        ("pilkada-2024", "Kota Batu", "Asia/Jakarta", "2024-11-28 00:00", None),
        ("pilkada-ulang-2025", "Kota Pangkalpinang", "Asia/Jakarta", "2025-08-23 23:59", ("campaign", True)),
        ("pilkada-ulang-2025", "Kabupaten Bangka", "Asia/Jakarta", "2025-08-27 10:00", ("voting", True)),
        ("pilkada-ulang-2025", "Kota Batu", "Asia/Jakarta", "2025-08-10 10:00", None),
        ("demo", "Kota Contoh", "Asia/Jakarta", "2026-06-01 00:00", ("campaign", True)),
        ("demo", "Kabupaten Misal", "Asia/Makassar", "2026-06-01 00:00", ("pre-campaign", False)),
    ],
)
def test_the_shipped_calendar_has_the_published_dates(
    shipped: Calendar, contest: str, region: str, zone: str, when: str, expected: tuple[str, bool] | None
) -> None:
    """Phase and class at the edges of the published dates, in local time."""
    now = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone))
    found = shipped.window_for(contest, region, now)
    assert (found and (found.phase, found.candidates_set)) == expected


def _load(folder: Path, text: str) -> list[str]:
    (folder / "kota.yaml").write_text(text, "utf-8")
    _, findings = load_contests(folder)
    return [f"{finding.line}: {finding.field}: {finding.message}" for finding in findings]


def test_days_are_whole_and_local(tmp_path: Path) -> None:
    """The last day is included, and midnight is the zone's."""
    (tmp_path / "kota.yaml").write_text(CONTEST, "utf-8")
    contests, findings = load_contests(tmp_path)
    assert not findings
    first = contests["kota"]["windows"][0]
    assert (first["opens"], first["closes"]) == ("2026-01-01T00:00:00+07:00", "2026-02-01T00:00:00+07:00")


def test_several_zones_open_with_the_first_and_close_with_the_last(tmp_path: Path) -> None:
    """Nobody is outside while it is still election day somewhere."""
    _load(tmp_path, CONTEST.replace("[Asia/Jakarta]", "[Asia/Jakarta, Asia/Jayapura]"))
    first = load_contests(tmp_path)[0]["kota"]["windows"][0]
    assert (first["opens"], first["closes"]) == ("2026-01-01T00:00:00+09:00", "2026-02-01T00:00:00+07:00")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("from: 2026-02-01", "from: 2026-02-30", "10: calendars[0].phases[1].from: expected a date"),
        ("to: 2026-02-01", "to: 2026-01-01", "10: calendars[0].phases[1].to: ends before it begins"),
        (
            "from: 2026-02-01",
            "from: 2026-01-31",
            "10: calendars[0].phases[1].from: begins before the phase above",
        ),
        (
            "2026-02-01, candidates_set: true",
            "2026-02-01, candidates_set: false",
            "10: calendars[0].phases[1].cand",
        ),
        ("Asia/Jakarta", "Asia/Bandung", "7: calendars[0].timezones: unknown time zone 'Asia/Bandung'"),
        ('["*"]', "[Kota A, kota a]", "6: calendars[0].regions: region 'kota a' is there twice"),
        ("phase: voting", "phase: counting", "10: calendars[0].phases[1].phase: expected one of"),
        ("unchecked: false\n", "unchecked: false\nnotes: x\n", "5: notes: unknown key"),
        ("unchecked: false\n", "", "1: : 'unchecked' is a required property"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """One finding, at the place that is wrong."""
    assert old in CONTEST
    (found,) = _load(tmp_path, CONTEST.replace(old, new))
    assert found.startswith(expected)


def test_a_contest_may_be_there_once(tmp_path: Path) -> None:
    """The second file of the same contest is refused."""
    (tmp_path / "a.yaml").write_text(CONTEST, "utf-8")
    assert _load(tmp_path, CONTEST) == ["1: contest: contest 'kota' is there twice"]


def test_a_folder_without_contests_is_an_error(tmp_path: Path) -> None:
    """Rules that could never speak are not silently accepted."""
    assert [finding.message for finding in load_contests(tmp_path)[1]] == ["holds no contest"]


def test_a_broken_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """One bad file doesn't hide the rest."""
    (tmp_path / "a.yaml").write_text("contest: [", "utf-8")
    (tmp_path / "kota.yaml").write_text(CONTEST, "utf-8")
    contests, findings = load_contests(tmp_path)
    assert list(contests) == ["kota"]
    assert len(findings) == 1


def test_a_file_that_is_not_read_is_no_contest(tmp_path: Path) -> None:
    """A folder of which nothing counts holds no contest, whatever else is told of it."""
    (tmp_path / "a.yml").write_text("contest: a\n")
    contests, findings = load_contests(tmp_path)
    assert contests == {}
    assert [one.severity for one in findings] == ["warning", "error"]
    assert "holds no contest" in str(findings[1])
