"""The wire form of a state: keys as planes of gaps and records as lines, both gzip.

The same state always gives the same bytes.

Whatever comes in is held to bounds before it is unpacked, and to sense before it is written.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import Struct
from typing import Final

from rules.bounds import MAX_REGISTRY_KEYS, MAX_REGISTRY_TEXT, MAX_REGISTRY_WIRE
from rules.regfile.build import records_of
from rules.regfile.layout import FORMAT, BadRegistryFile, Files, Head, State
from rules.regfile.planes import check_order, entries_size, pack_entries, unpack_entries
from rules.regfile.rows import Name, read_row, read_shared
from rules.regfile.sieve import new_sieve
from rules.regfile.store import Index, prefix_of, write_state

BASE_MAGIC: Final = b"JARIKEYB"
BASE: Final = Struct("<8sII32s")
"""Magic, format, keys, state."""


def pack(state: State) -> tuple[bytes, bytes]:
    """Keys and records of a state as they travel. Raises BadRegistryFile."""
    with Files(state.folder) as files:
        keys, numbers = array("Q", bytes(files.keys)), array("I", bytes(files.numbers))
        header = BASE.pack(BASE_MAGIC, FORMAT, len(keys), files.name)
        return gzipped(header + pack_entries(keys, numbers, -1)), gzipped(
            files.first, files.row_text.span(0, files.head.rows)
        )


def unpack(keys: bytes, records: bytes, folder: Path) -> State:
    """Write the state that comes as ``keys`` and ``records``. Where that fails nothing is written.

    Raises BadRegistryFile.
    """
    raw = gunzipped(keys, BASE.size + entries_size(MAX_REGISTRY_KEYS), "keys")
    count, name = _base_header(raw)
    found, numbers = unpack_entries(memoryview(raw)[BASE.size :], count, -1)
    lines = gunzipped(records, MAX_REGISTRY_TEXT, "records").split(b"\n")
    if lines.pop():
        raise BadRegistryFile("the records break off within a line")
    head = Head.read(lines[0] if lines else b"")
    if len(lines) != 1 + head.shared + head.rows:
        raise BadRegistryFile(f"the records have {len(lines)} lines, their head says otherwise")
    shared, rows = lines[1 : 1 + head.shared], lines[1 + head.shared :]
    check_order(found, numbers, head.rows)
    sieve = new_sieve(count, _checked_names(head, shared, rows))
    made = records_of(head, shared, rows)
    return write_state(folder, made, lambda: Index(prefix_of(found), [found], [numbers], sieve, count), name)


def _base_header(raw: bytes) -> tuple[int, str]:
    """How many keys there are, and the name of the state."""
    if len(raw) < BASE.size:
        raise BadRegistryFile("the keys are cut off")
    magic, version, count, name = BASE.unpack_from(raw)
    if (magic, version) != (BASE_MAGIC, FORMAT):
        raise BadRegistryFile(f"these are no keys in format {FORMAT}")
    return count, name.hex()


def _checked_names(head: Head, shared: Sequence[bytes], rows: Sequence[bytes]) -> Iterator[Name]:
    """The names of the rows, each of them checked; at the end, that they are as many as the head says."""
    known = {number for number, line in enumerate(shared) if read_shared(line)}
    accounts = 0
    for line in rows:
        if found := read_row(line, known.__contains__):
            row, names = found
            accounts += type(row[0]) is int
            yield from names
    if accounts != head.accounts:
        raise BadRegistryFile(f"{accounts} rows of accounts, the head says {head.accounts}")


def gzipped(*data: bytes | memoryview) -> bytes:
    """``data``, one after the other, as gzip without time or name."""
    worker = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join([*map(worker.compress, data), worker.flush()])


def gunzipped(data: bytes, most: int, what: str) -> bytes:
    """``data`` without gzip, of at most ``most`` bytes. Raises BadRegistryFile."""
    if len(data) > MAX_REGISTRY_WIRE:
        raise BadRegistryFile(f"the {what} have {len(data)} bytes, up to {MAX_REGISTRY_WIRE} may be")
    worker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        raw = worker.decompress(data, most + 1)
    except zlib.error as error:
        raise BadRegistryFile(f"the {what} can't be unpacked: {error}") from None
    if len(raw) > most:
        raise BadRegistryFile(f"the {what} unpack to more than {most} bytes")
    if not worker.eof or worker.unused_data:
        raise BadRegistryFile(f"the {what} are cut off, or something follows them")
    return raw
