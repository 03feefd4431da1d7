"""XML read piece by piece with expat: nothing is kept, and without document types no entity unfolds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final, Protocol
from xml.parsers.expat import ExpatError, ParserCreate  # noqa: S407 - document types are refused below

from ext_api.importing.sheets import BadFile

_PIECE: Final = 1 << 18


class Handler[T](Protocol):
    """What becomes of elements; names are local, without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """A piece of text."""

    def taken(self) -> list[T]:
        """What is ready since the last call."""


def walk[T](file: IO[bytes], handler: Handler[T]) -> Iterator[T]:
    """Everything that a handler makes of a document, as it becomes ready. Raises BadFile."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, found: handler.start(_local(name), found)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    try:
        while piece := file.read(_PIECE):
            parser.Parse(piece)
            yield from handler.taken()
        parser.Parse(b"", True)
    except (ExpatError, EOFError, OSError, ValueError) as error:
        raise error if isinstance(error, BadFile) else BadFile("broken") from None
    yield from handler.taken()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise BadFile("broken")
