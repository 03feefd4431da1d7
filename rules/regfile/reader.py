"""The registry of a mapped state: answers come from the file, and nothing is kept.

A hit counts only where the whole name is the same: two names may share a key, by chance or by design.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Set
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any, Final
from zlib import crc32

from rules.model import Record
from rules.regfile.layout import Files
from rules.regfile.rows import hashtag_of, names_of, record_of, seed_of
from rules.registry import Hashtag, Lookup, in_order, plain_handle, plain_tag

_KEY: Final = Struct(">Q").unpack_from
_NONE: Final[list[list[Any]]] = []


class MappedRegistry(Lookup):
    """The registry in a folder. To another process it goes by the folder's name."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises BadRegistryFile, OSError."""
        self.folder = folder
        self._files = files = Files(folder)
        self._keys, self._numbers, self._prefix = files.keys, files.numbers, files.prefix
        self._read_row, self._read_shared = files.read_row, files.read_shared
        self._sieve, self._shift = files.sieve, 32 - files.sieve_bits
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
            if sieve[bit >> 3] >> (bit & 7) & 1 and self._is_name(platform, token):
                return True
        return False

    def platforms(self) -> frozenset[str]:
        """See Accounts."""
        return self._platforms

    def contests(self) -> frozenset[str]:
        """See Accounts."""
        return self._contests

    def _is_name(self, platform: str, token: bytes) -> bool:
        """Whether a token of bytes is an id or a handle."""
        try:
            name = token.decode()
        except UnicodeDecodeError:
            return False
        by_id, by_handle = self._ids[platform], self._handles[platform]
        return bool(name) and bool(self.rows_of(by_id, name) or self.rows_of(by_handle, name))

    def rows_of(self, way: Way, name: str) -> list[list[Any]]:
        """The rows of a name as they are written: found by its key, its full name compared."""
        try:
            raw = name.encode()
        except UnicodeEncodeError:  # half a character, as only JSON has it
            return _NONE
        bit = crc32(raw, way.seed) >> self._shift
        if not self._sieve[bit >> 3] >> (bit & 7) & 1:
            return _NONE
        keys, prefix = self._keys, self._prefix
        key: int
        (key,) = _KEY(sha256(way.start + raw).digest())
        bucket = key >> 48
        end = prefix[bucket + 1]
        place = bisect_left(keys, key, prefix[bucket], end)
        rows = []
        while place < end and keys[place] == key:
            row = self._read_row(self._numbers[place])
            if row and way.leads(row, name):
                rows.append(row)
            place += 1
        return rows

    def _made(self, rows: list[list[Any]]) -> tuple[Record, ...]:
        """Rows of accounts as records, in order, without those that share what is not there."""
        if len(rows) == 1:  # nearly always
            shared = self._read_shared(rows[0][0])
            return (record_of(rows[0], shared),) if shared else ()
        pairs = [(row, shared) for row in rows if (shared := self._read_shared(row[0]))]
        return in_order([record_of(row, shared) for row, shared in pairs])


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
