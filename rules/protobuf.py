"""Just enough protobuf to read a field by its number: varints and length-delimited fields.

No schema is needed: a rule names the numbers (``5.1``). Wire format:
https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from typing import Final

from rules.bounds import MAX_STEPS, MAX_VALUES

_VARINT: Final = 0
_FIXED64: Final = 1
_BYTES: Final = 2
_FIXED32: Final = 5
_ONE_BYTE: Final = 0x7F
"""The largest varint of one byte."""


type Fields = list[tuple[int, str | bytes]]
"""The fields of a message with their numbers: a varint as decimal text, anything longer as bytes."""


def fields(message: bytes, numbers: tuple[int, ...]) -> list[str | bytes]:
    """Values of the field at the nested ``numbers``.

    Fields before a damaged place count; nothing is raised.
    """
    return picked(scanned(message), numbers)


def picked(pairs: Fields, numbers: tuple[int, ...]) -> list[str | bytes]:
    """The same, of a message whose fields are known."""
    if not numbers:
        return []
    wanted = numbers[0]
    values = [value for number, value in pairs if number == wanted]
    if len(values) > MAX_VALUES:
        del values[MAX_VALUES:]
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
    for one in waiting:
        for _, value in scanned(one):
            found.append(value)
            if type(value) is bytes and len(value) > 1:
                waiting.append(value)
        if len(found) >= MAX_VALUES:
            break
    return found[:MAX_VALUES]


def scanned(message: bytes) -> Fields:
    """The fields of a message, up to its first damage."""
    pairs: Fields = []
    at, size = 0, len(message)
    while at < size:
        tag = message[at]
        at += 1
        if tag > _ONE_BYTE:  # numbers and lengths of one byte are nearly all there are
            tag, at = _varint(message, at - 1)
        wire = tag & 7
        if wire == _BYTES or wire == _VARINT:  # noqa: PLR1714, SIM109 - twice as fast
            value = message[at] if at < size else 0x80
            at += 1
            if value > _ONE_BYTE:
                value, at = _varint(message, at - 1)
            end = at + value if wire == _BYTES else at
        elif wire in (_FIXED64, _FIXED32):
            value, end = 0, at + (8 if wire == _FIXED64 else 4)
        else:
            break
        if end > size:
            break
        pairs.append((tag >> 3, str(value) if wire == _VARINT else message[at:end]))
        at = end
    return pairs


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """The varint at ``at`` and the place after it; past the end of the message where it is cut short."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte <= _ONE_BYTE:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
    return 0, len(message) + 1
