"""Rows of a registry as lines of JSON, and the keys by which they are found."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final, get_args
from zlib import crc32

import orjson

from rules.bounds import MAX_ID, MAX_REGISTRY_LINE
from rules.dates import iso_date
from rules.model import Record, SourceClass
from rules.regfile.layout import BadRegistryFile, decoded
from rules.registry import Hashtag, plain_handle, plain_tag

type Shared = tuple[str, str, str, str, str, str, str]
"""What many accounts have in common: participant, contest, region, source class, source, date, reviewer."""

type Name = tuple[str, str, str]
"""Platform, kind and name, normalised."""

_CLASSES: Final = get_args(SourceClass)
_FIELDS: Final = 5


def key_of(platform: str, kind: str, name: str) -> int:
    """The key of a name, which is normalised already: the first eight bytes of a SHA-256."""
    whole = f"{platform}:{kind}:{name}".encode("utf-8", "replace")
    return int.from_bytes(sha256(whole).digest()[:8])


def seed_of(platform: str) -> int:
    """Where the CRC-32 of a platform's names begins."""
    return crc32(f"{platform}:".encode("utf-8", "replace"))


def shared_of(record: Record) -> Shared:
    """What a record has in common with others."""
    return (
        record.participant,
        record.contest,
        record.region,
        record.source_class,
        record.source,
        record.source_date.isoformat(),
        record.reviewer,
    )


def account_line(record: Record, shared: int) -> bytes:
    """An account as a row."""
    return line_of((shared, record.platform, record.account_id, record.handle, record.display_name))


def hashtag_line(tag: Hashtag) -> bytes:
    """A hashtag as a row; its `#` tells it from an account."""
    return line_of((f"#{tag.tag}", tag.participant, tag.contest, tag.region, tag.source))


def line_of(row: tuple[Any, ...]) -> bytes:
    """A row as it is written, without the end of line. Raises BadRegistryFile."""
    try:
        # A copy, since what orjson gives keeps four kilobytes each, and there may be millions of them.
        line = bytes(memoryview(orjson.dumps(row)))
    except TypeError as error:
        raise BadRegistryFile(f"a row can't be written: {error}") from None
    if len(line) > MAX_REGISTRY_LINE:
        raise BadRegistryFile(f"a row is longer than {MAX_REGISTRY_LINE} bytes")
    return line


def is_account(line: bytes) -> bool:
    """Whether a row that is known to make sense is an account."""
    return line[:1] == b"[" and line[1:2] != b'"'


def read_row(line: bytes, shared: Callable[[int], bool]) -> tuple[list[Any], list[Name]] | None:
    """A checked row and its names, None for an empty one; ``shared`` says which shared rows there are.

    Raises BadRegistryFile.
    """
    if len(line) > MAX_REGISTRY_LINE:
        raise BadRegistryFile(f"a row is longer than {MAX_REGISTRY_LINE} bytes")
    if not line.strip(b" "):
        return None
    row = decoded(line)
    if type(row) is not list or len(row) != _FIELDS:
        raise BadRegistryFile("a row is neither an account nor a hashtag")
    first, *texts = row
    for text in texts:
        if type(text) is not str:
            raise BadRegistryFile("a row is neither an account nor a hashtag")
    if type(first) is int:
        if not shared(first):
            raise BadRegistryFile(f"a row points to shared row {first}, which is not there")
    elif type(first) is not str or not first.startswith("#"):
        raise BadRegistryFile("a row is neither an account nor a hashtag")
    names = names_of(row)
    # A short line, as nearly all are, has no long name.
    if not names or (len(line) > MAX_ID and any(len(name) > MAX_ID for _, _, name in names)):
        raise BadRegistryFile(f"a row has no name, or one longer than {MAX_ID} characters")
    return row, names


def read_shared(line: bytes) -> Shared | None:
    """A checked shared row, None for an empty one. Raises BadRegistryFile."""
    if not line:
        return None
    if len(line) > MAX_REGISTRY_LINE:
        raise BadRegistryFile(f"a row is longer than {MAX_REGISTRY_LINE} bytes")
    row = decoded(line)
    if type(row) is not list or len(row) != 7 or any(type(one) is not str for one in row):
        raise BadRegistryFile("a shared row has other columns than it should")
    if row[3] not in _CLASSES or iso_date(row[5]) is None:
        raise BadRegistryFile("a shared row has a source class or a date that can't be")
    return tuple(row)


def names_of(row: list[Any] | tuple[Any, ...]) -> list[Name]:
    """Every name of a row, normalised."""
    first, platform, id, handle, _ = row
    if type(first) is str:
        tag = plain_tag(first[1:])
        return [("", "hashtag", tag)] if tag else []
    handle = plain_handle(handle)
    names = [(platform, "id", id), (platform, "handle", handle)]
    return names if id and handle else [name for name in names if name[2]]


def hashtag_of(row: list[Any]) -> Hashtag:
    """A row as a hashtag."""
    return Hashtag(row[0][1:], *row[1:])
