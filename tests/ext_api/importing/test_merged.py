"""Merged ranges are said of every cell they cover."""

from __future__ import annotations

import pytest

from ext_api.importing.bounds import MAX_MERGED
from ext_api.importing.merged import Range, spread
from ext_api.importing.sheets import BadFile, Line


def test_ranges_fill_their_cells() -> None:
    """Down, also past lines that the file leaves out; the lines given stay as they are."""
    lines = [Line(1, ["a", "", "x"]), Line(2, ["", "b"]), Line(5, ["", "c"])]
    ranges = [Range(1, 5, 0, 0), Range(2, 3, 1, 1), Range(9, 9, 0, 0)]
    assert [line.cells for line in spread(lines, ranges)] == [["a", "", "x"], ["a", "b"], ["a", "c"]]
    assert lines[1].cells == ["", "b"]


def test_a_range_across_is_filled_from_its_first_cell() -> None:
    """A title over several columns stands over each of them, also where the line is shorter."""
    assert [line.cells for line in spread([Line(3, ["", "t"])], [Range(3, 3, 1, 3)])] == [["", "t", "t", "t"]]


def test_a_range_that_begins_where_there_is_no_line() -> None:
    """Its first cell is blank, so nothing is filled."""
    assert [line.cells for line in spread([Line(2, ["", "b"])], [Range(1, 3, 0, 0)])] == [["", "b"]]


def test_ranges_without_end_are_refused() -> None:
    """More covered cells than any office merges are told, before they fill the memory."""
    lines = (Line(number, ["x"]) for number in range(1, 20_000))
    with pytest.raises(BadFile) as told:
        list(spread(lines, [Range(1, 10**7, 0, 255)]))
    assert told.value.key == "merged_much"
    assert MAX_MERGED < 20_000 * 256
