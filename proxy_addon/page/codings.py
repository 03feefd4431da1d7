"""Content codings undone while they stream: gzip, deflate, br, zstd, and stacks of them.

Whatever arrives, nothing raises and no step yields more than ``PIECE`` (br: up to twice that): a broken
stream hands on what it held so far, and then shows a ``fault``.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE: Final = 262_144
"""Decoded bytes of one step."""

BURST: Final = 67_108_864
"""Decoded bytes one arriving chunk may grow to; more is a bomb, for the proxy would have to keep it all."""

_SLICE: Final = 2_048
"""Bytes decoded at a time: what is lost when the coding breaks within them."""

_WINDOW_LOG: Final = 23
"""The largest zstd window: 8 MiB, as in browsers (RFC 9659)."""

_MAX_STACK: Final = 3
"""Codings on top of each other; nobody sends more."""


class _Member(Protocol):
    """One gzip member, zstd frame or deflate or br stream."""

    @property
    def ended(self) -> bool:
        """The member is complete."""

    def step(self, data: bytes) -> tuple[bytes, bytes | None]:
        """A piece of output, and what to step on with: None when only more input can bring more output."""


class _Inflate:
    """zlib, gzip or raw deflate, as ``wbits`` says."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)

    @property
    def ended(self) -> bool:
        return self._zlib.eof

    def step(self, data: bytes) -> tuple[bytes, bytes | None]:
        out = self._zlib.decompress(data, PIECE)
        if self._zlib.eof:
            return out, self._zlib.unused_data
        rest = self._zlib.unconsumed_tail
        return out, rest if rest or len(out) == PIECE else None


class _Deflate:
    """What servers call deflate: with zlib's header, or without. Its first two bytes tell."""

    def __init__(self) -> None:
        self._start = b""
        self._inner: _Inflate | None = None

    @property
    def ended(self) -> bool:
        return self._inner is not None and self._inner.ended

    def step(self, data: bytes) -> tuple[bytes, bytes | None]:
        if self._inner is None:
            data = self._start = self._start + data
            if len(data) < 2:
                return b"", None
            wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0
            self._inner = _Inflate(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return self._inner.step(data)


class _Brotli:
    """A br stream. Its decoder can't be asked anything once it failed, so the answers are kept."""

    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()
        self.ended = False

    def step(self, data: bytes) -> tuple[bytes, bytes | None]:
        out: bytes = self._brotli.process(data, output_buffer_limit=PIECE)
        self.ended = self._brotli.is_finished()
        more = out or not self._brotli.can_accept_more_data()
        return out, b"" if more and not self.ended else None


class _Zstd:
    """One frame; a body may hold many."""

    def __init__(self) -> None:
        self._zstd = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})

    @property
    def ended(self) -> bool:
        return self._zstd.eof

    def step(self, data: bytes) -> tuple[bytes, bytes | None]:
        out = self._zstd.decompress(data, PIECE)
        if self._zstd.eof:
            return out, self._zstd.unused_data
        return out, None if self._zstd.needs_input else b""


_OPEN: Final[dict[str, Callable[[], _Member]]] = {
    "gzip": lambda: _Inflate(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Inflate(zlib.MAX_WBITS | 16),
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}

_ERRORS: Final = (zlib.error, brotli.error, zstd.ZstdError, EOFError, MemoryError)


class _Stage:
    """One coding: its members one after the other. Garbage behind a complete member is ignored."""

    def __init__(self, open_member: Callable[[], _Member]) -> None:
        self._open = open_member
        self._member = open_member()
        self._later = False
        self._garbage = False
        self._fed = False

    @property
    def complete(self) -> bool:
        """The input so far is whole: no member is open. No input at all is whole, too."""
        return self._member.ended or self._garbage or not self._fed

    def pieces(self, source: Iterable[bytes]) -> Iterator[bytes]:
        """All that ``source`` decodes to by now."""
        for data in source:
            for at in range(0, len(data), _SLICE):
                yield from self._slice(data[at : at + _SLICE])

    def _slice(self, data: bytes) -> Iterator[bytes]:
        rest: bytes | None = data
        self._fed = True
        while rest is not None and not self._garbage:
            if self._member.ended:
                if not rest:
                    return
                self._member, self._later = self._open(), True
            try:
                out, rest = self._member.step(rest)
            except _ERRORS:
                if not self._later:
                    raise
                self._garbage = True
                return
            if out:
                self._later = False
                yield out


class Decoder:
    """Undoes a content-encoding chunk by chunk.

    ``fault`` is None, "broken" (the stream is no such coding) or "bomb" (a chunk grew beyond ``BURST``);
    after a fault nothing more comes out.
    """

    def __init__(self, codings: Iterable[str]) -> None:
        """Undo ``codings``, named in the order in which they were applied."""
        self._stages = [_Stage(_OPEN[coding]) for coding in reversed(list(codings))]
        self.fault: str | None = None

    @property
    def complete(self) -> bool:
        """Nothing is missing: the stream could end here."""
        return self.fault is None and all(stage.complete for stage in self._stages)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded pieces of ``data``, none empty; to be consumed before the next ``feed``."""
        if self.fault or not data:
            return
        pieces: Iterator[bytes] = iter((data,))
        for stage in self._stages:
            pieces = stage.pieces(pieces)
        size = 0
        try:
            for piece in pieces:
                size += len(piece)
                if size > max(BURST, len(data)):
                    self.fault = "bomb"
                    return
                yield piece
        except _ERRORS:
            self.fault = "broken"


def decoder(content_encoding: str) -> Decoder | None:
    """A decoder for the value of a content-encoding header, or None where it names a coding unknown here."""
    codings = [name for name in _names(content_encoding) if name not in ("", "identity")]
    if len(codings) > _MAX_STACK or any(name not in _OPEN for name in codings):
        return None
    return Decoder(codings)


def acceptable(accept_encoding: str) -> str:
    """An accept-encoding header without the codings that ``decoder`` can't undo (such as dcb and dcz)."""
    known = {*_OPEN, "identity", "*"}
    offers = accept_encoding.split(",")
    kept = [offer for offer in offers if offer.partition(";")[0].strip().lower() in known]
    return accept_encoding if len(kept) == len(offers) else ",".join(kept).strip()


def _names(value: str) -> list[str]:
    return [name.strip().lower() for name in value.split(",")]
