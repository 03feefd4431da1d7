"""A registry -> a state: rows and shared rows numbered, keys sorted.

With a previous state every row that is still the same keeps its number and its place. A row that is gone
becomes spaces; one that changed takes its old place if it fits there; new ones follow at the end, in the
order of their smallest keys. Without one, or once a third of all rows is empty, all stand in that order anew.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, repeat
from operator import add
from pathlib import Path
from typing import Final

import orjson

from rules.bounds import MAX_ID, MAX_REGISTRY_KEYS, MAX_REGISTRY_ROWS
from rules.regfile.layout import BadRegistryFile, Files, Head, State
from rules.regfile.rows import (
    Name,
    Shared,
    account_line,
    hashtag_line,
    is_account,
    key_of,
    line_of,
    names_of,
    read_shared,
    shared_of,
)
from rules.regfile.sieve import grown_sieve, new_sieve
from rules.regfile.store import Index, Records, prefix_of, write_state
from rules.registry import Registry

type Keys = tuple[int, ...]

_FEW_EMPTY: Final = 1000
"""So many empty rows do no harm, whatever their share."""


def build(folder: Path, registry: Registry, previous: Path | None = None) -> State:
    """Write the state of a registry into ``folder``. Raises BadRegistryFile where a row can't be written."""
    old = _Old.read(previous) if previous else _Old()
    shared = _numbered({shared_of(record) for record in registry.records}, old.shared)
    rows = _keyed(registry, shared)
    numbers = _placed(rows, old.rows)
    if _is_hollow(numbers, len(old.rows)):
        return build(folder, registry)
    lines = _shared_lines(shared, len(old.shared)), _row_lines(numbers, old.rows)
    records = records_of(_head(registry, *lines), *lines)

    def index() -> Index:
        keys, targets = _entries(rows, numbers)
        new = (line for line, number in numbers.items() if number >= len(old.rows))
        grown = grown_sieve(old.sieve, len(keys), _names(new)) if previous else None
        sieve = grown or new_sieve(len(keys), _names(numbers))
        return Index(prefix_of(keys), [keys], [targets], sieve, len(keys))

    return write_state(folder, records, index)


@dataclass(slots=True)
class _Old:
    """What a new state takes over from an earlier one: its lines, each with its place, and its sieve."""

    shared: list[bytes] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)
    sieve: bytes = b""

    @classmethod
    def read(cls, folder: Path) -> _Old:
        """Those of the state in ``folder``."""
        with Files(folder) as files:
            shared = bytes(files.shared_text()).split(b"\n")[:-1]
            rows = bytes(files.row_text.span(0, files.head.rows)).split(b"\n")[:-1]
            return cls(shared, rows, bytes(files.sieve))


def _numbered(wanted: set[Shared], old: Sequence[bytes]) -> dict[Shared, int]:
    """A number for each shared row; one that is known keeps it, also where only its source is another."""
    known = {row: number for number, line in enumerate(old) if (row := read_shared(line))}
    found = {row: number for row, number in known.items() if row in wanted}
    free = defaultdict(list)
    for row, number in known.items():
        if row not in found:
            free[row[:4]].append(number)
    end = len(old)
    for row in sorted(wanted - found.keys()):
        if free[row[:4]]:
            found[row] = free[row[:4]].pop(0)
        else:
            found[row] = end
            end += 1
    return found


def _shared_lines(shared: Mapping[Shared, int], least: int) -> list[bytes]:
    """Shared rows in order of their numbers; those that nobody needs are empty."""
    lines = [b""] * max(least, max(shared.values(), default=-1) + 1)
    for row, number in shared.items():
        lines[number] = line_of(row)
    return lines


def _keyed(registry: Registry, shared: Mapping[Shared, int]) -> dict[bytes, Keys]:
    """The line of every row, with its keys."""
    lines = (account_line(record, shared[shared_of(record)]) for record in registry.records)
    return {line: _keys(line) for line in (*lines, *map(hashtag_line, registry.hashtags))}


