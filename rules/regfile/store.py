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
    """All that goes into the file of keys. ``keys`` and ``numbers`` may be in pieces."""

    prefix: Buffer
    keys: Sequence[Buffer]
    numbers: Sequence[Buffer]
    sieve: Buffer


def write_state(
    folder: Path, records: Records, index: Callable[[], Index], expected: str | None = None
) -> State:
    """Write a state into ``folder``; where it turns out to be another than ``expected``, write nothing.

    The records are written by a thread of their own while ``index`` is made, and that thread then helps with
    the keys. Raises BadRegistryFile, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder) as output, ThreadPoolExecutor(1) as helper:
        keys, texts, rows = output.new(KEYS_FILE), output.new(RECORDS_FILE), _rows_file(output, records)
        writing = helper.submit(_write_records, texts, rows, records)
        made = index()
        count = _write_keys(keys, made)
        bits = _bits(size_of([made.prefix]) // 4), _bits(8 * size_of([made.sieve]))
        start = KEYS_HEADER.size + prefix_bytes(bits[0])
        first = helper.submit(_digest_within, keys, start, 8 * count)
        second = helper.submit(_digest_within, keys, start + 8 * count, 4 * count)
        checked = digest_of(made.prefix, made.sieve)
        size, ends, more = writing.result()
        blocks = _write_blocks(texts, rows, records)
        name = name_of(first.result(), second.result(), more, digest_of(blocks))
        if expected is not None and name.hex() != expected:
            raise BadRegistryFile(f"the result is the state {name.hex()}, not {expected}")
        head, patches = records.head, records.patches
        numbers = count, head.rows, head.accounts, bits[1], bits[0]
        os.pwrite(keys, KEYS_HEADER.pack(KEYS_MAGIC, FORMAT, *numbers, name, checked), 0)
        sizes = size_of(patches[:1]) // 4, len(head.line()), size, size_of(patches[2:])
        counts = head.shared, head.rows, *sizes
        os.pwrite(texts, RECORDS_HEADER.pack(RECORDS_MAGIC, FORMAT, *counts, name, ends), 0)
    return State(folder, name.hex(), count, head.accounts)


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
    older, ends = records.older, memoryview(records.row_ends).cast("B").cast("I")
    with mapped(rows) as text:
        if older:
            whole = RowText(text, ends, older.rows.numbers, older.rows.patches, older.rows.patch_ends)
            blocks = block_digests(whole, records.head.rows, bytes(older.files.blocks), sorted(older.dirty))
        else:
            blocks = block_digests(RowText(text, ends), records.head.rows)
    write(file, [blocks, records.patches[2]])
    return blocks


def _write_keys(file: int, index: Index) -> int:
    """Write all but the header; how many keys there are."""
    size = size_of(index.keys)
    gap = bytes(padded(size // 2) - size // 2)
    parts = [bytes(KEYS_HEADER.size), index.prefix, bytes(4), *index.keys, *index.numbers, gap, index.sieve]
    write(file, parts)
    return size // 8


def _digest_within(file: int, start: int, size: int) -> bytes:
    """The digest of a part of what has been written."""
    with mapped(file) as whole:
        return digest_of(whole[start : start + size])


def _bits(count: int) -> int:
    """How many bits number so many things."""
    return count.bit_length() - 1


def prefix_of(keys: array[int]) -> array[int]:
    """For all first bits of a key, where the keys with them begin; and at the end how many keys there are.

    As many bits as leave some thirty keys to search among, so that a lookup takes no longer among more.
    """
    bits = min(MOST_BITS, max(LEAST_BITS, (len(keys) >> 5).bit_length()))
    counts = Counter(map(rshift, keys, repeat(64 - bits)))
    return array("I", accumulate(map(counts.get, range(1 << bits), repeat(0)), initial=0))
