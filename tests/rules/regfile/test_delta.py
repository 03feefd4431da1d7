"""A delta holds what changed and little else."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from rules import regfile
from rules.registry import Registry
from tests.support.election import record

ROWS = [record(f"budi{n}", str(n)) for n in range(400)]


@pytest.fixture
def old(tmp_path: Path) -> regfile.State:
    """A state of 400 accounts."""
    return regfile.build(tmp_path / "old", Registry(ROWS))


def test_a_delta_is_small(old: regfile.State, tmp_path: Path) -> None:
    """Of two accounts that go and two that come, a few bytes for each key and a line for each row."""
    later = Registry([*ROWS[2:], record("siti", "1001"), record("tono", "1002")])
    keys, records = regfile.delta(old, regfile.build(tmp_path / "new", later, old.folder))
    assert len(keys) < 250
    assert gzip.decompress(records).count(b"\n") == 6
    assert b"siti" in gzip.decompress(records)
    assert b"budi" not in gzip.decompress(records)


def test_a_delta_is_always_the_same(old: regfile.State, tmp_path: Path) -> None:
    """And has no time in it."""
    new = regfile.build(tmp_path / "new", Registry(ROWS[1:]), old.folder)
    assert regfile.delta(old, new) == regfile.delta(old, new)
    assert {one[:8] for one in regfile.delta(old, new)} == {bytes.fromhex("1f8b080000000000")}


def test_from_a_state_to_itself_nothing_changes(old: regfile.State, tmp_path: Path) -> None:
    """Applied, it gives the same state."""
    keys, records = regfile.delta(old, old)
    assert len(keys) < 120
    assert regfile.apply(old, keys, records, tmp_path / "new").sha256 == old.sha256


def test_a_newer_name_costs_no_key(old: regfile.State, tmp_path: Path) -> None:
    """The row alone travels, if it fits into its place."""
    renamed = replace(ROWS[0], display_name="Budi")
    keys, records = regfile.delta(
        old, regfile.build(tmp_path / "n", Registry([renamed, *ROWS[1:]]), old.folder)
    )
    assert len(keys) < 120
    assert gzip.decompress(records).splitlines()[2:] == [b'[0,"x","0","budi0","Budi"]']


def test_between_strangers_the_delta_is_the_whole(old: regfile.State, tmp_path: Path) -> None:
    """Where neither was made from the other, and rows have other numbers."""
    other = regfile.build(tmp_path / "other", Registry(ROWS[:9]))
    assert regfile.delta(old, other) == regfile.pack(other)
    assert regfile.apply(old, *regfile.delta(old, other), tmp_path / "new").sha256 == other.sha256
