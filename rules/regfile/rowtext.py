"""The text of rows: a file that only ever grows, and the few rows that say something else by now.

So one file serves a state and those that follow it, and a day's changes are little to write.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

type Text = memoryview | bytes

_FEW: Final = 1000
_SHARE: Final = 32
"""Beyond so many patches, and one in so many rows, it is time to write all rows anew."""


class RowText:
    """Rows by their numbers, each in a place of its own: one that is patched is filled up with spaces.

    Row ``n`` is ``text[ends[n] : ends[n + 1]]``, or what ``patches`` holds for its place among ``numbers``.
    """

    __slots__ = ("_ends", "_text", "numbers", "patch_ends", "patches")

    def __init__(
        self,
        text: Text,
        ends: Sequence[int],
        numbers: Sequence[int] = (),
        patches: Text = b"",
        patch_ends: Sequence[int] = (0,),
    ) -> None:
        self._text, self._ends = text, ends
        self.numbers, self.patches, self.patch_ends = numbers, patches, patch_ends

    def line(self, number: int) -> bytes:
        """A row as it is written, without the end of line."""
        start, end = self._ends[number], self._ends[number + 1] - 1
        patch = self.patch(number)
        return bytes(self._text[start:end]) if patch is None else patch.ljust(end - start)

    def patch(self, number: int) -> bytes | None:
        """What a row says instead of what the file says; None where that still holds."""
        place = bisect_left(self.numbers, number)
        if place < len(self.numbers) and self.numbers[place] == number:
            return self._patch(place)
        return None

    def span(self, first: int, end: int) -> Text:
        """The text of the rows from ``first`` up to ``end``, with their ends of line."""
        ends, numbers, start = self._ends, self.numbers, self._ends[first]
        pieces: list[Text] = []
        for place in range(bisect_left(numbers, first), bisect_left(numbers, end)):
            row, behind = ends[numbers[place]], ends[numbers[place] + 1]
            pieces += self._text[start:row], self._patch(place).ljust(behind - row - 1), b"\n"
            start = behind
        pieces.append(self._text[start : ends[end]])
        return b"".join(pieces) if len(pieces) > 1 else pieces[0]

    def with_patches(self, patches: Mapping[int, bytes]) -> RowText:
        """The same rows, but for some more that say something else."""
        old = {number: self._patch(place) for place, number in enumerate(self.numbers)}
        lines = dict(sorted({**old, **patches}.items()))
        ends = array("I", accumulate(map(len, lines.values()), initial=0))
        return RowText(self._text, self._ends, array("I", lines), b"".join(lines.values()), ends)

    @property
    def is_worn(self) -> bool:
        """Whether so many rows are patched that all should be written anew."""
        return len(self.numbers) > max(_FEW, (len(self._ends) - 1) // _SHARE)

    def _patch(self, place: int) -> bytes:
        return bytes(self.patches[self.patch_ends[place] : self.patch_ends[place + 1]])
