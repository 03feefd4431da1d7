"""The sieve: a bit for every name, so that nearly all names that are not registered cost no SHA-256.

A name whose bit is not set is certainly not registered. The bit's number is the first bits of the CRC-32 of
`platform:name`. Bits of names that are gone may stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zlib import crc32

from rules.regfile.rows import Name, seed_of

_BITS_EACH: Final = 16
_FEWEST_BITS: Final = 4
_LEAST: Final = 10
_MOST: Final = 28


def sieve_bits(keys: int) -> int:
    """How many bits number the sieve's bits, for so many keys."""
    return min(_MOST, max(_LEAST, (_BITS_EACH * keys).bit_length()))


def is_full(bits: int, keys: int) -> bool:
    """Whether a sieve has become too small for so many keys."""
    return bits < _MOST and keys * _FEWEST_BITS > 1 << bits


def add_names(sieve: bytearray, names: Iterable[Name]) -> None:
    """Set the bits of names."""
    shift = 32 - (8 * len(sieve)).bit_length() + 1
    seeds: dict[str, int] = {}
    for platform, _, name in names:
        seed = seeds.get(platform)
        if seed is None:
            seed = seeds[platform] = seed_of(platform)
        bit = crc32(name.encode(), seed) >> shift
        sieve[bit >> 3] |= 1 << (bit & 7)


def new_sieve(keys: int, names: Iterable[Name]) -> bytearray:
    """The sieve of a registry of so many keys, with all its names."""
    sieve = bytearray(1 << (sieve_bits(keys) - 3))
    add_names(sieve, names)
    return sieve


def grown_sieve(old: bytes | bytearray | memoryview, keys: int, added: Iterable[Name]) -> bytearray | None:
    """An older sieve with names ``added``; None where it has become too small."""
    if is_full((8 * len(old)).bit_length() - 1, keys):
        return None
    sieve = bytearray(old)
    add_names(sieve, added)
    return sieve
