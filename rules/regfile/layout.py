"""The files of a state as they lie on the disk: headers and sections, opened as maps, never loaded.

Content (keys, numbers, text) makes the name of a state; prefix index, sieve and offsets follow from it.
"""

from __future__ import annotations

import mmap
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

import orjson

from rules.bounds import MAX_REGISTRY_HEAD, MAX_REGISTRY_KEYS, MAX_REGISTRY_ROWS, MAX_REGISTRY_TEXT
from rules.regfile.rowtext import RowText

FORMAT: Final = 1
"""The format of files and wire forms; a reader refuses one it doesn't know."""

KEYS_FILE: Final = "keys.jnk"
RECORDS_FILE: Final = "records.jnr"
ROWS_FILE: Final = "rows.jnt"
KEYS_MAGIC: Final = b"JARIKEYS"
RECORDS_MAGIC: Final = b"JARIRECS"
KEYS_HEADER: Final = struct.Struct("<8s6I32s32s32x")
"""Magic, format, keys, rows, accounts, bits of the sieve's index and of the prefix index, state, SHA-256 of
prefix and sieve."""
RECORDS_HEADER: Final = struct.Struct("<8s7I32s32s28x")
"""Magic, format, shared rows, rows, patched rows, bytes of the head, of the head and the shared rows, and of
the patches, state, SHA-256 of the offsets.
"""
LEAST_BITS: Final = 16
MOST_BITS: Final = 20
"""So many first bits of a key the prefix index has an entry for."""
BLOCK: Final = 64
"""Rows hashed together: where a few rows change, only their blocks are hashed again."""


class BadRegistryFile(ValueError):
    """A registry file, wire form or delta that can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of a registry part: where it lies, its name, how many keys and rows of accounts it has."""

    folder: Path
    sha256: str
    keys: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of the text: what can be said of a registry without reading its rows."""

    shared: int
    rows: int
    accounts: int
    platforms: tuple[str, ...]
    contests: tuple[str, ...]

    def line(self) -> bytes:
        """The head as it is written, with its end of line."""
        spec = {
            "format": FORMAT,
            "shared": self.shared,
            "rows": self.rows,
            "accounts": self.accounts,
            "platforms": self.platforms,
            "contests": self.contests,
        }
        return orjson.dumps(spec) + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Self:
        """The head that a line writes. Raises BadRegistryFile."""
        if len(line) > MAX_REGISTRY_HEAD:
            raise BadRegistryFile(f"the head of the records is longer than {MAX_REGISTRY_HEAD} bytes")
        spec = decoded(line)
        if not isinstance(spec, dict) or spec.get("format") != FORMAT:
            raise BadRegistryFile(f"the head of the records is not of format {FORMAT}")
        numbers = [spec.get(name) for name in ("shared", "rows", "accounts")]
        lists = [spec.get(name) for name in ("platforms", "contests")]
        if not all(type(n) is int and 0 <= n <= MAX_REGISTRY_ROWS for n in numbers):
            raise BadRegistryFile(
                f"the head of the records counts {numbers}, up to {MAX_REGISTRY_ROWS} may be"
            )
        if not all(isinstance(one, list) and all(type(item) is str for item in one) for one in lists):
            raise BadRegistryFile("the head of the records has no list of platforms or of contests")
        return cls(*numbers, *(tuple(one) for one in lists))  # type: ignore[arg-type]  # just checked


def decoded(line: bytes) -> Any:
    """A line of JSON. Raises BadRegistryFile."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadRegistryFile(f"a line of the records is not JSON: {error}") from None


def prefix_bytes(bits: int) -> int:
    """The size of a prefix index: four bytes for each entry, and four more so that keys begin at a multiple
    of eight.
    """
    return 4 * ((1 << bits) + 2)


