"""Content codings."""

from __future__ import annotations

import io
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from demo.coding import CODINGS, choose, encode


def decode(data: bytes, coding: str) -> bytes:
    """The plain bytes of a body."""
    if coding == "zstd":
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    if coding == "br":
        return bytes(brotli.decompress(data))
    return zlib.decompress(data, 31) if coding == "gzip" else data


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=4), st.sampled_from(CODINGS))
def test_coded_parts_decode_to_the_same_bytes(parts: list[bytes], coding: str) -> None:
    """Whatever the parts, decoding gives them back."""
    assert decode(b"".join(encode(parts, coding)), coding) == b"".join(parts)


def test_long_zstd_bodies_have_several_frames() -> None:
    """A decoder that stops after the first frame loses the rest."""
    body = bytes(200_000)
    coded = b"".join(encode([body], "zstd"))
    assert len(zstandard.ZstdDecompressor().decompressobj().decompress(coded)) < len(body)
    assert coded.count(zstandard.FRAME_HEADER) == 4


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_first_part_is_readable_at_once(coding: str) -> None:
    """A streaming client can read the first part before the second is there."""
    first = next(encode(iter([b"one", b"two"]), coding))
    unpack = brotli.Decompressor().process if coding == "br" else zlib.decompressobj(31).decompress
    assert unpack(first) == b"one"


@pytest.mark.parametrize(
    ("accepted", "forced", "coding"),
    [
        ("gzip, deflate, br, zstd", "", "zstd"),
        ("gzip, br", "", "br"),
        ("br;q=0, gzip", "", "gzip"),
        ("", "", "identity"),
        ("gzip", "zstd", "zstd"),
        ("gzip", "nonsense", "gzip"),
    ],
)
def test_coding_is_the_forced_or_the_best_accepted(accepted: str, forced: str, coding: str) -> None:
    """The order of preference is zstd, br, gzip; a coding refused with q=0 does not count."""
    assert choose(accepted, forced) == coding
