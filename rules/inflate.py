"""Bounded decompression of request bodies: what is too large or broken is None, never an exception."""

from __future__ import annotations

import zlib

import brotli
import zstandard


def gunzip(data: bytes, limit: int) -> bytes | None:
    """``data`` without gzip (or zlib), or None where it is broken or larger than ``limit`` bytes."""
    worker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        out = worker.decompress(data, limit)
    except zlib.error:
        return None
    return None if worker.unconsumed_tail or not worker.eof else out


def _brotli(data: bytes, limit: int) -> bytes | None:
    worker = brotli.Decompressor()
    try:
        out: bytes = worker.process(data, output_buffer_limit=limit + 1)
    except brotli.error:
        return None
    return out if worker.is_finished() and len(out) <= limit else None


def _zstd(data: bytes, limit: int) -> bytes | None:
    try:
        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
            out: bytes = reader.read(limit + 1)
    except zstandard.ZstdError:
        return None
    return out if len(out) <= limit else None


def decoded(data: bytes, coding: str, limit: int) -> bytes | None:
    """A body free of its content-encoding ``coding``; None where it can't be had within ``limit`` bytes."""
    for name in reversed([one.strip().lower() for one in coding.split(",") if one.strip()]):
        worker = _CODINGS.get(name)
        out = worker(data, limit) if worker else (data if name == "identity" else None)
        if out is None:
            return None
        data = out
    return data if len(data) <= limit else None


_CODINGS = {"gzip": gunzip, "x-gzip": gunzip, "deflate": gunzip, "br": _brotli, "zstd": _zstd}
