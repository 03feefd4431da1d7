"""The registry of a mapped state: answers come from the file, and nothing is kept.

A record is found only where the whole name is the same: two names may share a key, by chance or by design.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Set
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any, Final
from zlib import crc32

from orjson import loads

from rules.model import Record
from rules.regfile.found import found_record
from rules.regfile.layout import Files
from rules.regfile.rows import hashtag_of, names_of, seed_of
from rules.registry import Hashtag, Lookup, in_order, plain_handle, plain_tag

_KEY: Final = Struct(">Q").unpack_from
_BUCKET: Final = Struct("<II").unpack_from
"""Where a bucket's keys begin and end; two numbers of the prefix index in one step."""
_BRACKET: Final = ord("[")
_NONE: Final[list[list[Any]]] = []
_NO_LINES: Final[list[bytes]] = []
_NOWHERE: Final = -1, -1


class MappedRegistry(Lookup):
    """The registry in a folder. To another process it goes by the folder's name."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises BadRegistryFile, OSError."""
        self.folder = folder
        self._files = files = Files(folder)
        self._keys: memoryview[int] = files.keys
        self._numbers, self._prefix = files.numbers, files.prefix
        # A map gives bytes in one step, a view in two.
        self._rows_map, self._records, self._shared_at = files.rows, files.records, files.shared_at
        self._patch = files.row_text.patch if len(files.row_text.numbers) else None
        self._row_ends, self._shared_ends = files.row_ends, files.shared_ends
        self._sieve, self._shift = files.sieve, 32 - files.sieve_bits
        self._bucket = 64 - files.prefix_bits
        self._platforms = frozenset(files.head.platforms)
        self._contests = frozenset(files.head.contests)
        self._ids = {platform: _of_id(platform) for platform in self._platforms}
        self._handles = {platform: _of_handle(platform) for platform in self._platforms}
        self._tags = _of_hashtag()

    def __reduce__(self) -> tuple[type[MappedRegistry], tuple[Path]]:
        return MappedRegistry, (self.folder,)

    def close(self) -> None:
        """Let the files go; nothing can be asked any more."""
        self._files.close()

    @property
    def sha256(self) -> str:
        """The name of the state."""
        return self._files.state.sha256

    def with_id(self, platform: str, id: str) -> tuple[Record, ...]:
        """See Accounts."""
        way = self._ids.get(platform)
        rows = self.rows_of(way, id) if way and id else _NONE
        return self._made(rows) if rows else ()

    def with_handle(self, platform: str, handle: str) -> tuple[Record, ...]:
        """See Accounts."""
        way = self._handles.get(platform)
        rows = self.rows_of(way, handle) if way and handle else _NONE
        return self._made(rows) if rows else ()

    def hashtag(self, tag: str) -> tuple[Hashtag, ...]:
        """See Accounts."""
        return in_order([hashtag_of(row) for row in self.rows_of(self._tags, plain_tag(tag))])

    def knows(self, platform: str, tokens: Set[bytes]) -> bool:
        """See Accounts."""
        way = self._ids.get(platform)
        if way is None:
            return False
        sieve, shift, seed = self._sieve, self._shift, way.seed
        for token in tokens:
            bit = crc32(token, seed) >> shift
            if sieve[bit >> 3] >> (bit & 7) & 1 and (
                self._has(way, token) or self._has(self._handles[platform], token)
            ):
                return True
        return False

    def platforms(self) -> frozenset[str]:
        """See Accounts."""
        return self._platforms

    def contests(self) -> frozenset[str]:
        """See Accounts."""
        return self._contests

    def rows_of(self, way: Way, name: str) -> list[list[Any]]:
        """The rows of a name as they are written: found by its key, its full name compared."""
        try:
            raw = name.encode()
        except UnicodeEncodeError:  # half a character, as only JSON has it
            return _NONE
        bit = crc32(raw, way.seed) >> self._shift
        return self._rows(way, name, raw) if self._sieve[bit >> 3] >> (bit & 7) & 1 else _NONE

    def _rows(self, way: Way, name: str, raw: bytes) -> list[list[Any]]:
        """The rows of a name that the sieve lets pass; ``raw`` is the same in bytes."""
        return [row for line in self._lines(way, raw) if way.leads(row := loads(line), name)]

    def _lines(self, way: Way, raw: bytes) -> list[bytes]:
        """The rows that a name's key leads to, as they are written."""
        place, end = self._place(way, raw)
        if place < 0:
            return _NO_LINES
        keys, lines, ends = self._keys, [], self._row_ends
        key = keys[place]
        while True:
            number = self._numbers[place]
            line = self._patch(number) if self._patch else None
            if line is None:  # nearly always
                line = self._rows_map[ends[number] : ends[number + 1]]
            if line and line[0] == _BRACKET:  # else the row is empty; what is read was checked
                lines.append(line)
            place += 1
            if place == end or keys[place] != key:  # nearly always
                return lines

    def _place(self, way: Way, raw: bytes) -> tuple[int, int]:
        """Where the key of a name is, and where its bucket ends; -1 where there is no such key."""
        (key,) = _KEY(sha256(way.start + raw).digest())
        keys = self._keys
        start, end = _BUCKET(self._prefix, 4 * (key >> self._bucket))
        place: int = bisect_left(keys, key, start, end)
        return (place, end) if place < end and keys[place] == key else _NOWHERE

    def _has(self, way: Way, raw: bytes) -> bool:
        """Whether there is the key of a name."""
        key: int
        (key,) = _KEY(sha256(way.start + raw).digest())
        keys = self._keys
        start, end = _BUCKET(self._prefix, 4 * (key >> self._bucket))
        place: int = bisect_left(keys, key, start, end)
        return place < end and keys[place] == key

    def _made(self, rows: list[list[Any]]) -> tuple[Record, ...]:
        """Rows of accounts as records, in order, without those that share what is not there."""
        records, ends, start = self._records, self._shared_ends, self._shared_at
        lines = [records[start + ends[row[0]] : start + ends[row[0] + 1]] for row in rows]
        if len(rows) == 1:  # nearly always
            return (found_record(rows[0], lines[0]),) if lines[0][0] == _BRACKET else ()
        pairs = zip(rows, lines, strict=True)
        return in_order([found_record(row, line) for row, line in pairs if line[0] == _BRACKET])


class Way:
    """One kind of name on one platform: how its keys begin, and how its rows are told."""

    __slots__ = ("leads", "seed", "start")

    def __init__(self, platform: str, kind: str, leads: Callable[[list[Any], str], bool]) -> None:
        self.seed, self.start, self.leads = seed_of(platform), f"{platform}:{kind}:".encode(), leads


def _of_id(platform: str) -> Way:
    return Way(platform, "id", lambda row, id: row[2] == id and row[1] == platform and type(row[0]) is int)


def _of_handle(platform: str) -> Way:
    def leads(row: list[Any], handle: str) -> bool:
        return plain_handle(row[3]) == handle and row[1] == platform and type(row[0]) is int

    return Way(platform, "handle", leads)


def _of_hashtag() -> Way:
    return Way("", "hashtag", lambda row, tag: ("", "hashtag", tag) in names_of(row))