def _keys(line: bytes) -> Keys:
    """The keys of a row, smallest first. Raises BadRegistryFile where it can never be found."""
    names = names_of(orjson.loads(line))
    if not names or any(len(name) > MAX_ID for _, _, name in names):
        raise BadRegistryFile(f"a row has no name, or one longer than {MAX_ID}: {line[:200].decode()}")
    return tuple(sorted(key_of(*name) for name in names))


def _placed(rows: Mapping[bytes, Keys], old: Sequence[bytes]) -> dict[bytes, int]:
    """The number of each row."""
    known = {text: number for number, line in enumerate(old) if (text := line.rstrip(b" "))}
    found = {line: known[line] for line in rows if line in known}
    free: dict[Keys, list[int]] = defaultdict(list)
    for line, number in known.items():
        if line not in found:
            free[_keys(line)].append(number)
    end = len(old)
    for line in sorted(rows.keys() - found.keys(), key=lambda line: (rows[line], line)):
        fit = next((n for n in free.get(rows[line], ()) if len(line) <= len(old[n])), None)
        if fit is None:
            fit, end = end, end + 1
        else:
            free[rows[line]].remove(fit)
        found[line] = fit
    return found


def _is_hollow(numbers: Mapping[bytes, int], old: int) -> bool:
    """Whether so many rows are empty that it is time to number them anew."""
    rows = max(old, max(numbers.values(), default=-1) + 1)
    return rows - len(numbers) > max(_FEW_EMPTY, rows // 3)


def _row_lines(numbers: Mapping[bytes, int], old: Sequence[bytes]) -> list[bytes]:
    """Rows in order of their numbers, each in a place of the old one's length."""
    lines = [b" " * len(line) for line in old]
    lines += [b""] * (max(numbers.values(), default=-1) + 1 - len(old))
    for line, number in numbers.items():
        lines[number] = line.ljust(len(lines[number]))
    return lines


def _entries(rows: Mapping[bytes, Keys], numbers: Mapping[bytes, int]) -> tuple[array[int], array[int]]:
    """All keys in order, and the number of the row that each leads to."""
    pairs = sorted({key << 32 | numbers[line] for line, keys in rows.items() for key in keys})
    if len(pairs) > MAX_REGISTRY_KEYS:
        raise BadRegistryFile(f"{len(pairs)} keys; up to {MAX_REGISTRY_KEYS} may be")
    return array("Q", (pair >> 32 for pair in pairs)), array("I", (pair & 0xFFFFFFFF for pair in pairs))


def _head(registry: Registry, shared: list[bytes], rows: list[bytes]) -> Head:
    """What can be said of the whole."""
    if max(len(shared), len(rows)) > MAX_REGISTRY_ROWS:
        raise BadRegistryFile(f"{len(rows)} rows; up to {MAX_REGISTRY_ROWS} may be")
    platforms, contests = tuple(sorted(registry.platforms())), tuple(sorted(registry.contests()))
    accounts = sum(map(is_account, rows))
    return Head(len(shared), len(rows), accounts, platforms, contests)


def records_of(head: Head, shared: list[bytes], rows: list[bytes]) -> Records:
    """Lines as what is written."""
    return Records(head, [joined(shared)], [joined(rows)], ends_of(shared), ends_of(rows))


def joined(lines: Iterable[bytes]) -> bytes:
    """Lines as text."""
    return b"\n".join([*lines, b""])


def ends_of(lines: Iterable[bytes], start: int = 0) -> array[int]:
    """Where the first line begins, and where each ends."""
    return array("I", accumulate(map(add, map(len, lines), repeat(1)), initial=start))


def _names(lines: Iterable[bytes]) -> Iterable[Name]:
    """All names of the rows that lines write."""
    return chain.from_iterable(names_of(orjson.loads(line)) for line in lines)
