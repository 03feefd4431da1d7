"""Writing a state: its files made and their hash checked before they take their places."""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import rshift
from pathlib import Path

from rules.bounds import MAX_REGISTRY_TEXT
from rules.regfile.layout import (
    FORMAT,
    KEYS_FILE,
    KEYS_HEADER,
    KEYS_MAGIC,
    LEAST_BITS,
    MOST_BITS,
    RECORDS_FILE,
    RECORDS_HEADER,
    RECORDS_MAGIC,
    ROWS_FILE,
    BadRegistryFile,
    Files,
    Head,
    State,
    block_digests,
    digest_of,
    name_of,
    padded,
    prefix_bytes,
)
from rules.regfile.output import Buffer, Output, mapped, replacing, size_of, write
from rules.regfile.rowtext import RowText


@dataclass(slots=True)
class Older:
    """The state that another follows: its file of rows is gone on with.

    ``rows`` are its rows as they are now; of their blocks only the ``dirty`` ones have another digest.
    """

    files: Files
    rows: RowText
    dirty: Collection[int]


@dataclass(slots=True)
class Records:
    """All that goes into the files of records and rows. ``shared`` and ``rows`` are text in any pieces.

    Of a state that follows an ``older`` one, ``rows`` are those that come behind that one's.
    """

    head: Head
    shared: Sequence[Buffer]
    rows: Sequence[Buffer]
    shared_ends: Buffer
    row_ends: Buffer
    older: Older | None = None

    @property
    def patches(self) -> tuple[Buffer, Buffer, Buffer]:
        """The patched rows: their numbers, where their lines end, and their text."""
        rows = self.older.rows if self.older else RowText(b"", ())
        return array("I", rows.numbers), array("I", rows.patch_ends), rows.patches


@dataclass(slots=True)
class Index:
    """All that goes into the file of keys. The ``count`` ``keys`` and ``numbers`` may be in pieces."""

    prefix: Buffer
    keys: Sequence[Buffer]
    numbers: Sequence[Buffer]
    sieve: Buffer
    count: int

    @property
    def bits(self) -> tuple[int, int]:
        """How many bits number the entries of the prefix index, and the bits of the sieve."""
        return (size_of([self.prefix]) // 4).bit_length() - 1, (8 * size_of([self.sieve])).bit_length() - 1


def write_state(
    folder: Path, records: Records, index: Callable[[], Index], expected: str | None = None
) -> State:
    """Write a state into ``folder``; where it turns out to be another than ``expected``, write nothing.

    A thread of its own does what is long calls, of which Python knows nothing: two that both run Python would
    only wait for each other. Raises BadRegistryFile, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder) as output, ThreadPoolExecutor(1) as helper:
        keys, texts, rows = output.new(KEYS_FILE), output.new(RECORDS_FILE), _rows_file(output, records)
        made = index()
        recorded = helper.submit(_write_records, texts, rows, records)
        derived = helper.submit(digest_of, made.prefix, made.sieve)
        _write_keys(keys, made)
        start = KEYS_HEADER.size + prefix_bytes(made.bits[0])
        middle, end = start + 8 * made.count, start + 12 * made.count
        first = helper.submit(_digest_within, keys, start, middle)
        second = helper.submit(_digest_within, keys, middle, end)
        size, ends, more = recorded.result()
        blocks = _write_blocks(texts, rows, records)
        name = name_of(first.result(), second.result(), more, digest_of(blocks))
        if expected is not None and name.hex() != expected:
            raise BadRegistryFile(f"the result is the state {name.hex()}, not {expected}")
        head, patches = records.head, records.patches
        numbers = made.count, head.rows, head.accounts, *made.bits[::-1]
        os.pwrite(keys, KEYS_HEADER.pack(KEYS_MAGIC, FORMAT, *numbers, name, derived.result()), 0)
        sizes = size_of(patches[:1]) // 4, len(head.line()), size, size_of(patches[2:])
        counts = head.shared, head.rows, *sizes
        os.pwrite(texts, RECORDS_HEADER.pack(RECORDS_MAGIC, FORMAT, *counts, name, ends), 0)
    return State(folder, name.hex(), made.count, head.accounts)


def _rows_file(output: Output, records: Records) -> int:
    """The file of rows, new or that of the older state."""
    if not records.older:
        return output.new(ROWS_FILE)
    older = records.older.files
    return output.more(ROWS_FILE, older.folder / ROWS_FILE, older.row_ends[-1])


def _write_records(file: int, rows: int, records: Records) -> tuple[int, bytes, bytes]:
    """Write all but header, blocks and patches: the size of what comes first, digests of ends and of that.

    All of it is long calls, during which the interpreter is free.
    """
    first = [records.head.line(), *records.shared]
    size = size_of(first)
    whole = size + memoryview(records.row_ends).cast("B").cast("I")[-1]
    if whole > MAX_REGISTRY_TEXT:
        raise BadRegistryFile(f"the records have {whole} bytes, up to {MAX_REGISTRY_TEXT} may be")
    write(rows, records.rows)
    gap = bytes(padded(size) - size)
    ends = [records.shared_ends, records.row_ends, *records.patches[:2]]
    write(file, [bytes(RECORDS_HEADER.size), *first, gap, *ends])
    return size, digest_of(*ends), digest_of(*first)


def _write_blocks(file: int, rows: int, records: Records) -> bytes:
    """Write the digests of the blocks of rows, and the patches: many short calls, so by one thread alone."""
    older, ends, known = records.older, memoryview(records.row_ends).cast("B").cast("I"), b""
    if older:  # seen through the older state, whose pages of these rows were looked at already
        known = block_digests(
            older.rows, older.files.head.rows, bytes(older.files.blocks), sorted(older.dirty)
        )
    rest = older.rows if older else RowText(b"", ())
    with mapped(rows) as text:
        whole = RowText(text, ends, rest.numbers, rest.patches, rest.patch_ends)
        blocks = block_digests(whole, records.head.rows, known)
    write(file, [blocks, records.patches[2]])
    return blocks


def _write_keys(file: int, index: Index) -> None:
    """Write all but the header."""
    gap = bytes(padded(4 * index.count) - 4 * index.count)
    before, behind = [bytes(KEYS_HEADER.size), index.prefix, bytes(4)], [gap, index.sieve]
    size = size_of(before + behind) + 12 * index.count
    write(file, [*before, *index.keys, *index.numbers, *behind], size)


def _digest_within(file: int, start: int, end: int) -> bytes:
    """The digest of a part of what has been written."""
    with mapped(file) as whole:
        return digest_of(whole[start:end])


def prefix_of(keys: array[int]) -> array[int]:
    """For all first bits of a key, where the keys with them begin; and at the end how many keys there are.

    As many bits as leave some thirty keys to search among, so that a lookup takes no longer among more.
    """
    bits = min(MOST_BITS, max(LEAST_BITS, (len(keys) >> 5).bit_length()))
    counts = Counter(map(rshift, keys, repeat(64 - bits)))
    return array("I", accumulate(map(counts.get, range(1 << bits), repeat(0)), initial=0))
