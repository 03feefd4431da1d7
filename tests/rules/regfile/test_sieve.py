"""The sieve never keeps back a name that is there, and keeps back nearly all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

import orjson
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Record
from rules.regfile.rows import Name, account_line, names_of
from rules.regfile.sieve import add_names, grown_sieve, is_full, new_sieve, sieve_bits
from tests.support.election import record
from tests.support.registries import records


def passes(sieve: bytearray, platform: str, name: str) -> bool:
    """Whether the sieve lets a name pass, as docs/registry-file.md says."""
    bits = (8 * len(sieve)).bit_length() - 1
    bit = crc32(f"{platform}:{name}".encode()) >> (32 - bits)
    return bool(sieve[bit >> 3] >> (bit & 7) & 1)


def named(some: Iterable[Record]) -> Iterator[Name]:
    """All names of records."""
    for one in some:
        yield from names_of(orjson.loads(account_line(one, 0)))


@given(st.lists(records(), max_size=20), st.lists(records(), max_size=5))
def test_every_name_passes(first: list[Record], later: list[Record]) -> None:
    """From the beginning or added later."""
    names, more = ([*named(some)] for some in (first, later))
    sieve = grown_sieve(new_sieve(len(names), names), len(names + more), more)
    assert sieve is not None
    assert all(passes(sieve, platform, name) for platform, _, name in names + more)


def test_few_others_pass() -> None:
    """Of names that are not there, less than one in ten."""
    sieve = new_sieve(2000, named(record(f"budi{n}", str(n)) for n in range(1000)))
    assert sum(passes(sieve, "x", f"siti{n}") for n in range(1000)) < 100
    assert sum(passes(sieve, "y", f"budi{n}") for n in range(1000)) < 100


def test_it_grows_with_the_keys() -> None:
    """Sixteen bits a key and more, within bounds; below four bits a key it is too small to go on with."""
    assert [sieve_bits(keys) for keys in (0, 64, 65, 2_000_000, 20_000_000)] == [10, 11, 11, 25, 28]
    assert not is_full(10, 256)
    assert is_full(10, 257)
    assert not is_full(28, 20_000_000)
    assert grown_sieve(bytes(128), 257, []) is None


def test_no_names_change_nothing() -> None:
    """A sieve of nothing lets nothing pass."""
    sieve = bytearray(128)
    add_names(sieve, [])
    assert not any(sieve)
