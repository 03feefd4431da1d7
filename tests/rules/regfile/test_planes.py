"""Numbers come back from their planes as they were, and what can't be is refused."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_REGISTRY_ROWS
from rules.regfile.layout import BadRegistryFile
from rules.regfile.planes import (
    check_order,
    entries_size,
    gaps_of,
    pack_entries,
    places_of,
    planes,
    unpack_entries,
    unplanes,
)

KEYS = st.integers(0, 2**64 - 1)
NUMBERS = st.integers(0, MAX_REGISTRY_ROWS - 1)
ENTRIES = st.lists(st.tuples(KEYS | st.integers(0, 3), NUMBERS | st.integers(0, 5)), unique=True, max_size=40)


@given(ENTRIES, st.integers(-1, MAX_REGISTRY_ROWS - 1))
def test_entries_come_back(entries: list[tuple[int, int]], last: int) -> None:
    """Whatever keys, whatever rows, one row under several keys, several rows under one key."""
    entries.sort()
    keys, numbers = array("Q", (k for k, _ in entries)), array("I", (n for _, n in entries))
    raw = pack_entries(keys, numbers, last)
    assert len(raw) == entries_size(len(entries))
    assert unpack_entries(memoryview(raw), len(entries), last) == (keys, numbers)
    check_order(keys, numbers, MAX_REGISTRY_ROWS)


@given(st.binary(max_size=200), st.integers(0, 20), st.integers(-1, 100))
def test_any_bytes_are_entries_or_refused(raw: bytes, count: int, last: int) -> None:
    """Nothing but a refusal comes of bytes that are no entries."""
    for data in (raw, raw[: entries_size(count)].ljust(entries_size(count), b"\xff")):
        try:
            keys, numbers = unpack_entries(memoryview(data), count, last)
        except BadRegistryFile:
            continue
        assert len(keys) == len(numbers) == count


def test_numbers_that_follow_cost_nothing() -> None:
    """The numbers of rows in the order of their smallest keys are zeros all through."""
    keys, numbers = array("Q", range(5)), array("I", [7, 8, 7, 9, 8])
    assert pack_entries(keys, numbers, 6) == bytes([0, 1, 1, 1, 1]) + bytes(35) + b"\x14" + bytes(12) + bytes(
        [0, 1, 0, 0, 0, 0, 0, 0]
    )


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [([1, 1], [2, 2]), ([1, 1], [2, 1]), ([1], [5])],
    ids=["twice", "out of order", "beyond the rows"],
)
def test_entries_out_of_order_are_refused(keys: list[int], numbers: list[int]) -> None:
    """Each key and row once, rows of one key rising, all of them there."""
    with pytest.raises(BadRegistryFile):
        check_order(array("Q", keys), array("I", numbers), 5)


def test_keys_beyond_64_bits_are_refused() -> None:
    """Gaps that sum up to more than a key can hold."""
    raw = planes(array("Q", [2**64 - 1, 1]), 8) + b"\x00" + bytes(8)
    with pytest.raises(BadRegistryFile, match="64 bits"):
        unpack_entries(memoryview(raw), 2, -1)


def test_a_flag_for_no_key_is_refused() -> None:
    """The same entries are always the same bytes."""
    with pytest.raises(BadRegistryFile, match="flag"):
        unpack_entries(memoryview(bytes(8) + b"\x02" + bytes(4)), 1, -1)


def test_rows_below_nothing_are_refused() -> None:
    """A step that leads below the first row."""
    raw = bytes(8) + b"\x00" + planes(array("I", [1]), 4)
    with pytest.raises(BadRegistryFile, match="number"):
        unpack_entries(memoryview(raw), 1, -1)


@given(st.lists(st.integers(0, 2**32 - 1)), st.lists(KEYS))
def test_planes_come_back(small: list[int], large: list[int]) -> None:
    """Four bytes or eight."""
    assert unplanes(planes(array("I", small), 4), 4).tolist() == small
    assert unplanes(planes(array("Q", large), 8), 8).tolist() == large


@given(st.sets(st.integers(0, 1000)))
def test_places_come_back(places: set[int]) -> None:
    """Rising numbers, within their bound."""
    rising = sorted(places)
    assert places_of(gaps_of(rising), 1001) == rising
    if rising:
        with pytest.raises(BadRegistryFile, match="named"):
            places_of(gaps_of(rising), rising[-1])
