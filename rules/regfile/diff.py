"""The entries in which two states differ, found bucket by bucket, so that what is equal is only compared."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator

from rules.regfile.layout import Files, State


def changes(old: State, new: State) -> int:
    """How many keys were added and removed from one state to the other."""
    with Files(old.folder) as before, Files(new.folder) as after:
        count = 0
        for (a, b), (c, d) in _buckets(before, after):
            first, second = before.keys[a:b].tolist(), after.keys[c:d].tolist()
            if first != second:
                count += _differing(first, second)
        return count


def _differing(first: list[int], second: list[int]) -> int:
    """How many numbers are in one list and not in the other, each as often as it is there."""
    had, has = set(first), set(second)
    if len(had) == len(first) and len(has) == len(second):
        return len(had ^ has)
    before, after = Counter(first), Counter(second)
    return (before - after).total() + (after - before).total()


def added_and_removed(before: Files, after: Files) -> tuple[array[int], array[int], list[int]]:
    """Keys and numbers of the entries that came, and the places of those that went."""
    keys, numbers, gone = array("Q"), array("I"), list[int]()
    for (a, b), (c, d) in _buckets(before, after):
        first, second = _pairs(before, a, b), _pairs(after, c, d)
        if first == second:
            continue
        had, has = set(first), set(second)
        gone += (a + n for n, pair in enumerate(first) if pair not in has)
        for key, number in second:
            if (key, number) not in had:
                keys.append(key)
                numbers.append(number)
    return keys, numbers, gone


def _buckets(before: Files, after: Files) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Of every bucket that is not the same to the byte, where it begins and ends in both states."""
    bits = min(before.prefix_bits, after.prefix_bits)
    one, two = (each.prefix[:: 1 << (each.prefix_bits - bits)].tolist() for each in (before, after))
    for a, b, c, d in zip(one, one[1:], two, two[1:], strict=False):
        if a == b and c == d:
            continue
        if b - a != d - c or before.keys[a:b] != after.keys[c:d] or before.numbers[a:b] != after.numbers[c:d]:
            yield (a, b), (c, d)


def _pairs(files: Files, start: int, end: int) -> list[tuple[int, int]]:
    return list(zip(files.keys[start:end].tolist(), files.numbers[start:end].tolist(), strict=True))
