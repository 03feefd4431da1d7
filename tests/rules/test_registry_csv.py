"""A campaign's folder becomes a registry, and says where its list is partial."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.calendar import Calendar
from rules.contests import load_contests
from rules.registry_csv import load_registry, rows_per_participant
from tests.support.election import NOW, SHIPPED, calendar

ACCOUNTS = """\
platform,handle,account_id,display_name,participant,contest,region,source_class,source,source_date,reviewer
x,calon,15,Calon,Ratna,kota,Kota Contoh,kpu-registered,Formulir,2026-01-02,
x,partai,16,Partai,Jeruk,kota,*,kpu-registered,Formulir,2026-01-02,
"""
PARTICIPANTS = "contest,region,participant,number\nkota,Kota Contoh,Ratna,1\nkota,*,Jeruk,\n"
HASHTAGS = "hashtag,participant,contest,region,source\n#PilihRatna,Ratna,kota,Kota Contoh,Formulir\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound campaign."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    (tmp_path / "participants.csv").write_text(PARTICIPANTS, "utf-8")
    (tmp_path / "hashtags.csv").write_text(HASHTAGS, "utf-8")
    return tmp_path


def _said(*paths: Path, cal: Calendar | None = None) -> list[str]:
    findings = load_registry(paths, None, cal)[1]
    return [f"{f.severity} {Path(f.file).name}:{f.line} {f.field}: {f.message}" for f in findings]


@pytest.mark.parametrize("name", ["", "accounts.csv"])
def test_a_folder_and_its_accounts_file_are_the_same(folder: Path, name: str) -> None:
    """What lies beside the accounts belongs to them."""
    registry, findings = load_registry([folder / name], None, calendar())
    assert not findings
    assert [record.handle for record in registry.records] == ["calon", "partai"]
    assert registry.hashtag("pilihratna")[0].participant == "Ratna"


def test_participants_and_hashtags_need_not_be_there(folder: Path) -> None:
    """A bare list of accounts is a registry."""
    (folder / "participants.csv").unlink()
    (folder / "hashtags.csv").unlink()
    assert _said(folder) == []


def test_a_participant_without_accounts_is_reported(folder: Path) -> None:
    """The list is partial, and partial lists are partial themselves; one of everywhere counts anywhere."""
    (folder / "participants.csv").write_text(
        PARTICIPANTS + "kota,Kota Contoh,Budi,2\nkota,Kota Lain,Jeruk,\n", "utf-8"
    )
    (said,) = _said(folder)
    assert said.startswith("warning participants.csv:4 participant: 'Budi' has no account in 'kota'")


def test_accounts_of_a_participant_nobody_listed_are_reported(folder: Path) -> None:
    """Only for contests that have a list at all."""
    (folder / "participants.csv").write_text("contest,region,participant\nkota,*,Jeruk\n", "utf-8")
    assert _said(folder) == [
        "warning participants.csv:0 participant: 'Ratna' has accounts but is not in this list"
    ]
    (folder / "participants.csv").write_text("contest,region,participant\n", "utf-8")
    assert _said(folder) == []


def test_rows_are_counted_per_participant(folder: Path) -> None:
    """By contest and region."""
    registry, _ = load_registry([folder])
    assert rows_per_participant(registry.records) == {
        ("kota", "*", "Jeruk"): 1,
        ("kota", "Kota Contoh", "Ratna"): 1,
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("#Pilih Ratna,Ratna,kota,*,Formulir", "hashtag: expected letters, digits and _"),
        ("#,Ratna,kota,*,Formulir", "hashtag: expected letters, digits and _"),
        (
            "#PILIHRATNA,Ratna,kota,kota contoh,Formulir",
            "hashtag: 'pilihratna' is there twice (first on line 2)",
        ),
        ("#lain,,kota,*,Formulir", "participant: is empty"),
    ],
)
def test_a_wrong_hashtag_is_named(folder: Path, row: str, expected: str) -> None:
    """With its line; the sound ones remain."""
    (folder / "hashtags.csv").write_text(HASHTAGS + row + "\n", "utf-8")
    (said,) = _said(folder)
    assert said.startswith(f"error hashtags.csv:3 {expected}")
    assert load_registry([folder])[0].hashtag("pilihratna")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("kota,,Budi,1", "expected contest, region and participant"),
        ("kota,*,Jeruk,2", "'Jeruk' is there twice"),
    ],
)
def test_a_wrong_participant_is_named(folder: Path, row: str, expected: str) -> None:
    """With its line."""
    (folder / "participants.csv").write_text(PARTICIPANTS + row + "\n", "utf-8")
    (said,) = _said(folder)
    assert said.startswith("error participants.csv:4")
    assert expected in said


def test_files_may_not_repeat_one_another(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same account in two campaigns of one contest is told with the place of the first."""
    other = tmp_path_factory.mktemp("other") / "list.csv"
    other.write_text(ACCOUNTS, "utf-8")
    said = _said(folder, other)
    assert len(said) == 4
    assert all("accounts.csv:" in message for message in said)


def test_rows_that_no_window_ever_covers_are_doubtful(folder: Path) -> None:
    """They would never warn anybody."""
    (folder / "accounts.csv").write_text(
        ACCOUNTS.replace("calon,15,Calon,Ratna,kota", "calon,15,Calon,Ratna,kto"), "utf-8"
    )
    (folder / "participants.csv").unlink()
    assert _said(folder, cal=calendar()) == [
        "warning accounts.csv:2 region: no window ever opens for 'kto' in 'Kota Contoh'"
    ]


def test_rows_that_cannot_exist_are_errors(folder: Path) -> None:
    """When the platforms' shapes are given."""
    _, findings = load_registry([folder], {"x": {"account_id": {"chars": "a-z", "max": 9}}})
    assert [(finding.line, finding.field) for finding in findings] == [
        (2, "account_id"),
        (3, "account_id"),
        (2, "participant"),
        (3, "participant"),
    ]
    _, findings = load_registry([folder], {})
    assert findings[0].message.startswith("unknown platform 'x'")


def test_the_demo_campaign_is_sound_and_always_open() -> None:
    """Every row has a window at any moment of its years, and the accounts the demo shows are there."""
    contests, _ = load_contests(SHIPPED / "contests")
    shipped = Calendar.load(contests)
    registry, findings = load_registry([SHIPPED / "campaigns" / "demo"], None, shipped)
    assert not findings
    assert len(registry.platforms()) == 6
    assert all(shipped.window_for(row.contest, row.region, NOW) for row in registry.records)
    for platform, first in (("instagram", "50000000001"), ("x", "1500000000000000001")):
        mayor = registry.lookup(platform, id=first)
        assert mayor is not None
        assert mayor.handle == "walikota_contoh"
        budi = registry.lookup(platform, handle="budi_contoh")
        assert budi is not None
        assert budi.account_id == ""