def padded(size: int) -> int:
    """``size`` up to the next multiple of eight."""
    return -(-size // 8) * 8


def digest_of(*parts: Any) -> bytes:
    """The SHA-256 of sections one after the other."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def name_of(keys: bytes, numbers: bytes, shared: bytes, rows: bytes) -> bytes:
    """The name of a state, from the SHA-256 of keys, numbers, head with shared rows, and blocks of rows."""
    return sha256(b"jari-netral registry 1\n" + keys + numbers + shared + rows).digest()


def blocks_of(rows: int) -> int:
    """How many blocks so many rows are."""
    return -(-rows // BLOCK)


def block_digests(text: RowText, rows: int, old: bytes = b"", dirty: Sequence[int] = ()) -> bytes:
    """The SHA-256 of every block of so many rows.

    Those of ``old`` still hold, but for its last one and the ``dirty`` ones.
    """
    known = max(0, len(old) // 32 - 1)
    found = bytearray(old[: 32 * known])
    for block in (*(one for one in dirty if one < known), *range(known, blocks_of(rows))):
        whole = text.span(block * BLOCK, min((block + 1) * BLOCK, rows))
        found[32 * block : 32 * block + 32] = sha256(whole).digest()
    return bytes(found)


class Files:
    """The files of a state, mapped; every section is a view."""

    def __init__(self, folder: Path) -> None:
        """Open the state in ``folder`` without reading it through. Raises BadRegistryFile, OSError."""
        if sys.byteorder != "little":  # pragma: no cover - no such machine at hand
            raise BadRegistryFile("registry files need a little-endian machine")
        self.folder = folder
        self._maps: list[mmap.mmap] = []
        self._views: list[memoryview] = []
        try:
            self._open_keys()
            self._open_rows(self._open_records())
        except BaseException:
            self.close()
            raise

    def _open_keys(self) -> None:
        whole = self._map(KEYS_FILE, KEYS_HEADER.size)
        magic, version, keys, *counts, self.name, self.derived = KEYS_HEADER.unpack_from(whole)
        if (magic, version) != (KEYS_MAGIC, FORMAT):
            raise BadRegistryFile(f"{KEYS_FILE} is not a file of keys in format {FORMAT}")
        self.rows_told, self.accounts, self.sieve_bits, self.prefix_bits = counts
        if (
            keys > MAX_REGISTRY_KEYS
            or not 3 <= self.sieve_bits <= 32
            or not LEAST_BITS <= self.prefix_bits <= MOST_BITS
        ):
            raise BadRegistryFile(f"{KEYS_FILE} has a header that can't be")
        index, sieve = prefix_bytes(self.prefix_bits), 1 << (self.sieve_bits - 3)
        ends = _ends(KEYS_HEADER.size, index, 8 * keys, padded(4 * keys), sieve)
        self._has_size(KEYS_FILE, whole, ends[-1])
        self.prefix = self._view(whole[ends[0] : ends[1]], "I")[:-1]
        self.keys = self._view(whole[ends[1] : ends[2]], "Q")
        self.numbers = self._view(whole[ends[2] : ends[2] + 4 * keys], "I")
        self.sieve = self._view(whole[ends[3] : ends[4]], "B")
        self._views.append(self.prefix)
        if self.prefix[0] or self.prefix[-1] != keys:
            raise BadRegistryFile(f"{KEYS_FILE} has a broken prefix index")

    def _open_records(self) -> tuple[memoryview, memoryview, memoryview]:
        """Open all but the rows; gives the patched rows: their numbers, text and ends."""
        whole = self._map(RECORDS_FILE, RECORDS_HEADER.size)
        magic, version, *counts, name, self.offsets = RECORDS_HEADER.unpack_from(whole)
        shared, rows, patched, head, first, patches = counts
        if (magic, version) != (RECORDS_MAGIC, FORMAT):
            raise BadRegistryFile(f"{RECORDS_FILE} is not a file of records in format {FORMAT}")
        if name != self.name or rows != self.rows_told:
            raise BadRegistryFile(f"{KEYS_FILE} and {RECORDS_FILE} belong to different states")
        if max(shared, rows) > MAX_REGISTRY_ROWS or patched > rows or head > first:
            raise BadRegistryFile(f"{RECORDS_FILE} has a header that can't be")
        numbers = 4 * (shared + 1), 4 * (rows + 1), 4 * patched, 4 * (patched + 1)
        ends = _ends(RECORDS_HEADER.size, padded(first), *numbers, 32 * blocks_of(rows), patches)
        self._has_size(RECORDS_FILE, whole, ends[-1])
        self.first = self._view(whole[ends[0] : ends[0] + first], "B")
        self.shared_ends = self._view(whole[ends[1] : ends[2]], "I")
        self.row_ends = self._view(whole[ends[2] : ends[3]], "I")
        self.blocks = self._view(whole[ends[5] : ends[6]], "B")
        # A map gives bytes in one step, a view in two.
        self.records, self.shared_at = self._maps[-1], ends[0] + head
        self.head = Head.read(bytes(self.first[:head]))
        if (self.head.shared, self.head.rows, self.head.accounts) != (shared, rows, self.accounts):
            raise BadRegistryFile(f"{RECORDS_FILE} counts its rows in two ways")
        return (
            self._view(whole[ends[3] : ends[4]], "I"),
            self._view(whole[ends[6] : ends[7]], "B"),
            self._view(whole[ends[4] : ends[5]], "I"),
        )

    def _open_rows(self, patched: tuple[memoryview, memoryview, memoryview]) -> None:
        size = self.row_ends[-1]
        if len(self.first) + size > MAX_REGISTRY_TEXT:
            raise BadRegistryFile(f"{RECORDS_FILE} has a header that can't be")
        text = self._map(ROWS_FILE, size, size) if size else b""  # nothing can't be mapped
        self.rows: mmap.mmap | bytes = self._maps[-1] if size else b""
        self.row_text = RowText(text, self.row_ends, *patched)

    def _map(self, file: str, least: int, most: int = 0) -> memoryview:
        """A file as one view, or its first ``most`` bytes."""
        with (self.folder / file).open("rb") as opened:
            size = opened.seek(0, 2)
            if size < least:
                raise BadRegistryFile(f"{file} is cut off: {size} bytes")
            self._maps.append(mmap.mmap(opened.fileno(), most, access=mmap.ACCESS_READ))
        whole = memoryview(self._maps[-1])
        self._views.append(whole)
        return whole

    def _view(self, part: memoryview, form: str) -> memoryview:
        """A section as numbers."""
        view = part.cast(form)  # type: ignore[call-overload]  # one of B, I and Q
        self._views += [part, view]
        assert isinstance(view, memoryview)
        return view

    @staticmethod
    def _has_size(file: str, whole: memoryview, size: int) -> None:
        if len(whole) != size:
            raise BadRegistryFile(f"{file} has {len(whole)} bytes, its header says {size}")

    def shared(self, number: int) -> bytes:
        """The text of a shared row."""
        start, end = self.shared_ends[number], self.shared_ends[number + 1]
        return bytes(self.records[self.shared_at + start : self.shared_at + end - 1])

    def shared_text(self) -> memoryview:
        """The text of all shared rows."""
        return self.first[len(self.first) - self.shared_ends[-1] :]

    @property
    def state(self) -> State:
        """What there is to say of the state in one line."""
        return State(self.folder, self.name.hex(), len(self.keys), self.accounts)

    def verify(self) -> None:
        """Read everything through. Raises BadRegistryFile where any byte is not what it was when written."""
        if digest_of(self.prefix, self.sieve) != self.derived:
            raise BadRegistryFile(f"{KEYS_FILE} is damaged: its index is not what was written")
        if (
            digest_of(self.shared_ends, self.row_ends, self.row_text.numbers, self.row_text.patch_ends)
            != self.offsets
        ):
            raise BadRegistryFile(f"{RECORDS_FILE} is damaged: its index is not what was written")
        blocks = block_digests(self.row_text, self.head.rows)
        parts = self.keys, self.numbers, self.first, blocks
        if blocks != self.blocks or name_of(*map(digest_of, parts)) != self.name:
            raise BadRegistryFile(f"the files in {self.folder} are damaged: they are not {self.name.hex()}")

    def close(self) -> None:
        """Let the maps go."""
        for view in reversed(self._views):
            view.release()
        for one in self._maps:
            with suppress(BufferError):  # somebody still looks at it, and it goes when they do
                one.close()
        self._views, self._maps = [], []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _ends(*sizes: int) -> list[int]:
    """Where sections that follow one another end."""
    return [sum(sizes[: n + 1]) for n in range(len(sizes))]


def read_state(folder: Path) -> State:
    """The state in ``folder``, read through and checked. Raises BadRegistryFile."""
    try:
        with Files(folder) as files:
            files.verify()
            return files.state
    except OSError as error:
        raise BadRegistryFile(f"no registry in {folder}: {error.strerror}") from None
