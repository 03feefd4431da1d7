"""Just enough protobuf to read a field by its number: varints and length-delimited fields.

No schema is needed: a rule names the numbers (``5.1``). Wire format:
https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules.bounds import MAX_STEPS, MAX_VALUES

_VARINT: Final = 0
_FIXED64: Final = 1
_BYTES: Final = 2
_FIXED32: Final = 5


def fields(message: bytes, numbers: tuple[int, ...]) -> list[str | bytes]:
    """Values of the field at the nested ``numbers``: a varint as decimal text, anything longer as bytes.

    Fields before a damaged place count; nothing is raised.
    """
    if not numbers:
        return []
    values = [value for number, value in _scan(message) if number == numbers[0]][:MAX_VALUES]
    if len(numbers) == 1:
        return values
    inner = [one for value in values if isinstance(value, bytes) for one in fields(value, numbers[1:])]
    return inner[:MAX_VALUES]


def everything(message: bytes) -> list[str | bytes]:
    """Every value at any depth, outer ones first: each field is read as a message too, as far as it goes.

    At most MAX_VALUES values, of a message's first MAX_STEPS bytes.
    """
    found: list[str | bytes] = []
    waiting = [message[:MAX_STEPS]]
    while waiting and len(found) < MAX_VALUES:
        values = [value for _, value in _scan(waiting.pop(0))]
        found += values
        waiting += [value for value in values if isinstance(value, bytes) and len(value) > 1]
    return found[:MAX_VALUES]


def _scan(message: bytes) -> Iterator[tuple[int, str | bytes]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            if at > len(message):
                return
            yield number, str(value)
        elif wire in (_BYTES, _FIXED64, _FIXED32):
            size, at = _varint(message, at) if wire == _BYTES else (8 if wire == _FIXED64 else 4, at)
            if at + size > len(message):
                return
            yield number, message[at : at + size]
            at += size
        else:
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """The varint at ``at`` and the place after it; past the end of the message where it is cut short."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
    return 0, len(message) + 1
