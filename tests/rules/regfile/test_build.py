"""The same registry gives the same state; a later one changes as little of it as possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from rules import regfile
from rules.bounds import MAX_ID
from rules.model import Record
from rules.regfile.layout import Files
from rules.registry import Hashtag, Registry
from tests.support.election import hashtag, record

ROWS = [record(f"budi{n}", str(n), contest="ab"[n % 2]) for n in range(50)]
TAGS = [hashtag("pilih"), hashtag("lain")]


def lines(folder: Path) -> list[bytes]:
    """The rows of a state, in order of their numbers."""
    with Files(folder) as files:
        return [files.row_text.line(n) for n in range(files.head.rows)]


def shared(folder: Path) -> list[bytes]:
    """The shared rows of a state."""
    with Files(folder) as files:
        return [files.shared(n) for n in range(files.head.shared)]


def test_the_order_of_rows_makes_no_difference(tmp_path: Path) -> None:
    """Nor do rows that are there twice."""
    first = regfile.build(tmp_path / "a", Registry(ROWS, TAGS))
    mixed, tags = [*ROWS, *ROWS[:5]], TAGS[::-1]
    Random(1).shuffle(mixed)
    assert regfile.build(tmp_path / "b", Registry(mixed, tags)).sha256 == first.sha256
    assert (first.keys, first.accounts) == (102, 50)


def test_rows_stand_in_the_order_of_their_smallest_keys(tmp_path: Path) -> None:
    """So that the numbers of keys need not be sent."""
    regfile.build(tmp_path, Registry(ROWS, TAGS))
    with Files(tmp_path) as files:
        first = list(dict.fromkeys(files.numbers.tolist()))
        assert first == list(range(52))
        assert files.keys.tolist() == sorted(files.keys.tolist())


def test_what_rows_share_is_written_once(tmp_path: Path) -> None:
    """One shared row for each participant, contest and source."""
    regfile.build(tmp_path, Registry(ROWS, TAGS))
    assert len(shared(tmp_path)) == 2


def test_rows_keep_their_numbers(tmp_path: Path) -> None:
    """What goes leaves spaces, what comes stands at the end, and a state without a past is compact again."""
    regfile.build(tmp_path / "a", Registry(ROWS))
    later = Registry([*ROWS[5:], record("siti", "99")])
    regfile.build(tmp_path / "b", later, tmp_path / "a")
    before, after = lines(tmp_path / "a"), lines(tmp_path / "b")
    assert len(after) == len(before) + 1
    assert [len(line) for line in after[:50]] == [len(line) for line in before]
    assert sum(not line.strip() for line in after) == 5
    assert all(new in (old, b" " * len(old)) for new, old in zip(after, before, strict=False))
    regfile.build(tmp_path / "c", later)
    assert len(lines(tmp_path / "c")) == 46


def test_a_state_that_is_mostly_empty_is_numbered_anew(tmp_path: Path) -> None:
    """Once a third of its rows is gone; the delta is then the whole."""
    rows = [record(f"budi{n}") for n in range(2400)]
    old = regfile.build(tmp_path / "old", Registry(rows))
    regfile.build(tmp_path / "more", Registry(rows[1000:]), tmp_path / "old")
    assert len(lines(tmp_path / "more")) == 2400
    less = regfile.build(tmp_path / "less", Registry(rows[1001:]), tmp_path / "old")
    assert len(lines(tmp_path / "less")) == 1399
    assert regfile.delta(old, less) == regfile.pack(less)


def test_a_changed_row_takes_its_old_place_if_it_fits(tmp_path: Path) -> None:
    """Shorter, it is filled up with spaces; longer, it goes to the end."""
    regfile.build(tmp_path / "a", Registry([record("budi", "1")]))
    shorter, longer = (replace(record("budi", "1"), display_name=name) for name in ("B", "Budi" * 9))
    regfile.build(tmp_path / "b", Registry([shorter]), tmp_path / "a")
    regfile.build(tmp_path / "c", Registry([longer]), tmp_path / "b")
    assert [line.rstrip() for line in lines(tmp_path / "b")] == [b'[0,"x","1","budi","B"]']
    assert len(lines(tmp_path / "b")[0]) == len(lines(tmp_path / "a")[0])
    assert [len(line.strip()) for line in lines(tmp_path / "c")] == [0, 57]


def test_a_newer_source_changes_one_shared_row_and_no_other(tmp_path: Path) -> None:
    """As when the list of a participant's accounts is published again."""
    old = [record(f"budi{n}") for n in range(20)]
    new = [replace(one, source="Formulir 2 yang lebih panjang", source_date=date(2026, 3, 4)) for one in old]
    regfile.build(tmp_path / "a", Registry(old))
    regfile.build(tmp_path / "b", Registry(new), tmp_path / "a")
    assert lines(tmp_path / "a") == lines(tmp_path / "b")
    assert len(shared(tmp_path / "b")) == 1
    mapped = regfile.MappedRegistry(tmp_path / "b")
    assert mapped.lookup("x", handle="budi7") == new[7]
    mapped.close()


def test_a_shared_row_that_nobody_needs_is_empty(tmp_path: Path) -> None:
    """Its number is not given away."""
    other = record("siti", contest="lain")
    regfile.build(tmp_path / "a", Registry([record("budi"), other]))
    regfile.build(tmp_path / "b", Registry([other]), tmp_path / "a")
    assert sorted(map(bool, shared(tmp_path / "b"))) == [False, True]


def test_an_empty_registry_is_a_state_too(tmp_path: Path) -> None:
    """As at the beginning, and when all are gone."""
    empty = regfile.build(tmp_path / "a", Registry())
    assert (empty.keys, empty.accounts) == (0, 0)
    assert regfile.read_state(tmp_path / "a") == empty
    regfile.build(tmp_path / "b", Registry(ROWS), tmp_path / "a")
    gone = regfile.build(tmp_path / "c", Registry(), tmp_path / "b")
    assert (gone.keys, gone.accounts) == (0, 0)


@pytest.mark.parametrize(
    "row",
    [record("@"), record(""), record("a" * (MAX_ID + 1)), record("", "1" * (MAX_ID + 1)), record("a\ud800")],
    ids=["only @", "no name", "long handle", "long id", "half a character"],
)
def test_a_row_that_no_reader_would_take_is_refused(tmp_path: Path, row: Record) -> None:
    """And nothing is written."""
    broken = Registry.__new__(Registry)
    broken.records, broken.hashtags = (row,), ()
    with pytest.raises(regfile.BadRegistryFile, match="row"):
        regfile.build(tmp_path, broken)
    with pytest.raises(regfile.BadRegistryFile, match="row"):
        regfile.build(tmp_path, Registry([], [Hashtag("#", "a", "b", "c", "d")]))
    assert list(tmp_path.iterdir()) == []
