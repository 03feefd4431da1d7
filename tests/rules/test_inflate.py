"""Bodies are decompressed within bounds, or not at all."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from rules.inflate import decoded, gunzip

CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
}


@given(st.sampled_from(sorted(CODERS)), st.binary(max_size=2_000))
def test_round_trip(coding: str, body: bytes) -> None:
    """Every coding of the web gives back the body it was made of, alone or stacked."""
    assert decoded(CODERS[coding](body), coding, 10_000) == body
    assert decoded(gzip.compress(CODERS[coding](body)), f"{coding}, gzip", 10_000) == body


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_refused(coding: str) -> None:
    """A small body that unfolds beyond the limit gives nothing."""
    assert decoded(CODERS[coding](b"0" * 1_000_000), coding, 1_000) is None


def test_zstd_of_several_frames() -> None:
    """A zstd body of several frames is read whole."""
    assert (
        decoded(zstandard.compress(b"a" * 70_000) + zstandard.compress(b"b"), "zstd", 100_000)
        == b"a" * 70_000 + b"b"
    )


@given(st.sampled_from(["gzip", "deflate", "br", "zstd", "lzw", "gzip, br"]), st.binary(max_size=300))
def test_total(coding: str, body: bytes) -> None:
    """Broken bodies and unknown codings give nothing, and never raise."""
    assert decoded(body, "lzw", 1_000) is None
    decoded(body, coding, 1_000)


def test_a_cut_body_is_none() -> None:
    """A gzip body cut short is none."""
    assert gunzip(gzip.compress(b"x" * 100)[:-4], 1_000) is None
