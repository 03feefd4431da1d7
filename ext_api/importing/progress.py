"""How far an import is, on a terminal only: one line that is written over."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO

from ext_api.say import Say


class Progress:
    """Counts rows while a file is read. Elsewhere than on a terminal it says nothing."""

    def __init__(self, say: Say, name: str, stream: TextIO | None = None) -> None:
        """Write to ``stream``, else to standard error."""
        self._say = say
        self._name = name
        self._stream = stream or sys.stderr
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write("")

    def tick(self, rows: int) -> None:
        """So many rows were read."""
        if self._stream.isatty():
            self._write(self._say("reading", path=self._name, rows=rows))

    def _write(self, text: str) -> None:
        if text or self._shown:
            self._stream.write("\r" + text.ljust(self._shown) + ("" if text else "\r"))
            self._stream.flush()
        self._shown = len(text)
