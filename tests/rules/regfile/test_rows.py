"""Rows are lines of JSON that come back as they were; lines that are no rows are refused."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from zlib import crc32

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_ID, MAX_REGISTRY_LINE
from rules.model import Record
from rules.regfile.layout import BadRegistryFile
from rules.regfile.rows import (
    account_line,
    hashtag_line,
    hashtag_of,
    is_account,
    key_of,
    line_of,
    names_of,
    read_row,
    read_shared,
    seed_of,
    shared_of,
)
from rules.registry import Hashtag
from tests.support.election import hashtag, record
from tests.support.registries import hashtags, records


@given(records())
def test_an_account_comes_back(one: Record) -> None:
    """From its line and the line of what it shares."""
    found, shared = read_row(account_line(one, 3), {3}.__contains__), read_shared(line_of(shared_of(one)))
    assert found
    row, names = found
    assert names == names_of(row)
    assert shared
    assert (row[1:], shared) == (
        [one.platform, one.account_id, one.handle, one.display_name],
        shared_of(one),
    )
    assert is_account(account_line(one, 3))


@given(hashtags())
def test_a_hashtag_comes_back(one: Hashtag) -> None:
    """From its line alone."""
    found = read_row(hashtag_line(one), lambda _: False)
    assert found
    assert hashtag_of(found[0]) == one
    assert not is_account(hashtag_line(one))


def test_a_key_is_the_beginning_of_a_hash() -> None:
    """The first eight bytes of the SHA-256 of platform, kind and name."""
    assert f"{key_of('x', 'handle', 'budi'):016x}" == hashlib.sha256(b"x:handle:budi").hexdigest()[:16]
    assert crc32(b"budi", seed_of("x")) == crc32(b"x:budi")


def test_the_names_of_a_row_are_normalised() -> None:
    """Ids as they are, handles and hashtags plain, and none that is empty."""
    row = orjson.loads(account_line(record("@Budi", "UCa"), 0))
    assert names_of(row) == [("x", "id", "UCa"), ("x", "handle", "budi")]
    assert names_of(orjson.loads(account_line(record("@", "1"), 0))) == [("x", "id", "1")]
    assert names_of(orjson.loads(hashtag_line(hashtag("Pilih")))) == [("", "hashtag", "pilih")]


@pytest.mark.parametrize("line", [b"", b"   "])
def test_an_empty_row_is_none(line: bytes) -> None:
    """Nothing, or spaces where something was."""
    assert read_row(line, lambda _: True) is None
    assert read_shared(b"") is None


@pytest.mark.parametrize(
    "line",
    [
        b"[",
        b"{}",
        b"null",
        b"[]",
        b'[1,"x","1","","a"]',
        b'[-1,"x","1","","a"]',
        b'[true,"x","1","","a"]',
        b'[0.0,"x","1","","a"]',
        b'[0,"x",1,"","a"]',
        b'[0,"x","1","","a","b"]',
        b'[0,"x","","@","a"]',
        b'["pilih","a","b","c","d"]',
        b'["#","a","b","c","d"]',
        b'["#a","b","c","d"]',
        b'[0,"x","' + b"1" * (MAX_ID + 1) + b'","","a"]',
        b'[0,"x","1","","' + b"a" * MAX_REGISTRY_LINE + b'"]',
        b"\xff",
    ],
)
def test_lines_that_are_no_rows_are_refused(line: bytes) -> None:
    """Other JSON, other columns, a shared row that isn't there, no name, too long."""
    with pytest.raises(BadRegistryFile):
        read_row(line, {0}.__contains__)


@pytest.mark.parametrize(
    "line",
    [
        b"   ",
        b"[]",
        b'["a","b","c","kpu-registered","d","2026-01-02"]',
        b'["a","b","c","hearsay","d","2026-01-02",""]',
        b'["a","b","c","kpu-registered","d","2026-02-30",""]',
        b'["a","b","c","kpu-registered","d","2026-01-02",0]',
        b'["' + b"a" * MAX_REGISTRY_LINE + b'","b","c","kpu-registered","d","2026-01-02",""]',
    ],
)
def test_lines_that_are_no_shared_rows_are_refused(line: bytes) -> None:
    """Other columns, an unknown class, a day that doesn't exist, too long."""
    with pytest.raises(BadRegistryFile):
        read_shared(line)


def test_what_could_not_be_read_is_not_written() -> None:
    """Half a character, and a row that is too long."""
    for name in ("\ud800", "a" * MAX_REGISTRY_LINE):
        with pytest.raises(BadRegistryFile):
            line_of((0, "x", "1", "", name))


@given(st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
def test_any_line_is_a_row_or_refused(line: bytes) -> None:
    """No line makes anything else come out."""
    for read in (lambda: read_row(line, lambda _: True), lambda: read_shared(line)):
        with suppress(BadRegistryFile):
            read()
