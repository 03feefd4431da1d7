"""Hands a response on as it comes and keeps a copy for reading.

Keeping is all that happens while the bytes go by; whoever gets the ``Copy`` decodes it, on any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from proxy_addon.page.codings import decoder
from rules.bounds import MAX_RESPONSE_BODY

type Learner = Callable[["Copy"], None]
"""Gets the copy of a whole body. Called on the way of the response: it returns at once and never raises."""

type Stream = Callable[[bytes], bytes | Iterable[bytes]]
"""A chunk in, what goes on out; an empty chunk stands for the end."""

NOTHING: Final[tuple[bytes, ...]] = ()
"""No bytes to send. An empty chunk would end a body in HTTP/1.1."""


class Copy:
    """The bytes of one body, kept up to ``limit``; a larger body is not kept at all.

    Calling it gives the body free of its content-encoding: empty if it is larger than ``limit``, and as
    far as it goes if its coding is broken. It may be called on any thread.
    """

    def __init__(self, content_encoding: str = "", limit: int = MAX_RESPONSE_BODY) -> None:
        self._coding = content_encoding
        self._limit = limit
        self._chunks: list[bytes] = []
        self._size = 0
        self._read = 0

    def add(self, chunk: bytes) -> None:
        """Keep ``chunk``, as sent."""
        self._size += len(chunk)
        if self._size <= self._limit:
            self._chunks.append(chunk)
        else:
            self._chunks.clear()

    def offer(self, learner: Learner) -> None:
        """Give the copy to ``learner``: once, or again if more came after what looked like the end."""
        if self._chunks and self._read < self._size:
            self._read = self._size
            learner(self)

    def __call__(self) -> bytes:
        """The decoded body."""
        return self.within(self._limit) or b""

    def within(self, limit: int) -> bytes | None:
        """The decoded body if it is no longer than ``limit``, else None, and little work either way."""
        undone = decoder(self._coding)
        if undone is None or self._size > limit:
            return None
        pieces, size = [], 0
        for chunk in tuple(self._chunks):
            for piece in undone.feed(chunk):
                size += len(piece)
                if size > limit:
                    return None
                pieces.append(piece)
        return b"".join(pieces)


class Tee:
    """A stream that sends every chunk on unchanged and at once, and offers a copy at the end."""

    def __init__(self, content_encoding: str, learner: Learner, limit: int = MAX_RESPONSE_BODY) -> None:
        self._copy = Copy(content_encoding, limit)
        self._learner = learner

    def __call__(self, data: bytes) -> bytes | Iterable[bytes]:
        """``data`` itself."""
        if data:
            self._copy.add(data)
            return data
        self._copy.offer(self._learner)
        return NOTHING
