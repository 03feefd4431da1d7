"""Content codings: a body in parts, each part readable as soon as it arrives."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli
import zstandard

CODINGS = ("zstd", "br", "gzip", "identity")
FRAME = 60_000


def choose(accepted: str, forced: str = "") -> str:
    """The coding for a response: the forced one, else the best that the client accepts."""
    if forced in CODINGS:
        return forced
    offered = {
        part.split(";")[0].strip().lower()
        for part in accepted.split(",")
        if ";q=0" not in part.replace(" ", "")
    }
    return next((coding for coding in CODINGS if coding in offered), "identity")


def encode(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The parts in a coding, each flushed so that a client can read it at once."""
    if coding == "zstd":
        yield from (_zstd_frames(part) for part in parts)
    elif coding == "br":
        yield from _brotli(parts)
    elif coding == "gzip":
        yield from _gzip(parts)
    else:
        yield from parts


def _zstd_frames(part: bytes) -> bytes:
    """Several frames one after the other, as the real sites send long bodies."""
    compressor = zstandard.ZstdCompressor(level=3)
    return b"".join(compressor.compress(part[at : at + FRAME]) for at in range(0, max(len(part), 1), FRAME))


def _brotli(parts: Iterable[bytes]) -> Iterator[bytes]:
    compressor = brotli.Compressor(quality=4)
    for part in parts:
        yield compressor.process(part) + compressor.flush()
    yield compressor.finish()


def _gzip(parts: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(5, zlib.DEFLATED, 31)
    for part in parts:
        yield compressor.compress(part) + compressor.flush(zlib.Z_SYNC_FLUSH)
    yield compressor.flush()
