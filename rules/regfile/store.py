"""Writing a state: both files under temporary names, their hash checked, then moved into place.

No write is forced to the disk: what a power cut tears is found when the state is read, and fetched anew.
"""

from __future__ import annotations

import mmap
import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import rshift
from pathlib import Path
from secrets import token_hex
from typing import Final

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
    BadRegistryFile,
    Head,
    State,
    block_digests,
    digest_of,
    name_of,
    padded,
    prefix_bytes,
)

type Buffer = bytes | bytearray | memoryview | array[int]

_AT_ONCE: Final = 1024
"""Buffers handed to the system in one call, as many as POSIX systems take."""


@dataclass(slots=True)
class Records:
    """All that goes into the file of records. ``shared`` and ``rows`` are text in any pieces.

    ``blocks`` are the digests of an older state, where only the blocks ``dirty`` and those after them differ.
    """

    head: Head
    shared: Sequence[Buffer]
    rows: Sequence[Buffer]
    shared_ends: Buffer
    row_ends: Buffer
    blocks: bytes = b""
    dirty: Sequence[int] = ()


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
    paths = folder / KEYS_FILE, folder / RECORDS_FILE
    with _replacing(*paths) as (keys, texts), ThreadPoolExecutor(1) as helper:
        writing = helper.submit(_write_records, texts, records)
        made = index()
        count = _write_keys(keys, made)
        bits = _bits(_size([made.prefix]) // 4), _bits(8 * _size([made.sieve]))
        start = KEYS_HEADER.size + prefix_bytes(bits[0])
        first = helper.submit(_digest_within, keys, start, 8 * count)
        digest = _digest_within(keys, start + 8 * count, 4 * count)
        checked = digest_of(made.prefix, made.sieve)
        size, first_row, ends, more = writing.result()
        blocks = _write_blocks(texts, records, first_row)
        name = name_of(first.result(), digest, more, digest_of(blocks))
        if expected is not None and name.hex() != expected:
            raise BadRegistryFile(f"the result is the state {name.hex()}, not {expected}")
        head = records.head
        numbers = count, head.rows, head.accounts, bits[1], bits[0]
        os.pwrite(keys, KEYS_HEADER.pack(KEYS_MAGIC, FORMAT, *numbers, name, checked), 0)
        sizes = head.shared, head.rows, len(head.line()), size
        os.pwrite(texts, RECORDS_HEADER.pack(RECORDS_MAGIC, FORMAT, *sizes, name, ends), 0)
    return State(folder, name.hex(), count, head.accounts)


def _write_records(file: int, records: Records) -> tuple[int, int, bytes, bytes]:
    """Write all but header and blocks: size of the text, where rows begin, digests of ends and of the rest.

    All of it is long calls, during which the interpreter is free.
    """
    first = [records.head.line(), *records.shared]
    start, size = RECORDS_HEADER.size + _size(first), _size([*first, *records.rows])
    if size > MAX_REGISTRY_TEXT:
        raise BadRegistryFile(f"the records have {size} bytes, up to {MAX_REGISTRY_TEXT} may be")
    gap = bytes(padded(size) - size)
    ends = [records.shared_ends, records.row_ends]
    _write(file, [bytes(RECORDS_HEADER.size), *first, *records.rows, gap, *ends])
    return size, start, digest_of(*ends), digest_of(*first)


def _write_blocks(file: int, records: Records, start: int) -> bytes:
    """Write the digests of the blocks of rows, behind all else: many short calls, so by one thread alone."""
    with _mapped(file) as whole:
        places = memoryview(records.row_ends).cast("B").cast("I")
        blocks = block_digests(whole[start:], places, records.blocks, records.dirty)
    _write(file, [blocks])
    return blocks


def _write_keys(file: int, index: Index) -> int:
    """Write all but the header; how many keys there are."""
    size = _size(index.keys)
    gap = bytes(padded(size // 2) - size // 2)
    parts = [bytes(KEYS_HEADER.size), index.prefix, bytes(4), *index.keys, *index.numbers, gap, index.sieve]
    _write(file, parts)
    return size // 8


def _digest_within(file: int, start: int, size: int) -> bytes:
    """The digest of a part of what has been written."""
    with _mapped(file) as whole:
        return digest_of(whole[start : start + size])


def _bits(count: int) -> int:
    """How many bits number so many things."""
    return count.bit_length() - 1


def _size(parts: Iterable[Buffer]) -> int:
    return sum(memoryview(part).nbytes for part in parts)


def _write(file: int, parts: Iterable[Buffer]) -> None:
    """Write all parts, many at once."""
    views = [view for part in parts if (view := memoryview(part)).nbytes]
    for start in range(0, len(views), _AT_ONCE):
        rest = views[start : start + _AT_ONCE]
        whole = _size(rest)
        while rest:
            written = os.writev(file, rest)
            if written == whole:  # nearly always
                break
            while rest and written >= rest[0].nbytes:
                written -= rest.pop(0).nbytes
            if rest:
                rest[0] = rest[0].cast("B")[written:]


@contextmanager
def _mapped(file: int) -> Iterator[memoryview]:
    """What has been written so far."""
    with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as opened, memoryview(opened) as whole:
        yield whole


@contextmanager
def _replacing(*paths: Path) -> Iterator[list[int]]:
    """New files that take the names ``paths`` when all went well, and are gone where it didn't."""
    new = [path.with_name(f".{path.name}.{token_hex(8)}") for path in paths]
    files: list[int] = []
    try:
        try:
            for path in new:
                files.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644))
            yield files
        finally:
            for file in files:
                os.close(file)
        for path, last in zip(new, paths, strict=True):
            path.replace(last)
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.unlink()
        raise


def prefix_of(keys: array[int]) -> array[int]:
    """For all first bits of a key, where the keys with them begin; and at the end how many keys there are.

    As many bits as leave some thirty keys to search among, so that a lookup takes no longer among more.
    """
    bits = min(MOST_BITS, max(LEAST_BITS, (len(keys) >> 5).bit_length()))
    counts = Counter(map(rshift, keys, repeat(64 - bits)))
    return array("I", accumulate(map(counts.get, range(1 << bits), repeat(0)), initial=0))
