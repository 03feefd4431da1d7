"""Account rows: what is sound becomes a record, what is not is named with line and column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.account_rows import parse_accounts
from rules.forms import Forms

HEAD = (
    "platform,handle,account_id,display_name,participant,contest,region,"
    "source_class,source,source_date,reviewer"
)
ROW = "x,Calon_Contoh,15,Calon Contoh,Partai Jeruk,demo,*,kpu-registered,Formulir,2026-01-02,"
FORMS = Forms({"x": {"handle": {"chars": "a-z0-9_", "max": 15}, "account_id": {"chars": "0-9", "max": 20}}})


def _parse(*rows: str, head: str = HEAD) -> tuple[list[str], list[str]]:
    records, findings = parse_accounts("\n".join((head, *rows)).encode(), "a.csv", FORMS)
    return [record.key for record in records], [str(finding) for finding in findings]


def test_a_sound_row_becomes_a_record() -> None:
    """Every column arrives where it belongs; the handle loses its @."""
    (record,), findings = parse_accounts(
        f"{HEAD}\n{ROW.replace('Calon_', '@Calon_')}".encode(), "a.csv", FORMS
    )
    assert not findings
    assert (record.platform, record.handle, record.account_id) == ("x", "Calon_Contoh", "15")
    assert (record.display_name, record.participant) == ("Calon Contoh", "Partai Jeruk")
    assert (record.contest, record.region) == ("demo", "*")
    assert (record.source_class, record.source, record.reviewer) == ("kpu-registered", "Formulir", "")
    assert record.source_date == date(2026, 1, 2)


def test_other_well_known_headers_are_understood() -> None:
    """Lists come from many hands."""
    head = HEAD.replace("account_id", "ID").replace("display_name", "Name").replace("source_date", "date")
    assert _parse(ROW, head=head.replace("reviewer", "Reviewed by")) == (["x:15"], [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("x,", ",", "platform: is empty"),
        ("x,", "y,", "platform: unknown platform 'y'; known: x"),
        ("Calon_Contoh,15", ",", "handle: expected a handle or an account_id"),
        ("Calon_Contoh", "calon.contoh", "handle: 'calon.contoh' can't be on x; expected 1 to 15 of"),
        ("Calon_Contoh", "https://x.com/calon", "handle: expected the bare handle"),
        ("Calon_Contoh", "calon contoh", "handle: expected the bare handle"),
        (",15,", ",15a,", "account_id: '15a' can't be on x"),
        ("Calon Contoh", "", "display_name: is empty"),
        ("Partai Jeruk", "", "participant: is empty"),
        ("demo", "", "contest: is empty"),
        (",*,", ",,", "region: is empty; expected a region, or *"),
        (
            "kpu-registered",
            "rumour",
            "source_class: expected kpu-registered or agency-curated, found 'rumour'",
        ),
        ("kpu-registered", "agency-curated", "reviewer: is empty; an agency-curated row needs a person"),
        ("Formulir", "", "source: is empty"),
        ("2026-01-02", "02/01/2026", "source_date: expected a date like 2026-01-31, found '02/01/2026'"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, expected: str) -> None:
    """One finding on the row's line, and no record."""
    assert old in ROW
    keys, said = _parse(ROW.replace(old, new, 1))
    assert keys == []
    assert len(said) == 1
    assert said[0].startswith(f"a.csv:2: {expected}")


def test_an_agency_curated_row_with_a_reviewer_is_sound() -> None:
    """The second pair of eyes is all it lacks."""
    assert _parse(ROW.replace("kpu-registered", "Agency-Curated") + "Ibu Tini") == (["x:15"], [])


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (ROW, ["account_id: '15' is there twice", "handle: 'calon_contoh' is there twice"]),
        (ROW.replace("Calon_Contoh", ""), ["account_id: '15' is there twice"]),
        (ROW.replace("Calon_Contoh,15", "CALON_contoh,"), ["handle: 'calon_contoh' is there twice"]),
        (
            ROW.replace(",15,", ",16,").replace("demo", "lain"),
            ["handle: 'calon_contoh' already belongs to the acc"],
        ),
        (ROW.replace("demo", "lain"), []),
        (ROW.replace("*", "Kota Contoh"), []),
        (ROW.replace("Calon_Contoh", "nama_baru").replace("demo", "lain"), []),
    ],
)
def test_an_account_is_there_once_for_each_contest_and_region(second: str, expected: list[str]) -> None:
    """A party runs in many places; a handle has one owner; a new handle of the same id is fine."""
    _, said = _parse(ROW, second)
    assert len(said) == len(expected)
    for message, start in zip(said, expected, strict=True):
        assert message.startswith(f"a.csv:3: {start}")
        assert "a.csv:2" in message


def test_every_error_is_told_not_only_the_first() -> None:
    """All columns of all rows."""
    _, said = _parse(ROW.replace("demo", "").replace("2026-01-02", "soon"), ROW.replace("x,", ",", 1))
    assert [message.split(": ")[0:2] for message in said] == [
        ["a.csv:2", "contest"],
        ["a.csv:2", "source_date"],
        ["a.csv:3", "platform"],
    ]


@settings(deadline=None)
@given(st.binary(max_size=300), st.lists(st.text(max_size=20), min_size=1, max_size=14))
def test_arbitrary_bytes_and_cells_never_raise(raw: bytes, cells: list[str]) -> None:
    """They give records that have a name, or findings."""
    for text in (raw, HEAD.encode() + b"\n" + raw, f"{HEAD}\n{','.join(cells)}".encode("utf-8", "replace")):
        records, _ = parse_accounts(text, "a.csv", FORMS)
        assert all(record.handle or record.account_id for record in records)
