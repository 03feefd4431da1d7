"""A delta put on a state: the pieces that stay are copied from the old files, the rest is put in between."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from operator import add
from pathlib import Path
from typing import Any, Final

from rules.bounds import MAX_REGISTRY_KEYS, MAX_REGISTRY_TEXT
from rules.regfile.build import ends_of, joined
from rules.regfile.delta import DELTA, DELTA_MAGIC
from rules.regfile.layout import BLOCK, FORMAT, BadRegistryFile, Files, Head, State, decoded
from rules.regfile.output import Buffer
from rules.regfile.planes import check_order, entries_size, places_of, unpack_entries, unplanes
from rules.regfile.rows import Name, is_account, read_row, read_shared
from rules.regfile.sieve import grown_sieve, new_sieve
from rules.regfile.store import Index, Older, Records, write_state
from rules.regfile.wire import BASE, BASE_MAGIC, gunzipped, unpack

_MOST_KEYS: Final = max(BASE.size, DELTA.size) + 4 * MAX_REGISTRY_KEYS + entries_size(MAX_REGISTRY_KEYS)


def apply(old: State, keys_delta: bytes, records_delta: bytes, folder: Path) -> State:
    """Write the state that follows ``old`` into ``folder``. Where that fails nothing is written.

    Raises BadRegistryFile.
    """
    raw = gunzipped(keys_delta, _MOST_KEYS, "keys")
    if raw.startswith(BASE_MAGIC):
        return unpack(keys_delta, records_delta, folder)
    with Files(old.folder) as files:
        keys = _KeysDelta.read(raw, files)
        records = _RecordsDelta.read(gunzipped(records_delta, MAX_REGISTRY_TEXT, "records"), files, keys.to)
        check_order(keys.keys, keys.numbers, records.head.rows)

        def index() -> Index:
            merged, numbers = keys.merged(files)
            count = len(files.keys) + len(keys.keys) - len(keys.gone)
            grown = grown_sieve(files.sieve, count, records.new)
            sieve = grown or new_sieve(count, records.names(files))
            return Index(keys.prefix(files), merged, numbers, sieve, count)

        return write_state(folder, records.records(files), index, keys.to)


@dataclass(slots=True)
class _KeysDelta:
    """The places of entries that go, the entries that come, and the state that comes out."""

    gone: list[int]
    keys: array[int]
    numbers: array[int]
    to: str

    @classmethod
    def read(cls, raw: bytes, files: Files) -> _KeysDelta:
        """A checked delta of the keys in ``files``. Raises BadRegistryFile."""
        if len(raw) < DELTA.size:
            raise BadRegistryFile("the delta of the keys is cut off")
        magic, version, gone, come, start, to = DELTA.unpack_from(raw)
        if (magic, version) != (DELTA_MAGIC, FORMAT):
            raise BadRegistryFile(f"this is no delta of keys in format {FORMAT}")
        if start != files.name:
            raise BadRegistryFile(f"the delta is for the state {start.hex()}, not for {files.name.hex()}")
        if gone > len(files.keys) or come > MAX_REGISTRY_KEYS - len(files.keys):
            raise BadRegistryFile(f"the delta of the keys takes {gone} away and brings {come}")
        body = memoryview(raw)[DELTA.size :]
        places = places_of(unplanes(body[: 4 * gone], 4), len(files.keys))
        keys, numbers = unpack_entries(body[4 * gone :], come, files.head.rows - 1)
        return cls(places, keys, numbers, to.hex())

    def merged(self, files: Files) -> tuple[list[Buffer], list[Buffer]]:
        """Keys and numbers of the state that comes out, in pieces."""
        steps = self._steps(files)
        starts = [0, *[place + goes for place, goes, _ in steps]]
        ends = [*[place for place, _, _ in steps], len(files.keys)]
        come = [number if not goes else -1 for _, goes, number in steps]
        keys = _merged(files.keys, starts, ends, self.keys.tobytes(), come)
        return keys, _merged(files.numbers, starts, ends, self.numbers.tobytes(), come)

    def _steps(self, files: Files) -> list[tuple[int, int, int]]:
        """In order: at which place an entry goes (1), or before which one comes (0), and which."""
        steps = [(place, 1, 0) for place in self.gone]
        keys, prefix, numbers = files.keys, files.prefix.tolist(), files.numbers
        shift = 64 - files.prefix_bits
        for number, key in enumerate(self.keys):
            bucket = key >> shift
            end = prefix[bucket + 1]
            place = bisect_left(keys, key, prefix[bucket], end)
            while place < end and keys[place] == key and numbers[place] < self.numbers[number]:
                place += 1
            steps.append((place, 0, number))
        return sorted(steps)

    def prefix(self, files: Files) -> array[int]:
        """The prefix index, moved by what goes and comes before."""
        moves, shift, keys = [0] * len(files.prefix), 64 - files.prefix_bits, files.keys
        for key in self.keys:
            moves[(key >> shift) + 1] += 1
        for place in self.gone:
            moves[(keys[place] >> shift) + 1] -= 1
        return array("I", map(add, files.prefix.tolist(), accumulate(moves)))


def _merged(old: memoryview, starts: list[int], ends: list[int], new: bytes, come: list[int]) -> list[Buffer]:
    """The pieces of ``old`` between these places, after each but the last the entry that comes there."""
    size = old.itemsize
    kept = [old[start:end] for start, end in zip(starts, ends, strict=True)]
    added = [new[size * number : size * number + size] if number >= 0 else b"" for number in come]
    return [piece for pair in zip(kept, [*added, b""], strict=True) for piece in pair]


@dataclass(slots=True)
class _RecordsDelta:
    """The rows that are other than before, by number; and the head of the state that comes out."""

    head: Head
    shared: dict[int, bytes]
    more_shared: list[bytes]
    rows: dict[int, bytes]
    more: list[bytes]
    new: list[Name] = field(default_factory=list)

    @classmethod
    def read(cls, raw: bytes, files: Files, to: str) -> _RecordsDelta:
        """A checked delta of the records in ``files``. Raises BadRegistryFile."""
        lines = raw.split(b"\n")
        if len(lines) < 3 or lines.pop():
            raise BadRegistryFile("the delta of the records breaks off")
        spec, head = decoded(lines[0]), Head.read(lines[1])
        old = files.head
        if not isinstance(spec, dict) or (spec.get("from"), spec.get("to")) != (files.name.hex(), to):
            raise BadRegistryFile("the deltas of keys and records are not for the same states")
        shared, rows = _numbers(spec.get("shared"), old.shared), _numbers(spec.get("rows"), old.rows)
        counts = len(shared), head.shared - old.shared, len(rows), head.rows - old.rows
        if min(counts) < 0 or len(lines) != 2 + sum(counts):
            raise BadRegistryFile(f"the delta of the records has {len(lines)} lines, its head says otherwise")
        rest = iter(lines[2:])
        parts = [list(islice(rest, count)) for count in counts]
        found = cls(
            head,
            dict(zip(shared, parts[0], strict=True)),
            parts[1],
            dict(zip(rows, parts[2], strict=True)),
            parts[3],
        )
        found._check(files)
        return found

    def _check(self, files: Files) -> None:
        """That every row makes sense, and that the head counts them rightly. Raises BadRegistryFile."""
        for line in (*self.shared.values(), *self.more_shared):
            read_shared(line)

        def shared(number: int) -> bool:
            return self._has_shared(number, files)

        accounts = files.accounts + sum(self._adds(line, shared) for line in self.more)
        for number, line in self.rows.items():
            was = files.row_text.line(number)
            if len(line) > len(was):
                raise BadRegistryFile(f"row {number} is longer than its place")
            accounts += self._adds(line, shared) - is_account(was)
        if accounts != self.head.accounts:
            raise BadRegistryFile(f"{accounts} rows of accounts come out, the head says {self.head.accounts}")

    def _adds(self, line: bytes, shared: Callable[[int], bool]) -> bool:
        """Keep the names of a row that is new; whether it is an account."""
        found = read_row(line, shared)
        if not found:
            return False
        row, names = found
        self.new += names
        return type(row[0]) is int

    def _has_shared(self, number: int, files: Files) -> bool:
        """Whether a shared row is there and not empty."""
        if number in self.shared:
            return bool(self.shared[number])
        known = files.head.shared
        if 0 <= number < known:
            return files.shared_ends[number + 1] - files.shared_ends[number] > 1
        return known <= number < self.head.shared and bool(self.more_shared[number - known])

    def names(self, files: Files) -> Iterator[Name]:
        """Every name of the state that comes out."""
        lines = (files.row_text.line(n) for n in range(files.head.rows) if n not in self.rows)
        for line in lines:
            if found := read_row(line, lambda _: True):
                yield from found[1]
        yield from self.new

    def records(self, files: Files) -> Records:
        """The records of the state that comes out."""
        shared: list[Buffer] = [files.shared_text(), joined(self.more_shared)]
        shared_ends: Buffer = _more_ends(files.shared_ends, self.more_shared)
        if self.shared:
            lines = bytes(shared[0]).split(b"\n")[:-1]
            for number, line in self.shared.items():
                lines[number] = line
            lines += self.more_shared
            shared, shared_ends = [joined(lines)], ends_of(lines)
        row_ends = _more_ends(files.row_ends, self.more)
        rows, more = files.row_text.with_patches(self.rows), joined(self.more)
        if rows.is_worn:
            whole = [rows.span(0, files.head.rows), more]
            return Records(self.head, shared, whole, shared_ends, row_ends)
        older = Older(files, rows, {number // BLOCK for number in self.rows})
        return Records(self.head, shared, [more], shared_ends, row_ends, older)


def _more_ends(ends: memoryview, more: list[bytes]) -> bytes:
    """Where lines end, those that follow too."""
    return b"".join([ends[:-1], ends_of(more, ends[len(ends) - 1])])


def _numbers(given: Any, end: int) -> list[int]:
    """Rising numbers below ``end``. Raises BadRegistryFile."""
    if not isinstance(given, list) or any(type(one) is not int for one in given):
        raise BadRegistryFile("the delta of the records names no rows")
    if given and not (given[0] >= 0 and given[-1] < end and all(a < b for a, b in pairwise(given))):
        raise BadRegistryFile(f"the delta of the records names rows that are not among {end}")
    return given
