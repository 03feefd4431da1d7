"""Lists of numbers as bytes: all first bytes, then all second bytes, and so on, which gzip makes small.

Keys are written as the gaps between them. A row's number is written at the row's smallest key as the step
from the last such number, nearly always nothing, and again at every other key of the row.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, compress
from typing import Final

from rules.regfile.layout import BadRegistryFile

_KEY_BYTES: Final = 8
_NUMBER_BYTES: Final = 4
_WORD: Final = 1 << 32


def entries_size(count: int) -> int:
    """How many bytes so many entries are."""
    return (_KEY_BYTES + _NUMBER_BYTES) * count + -(-count // 8)


def pack_entries(keys: array[int], numbers: array[int], last: int) -> bytes:
    """Entries in order of their keys as bytes; the first row should have the number after ``last``."""
    flags, steps, again = bytearray(-(-len(keys) // 8)), array("I"), array("I")
    first, seen = last + 1, set[int]()
    for place, number in enumerate(numbers):
        if number in seen:
            flags[place >> 3] |= 1 << (place & 7)
            again.append((number - first) % _WORD)
        else:
            seen.add(number)
            steps.append(_folded(number - last - 1))
            last = number
    return b"".join([planes(_gaps(keys), 8), bytes(flags), planes(steps, 4), planes(again, 4)])


def unpack_entries(data: memoryview, count: int, last: int) -> tuple[array[int], array[int]]:
    """The keys and numbers of so many entries. Raises BadRegistryFile where they are not in order."""
    if len(data) != entries_size(count):
        raise BadRegistryFile(f"{count} keys should take {entries_size(count)} bytes, not {len(data)}")
    place = _KEY_BYTES * count
    keys = _summed(unplanes(data[:place], 8))
    again = list(_bits(data[place : place + -(-count // 8)]))
    if any(again[count:]):
        raise BadRegistryFile("there is a flag for a key that isn't there")
    del again[count:]
    place += -(-count // 8)
    firsts = count - sum(again)
    steps = unplanes(data[place : place + _NUMBER_BYTES * firsts], 4)
    others = unplanes(data[place + _NUMBER_BYTES * firsts :], 4)
    return keys, _numbers(again, steps, others, last)


def _numbers(again: list[int], steps: array[int], others: array[int], last: int) -> array[int]:
    """The number of every entry, from the steps and the repeated ones."""
    first = last + 1
    opened = accumulate((_unfolded(step) + 1 for step in steps), initial=last)
    next(opened)
    repeated = ((number + first) % _WORD for number in others)
    try:
        return array("I", (next(repeated) if bit else next(opened) for bit in again))
    except (OverflowError, StopIteration):
        raise BadRegistryFile("a row has a number that can't be") from None


def check_order(keys: array[int], numbers: array[int], rows: int) -> None:
    """That entries are in order, each once, and lead to rows below ``rows``. Raises BadRegistryFile."""
    if numbers and max(numbers) >= rows:
        raise BadRegistryFile(f"a key leads to row {max(numbers)} of {rows}")
    before = memoryview(keys)[:-1]
    same = compress(range(1, len(keys)), map(int.__eq__, before, memoryview(keys)[1:]))
    if any(numbers[place - 1] >= numbers[place] for place in same):
        raise BadRegistryFile("the same key leads to the same row twice, or to rows out of order")


def planes(numbers: array[int], width: int) -> bytes:
    """Numbers as planes of bytes, the lowest byte first."""
    raw = numbers.tobytes()
    return b"".join(raw[byte::width] for byte in range(width))


def unplanes(data: memoryview | bytes, width: int) -> array[int]:
    """The numbers that planes of bytes hold."""
    count = len(data) // width
    raw = bytearray(count * width)
    for byte in range(width):
        raw[byte::width] = data[byte * count : (byte + 1) * count]
    return array("Q" if width == _KEY_BYTES else "I", bytes(raw))


def gaps_of(places: Iterable[int]) -> array[int]:
    """Rising numbers as the steps between them, each less by one."""
    found, last = array("I"), -1
    for place in places:
        found.append(place - last - 1)
        last = place
    return found


def places_of(gaps: array[int], end: int) -> list[int]:
    """The rising numbers of such steps, all below ``end``. Raises BadRegistryFile."""
    places = list(accumulate((gap + 1 for gap in gaps), initial=-1))[1:]
    if places and places[-1] >= end:
        raise BadRegistryFile(f"place {places[-1]} of {end} is named")
    return places


def _gaps(keys: array[int]) -> array[int]:
    before = array("Q", [0])
    before.extend(keys[:-1])
    return array("Q", map(int.__sub__, keys, before)) if keys else array("Q")


def _summed(gaps: array[int]) -> array[int]:
    try:
        return array("Q", accumulate(gaps))
    except OverflowError:
        raise BadRegistryFile("keys pass 64 bits") from None


def _bits(flags: memoryview) -> Iterator[int]:
    return (byte >> bit & 1 for byte in flags for bit in range(8))


def _folded(number: int) -> int:
    """A number of either sign as one of none: small ones stay small."""
    return 2 * number if number >= 0 else -2 * number - 1


def _unfolded(number: int) -> int:
    return -(number >> 1) - 1 if number & 1 else number >> 1
