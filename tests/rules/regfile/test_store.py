"""A state is written whole or not at all, and never over files that somebody reads."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import regfile
from rules.regfile import store
from rules.regfile.layout import LEAST_BITS, BadRegistryFile, Head, State
from rules.regfile.output import Buffer
from rules.regfile.store import Index, Records, prefix_of, write_state

FILES = {regfile.KEYS_FILE, regfile.RECORDS_FILE, regfile.ROWS_FILE}
HEAD = Head(0, 1, 1, ("x",), ("kota",))
ROW = b'[0,"x","1","",""]\n'


def one_key() -> Index:
    """An index of one key."""
    keys = array("Q", [5])
    return Index(prefix_of(keys), [keys], [array("I", [0])], bytes(8), 1)


def write(
    folder: Path, row: bytes = ROW, expected: str | None = None, index: Callable[[], Index] = one_key
) -> State:
    """A state of one row."""
    ends = array("I", [0, len(row)])
    return write_state(folder, Records(HEAD, [], [row], array("I", [0]), ends), index, expected)


def test_a_state_is_written_into_a_new_folder(tmp_path: Path) -> None:
    """The folder and those above it are made; nothing but the three files is in it."""
    state = write(tmp_path / "a" / "b")
    assert regfile.read_state(state.folder) == state
    assert {path.name for path in state.folder.iterdir()} == FILES


def test_another_state_than_expected_is_not_written(tmp_path: Path) -> None:
    """What was there stays, and nothing else lies about."""
    state = write(tmp_path)
    with pytest.raises(BadRegistryFile, match=f"not {state.sha256}"):
        write(tmp_path, ROW.replace(b"1", b"2"), state.sha256)
    assert regfile.read_state(tmp_path) == state
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert write(tmp_path, ROW, state.sha256) == state


def broken() -> Index:
    """An index that can't be made."""
    raise BadRegistryFile("broken")


def full(*_: object) -> int:
    """A disk without room."""
    raise OSError(28, "No space left on device")


def test_where_the_index_can_t_be_made_nothing_is_left(tmp_path: Path) -> None:
    """The records, which were written meanwhile, go again."""
    with pytest.raises(BadRegistryFile, match="broken"):
        write(tmp_path, index=broken)
    assert list(tmp_path.iterdir()) == []


def test_where_the_disk_is_full_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is what was there before touched."""
    state = write(tmp_path)
    monkeypatch.setattr(os, "writev", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path, ROW.replace(b"1", b"2"))
    assert regfile.read_state(tmp_path) == state
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_a_text_beyond_its_bound_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it came about."""
    monkeypatch.setattr(store, "MAX_REGISTRY_TEXT", 100)
    with pytest.raises(BadRegistryFile, match="up to 100 may be"):
        write(tmp_path)


def test_short_writes_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may take a part of what it is given."""
    whole = write(tmp_path / "whole")
    real = os.writev

    def few(file: int, parts: list[Buffer]) -> int:
        """Takes seven thousand bytes at a time."""
        return real(file, [memoryview(parts[0]).cast("B")[:7000]])

    monkeypatch.setattr(os, "writev", few)
    assert write(tmp_path / "few").sha256 == whole.sha256
    assert regfile.read_state(tmp_path / "few").sha256 == whole.sha256


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 2**50)))
def test_the_prefix_index_bounds_every_key(found: list[int]) -> None:
    """Every key lies between the entry of its first two bytes and the next entry."""
    keys = array("Q", sorted(found))
    prefix = prefix_of(keys)
    assert (len(prefix), prefix[0], prefix[-1]) == ((1 << LEAST_BITS) + 1, 0, len(keys))
    for place, key in enumerate(keys):
        assert prefix[key >> 48] <= place < prefix[(key >> 48) + 1]
