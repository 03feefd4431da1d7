"""Gzip and zlib are undone as zlib does it; what is broken or too large is none."""

from __future__ import annotations

import base64
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.inflate import gunzip
from tests.extension.engine.peer import Peer
from tests.support.examples import ONE_FOR_ALL

MANY = settings(max_examples=150, suppress_health_check=ONE_FOR_ALL)
DATA = (
    st.binary(max_size=300)
    | st.text(alphabet="abc ", max_size=2000).map(str.encode)
    | st.binary(max_size=40).map(lambda b: b * 300)
)


def inflated(peer: Peer, data: bytes, most: int = 1_048_576) -> bytes | None:
    """What the engine makes of compressed bytes."""
    found = peer.ask("inflate", bytes=base64.b64encode(data).decode(), most=most)["found"]
    return None if found is None else base64.b64decode(found)


@MANY
@given(DATA, st.integers(0, 9), st.booleans())
def test_there_and_back(peer: Peer, data: bytes, level: int, zipped: bool) -> None:
    """Whatever was compressed comes back, at every level, also with something behind it."""
    packed = gzip.compress(data, level) if zipped else zlib.compress(data, level)
    assert inflated(peer, packed) == data
    assert inflated(peer, packed + b"tail") == data


@MANY
@given(DATA, st.integers(0, 2**31), st.binary(min_size=1, max_size=2))
def test_damage(peer: Peer, data: bytes, place: int, piece: bytes) -> None:
    """Damaged bytes are what they are to zlib: mostly none."""
    packed = gzip.compress(data, mtime=0)
    at = place % len(packed)
    damaged = packed[:at] + piece + packed[at + len(piece) :]
    assert inflated(peer, damaged) == gunzip(damaged, 1_048_576)


@pytest.mark.parametrize("most", [0, 99, 100, 101])
def test_bound(peer: Peer, most: int) -> None:
    """What is larger than allowed is none, what just fits is there."""
    assert inflated(peer, gzip.compress(b"a" * 100), most) == (b"a" * 100 if most >= 100 else None)


def test_headers(peer: Peer) -> None:
    """A name, a comment, a check sum and extra fields before the data are passed over."""
    packed = gzip.compress(b"Jari", mtime=0)
    extra = b"\x1f\x8b\x08\x1c" + packed[4:10] + b"\x03\x00abcname\x00comment\x00" + packed[10:]
    assert inflated(peer, extra) == gunzip(extra, 100) == b"Jari"
