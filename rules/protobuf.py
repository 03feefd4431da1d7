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


_SMALL: Final = [str(number) for number in range(_ONE_BYTE + 1)]

_RARE: Final = 0x85
"""Bits of a tag that neither varints nor bytes with numbers of one byte have."""

type Fields = tuple[list[int], list[str | bytes], bytes]
"""The numbers of a message's fields; what each holds, varints as decimal text, all else as bytes; itself."""


def fields(message: bytes, numbers: tuple[int, ...]) -> list[str | bytes]:
    """Values of the field at the nested ``numbers``.

    Fields before a damaged place count; nothing is raised.
    """
    return picked(scanned(message), numbers)


def picked(message: Fields, path: tuple[int, ...]) -> list[str | bytes]:
    """The same, of a message whose fields are known."""
    if not path:
        return []
    numbers, held, _ = message
    wanted = path[0]
    values = [value for number, value in zip(numbers, held, strict=True) if number == wanted]
    del values[MAX_VALUES:]
    if len(path) == 1:
        return values
    inner = [one for value in values if isinstance(value, bytes) for one in fields(value, path[1:])]
    return inner[:MAX_VALUES]


def everything(message: Fields) -> list[str | bytes]:
    """Every value at any depth, outer ones first: each field is read as a message too, as far as it goes.

    At most MAX_VALUES values, of a message's first MAX_STEPS bytes.
    """
    _, held, whole = message
    found = list(held if len(whole) <= MAX_STEPS else scanned(whole[:MAX_STEPS])[1])
    for one in found:  # grows
        if len(found) >= MAX_VALUES:
            break
        if type(one) is bytes and len(one) > 1:
            found += scanned(one)[1]
    return found[:MAX_VALUES]


def scanned(message: bytes) -> Fields:
    """The fields of a message, up to its first damage."""
    numbers: list[int] = []
    held: list[str | bytes] = []
    at, size = 0, len(message)
    try:
        while at < size:
            tag, value = message[at], message[at + 1]
            if tag & _RARE or value > _ONE_BYTE:
                number, one, at = _field(message, at)
                if at > size or one is None:
                    break
                numbers.append(number)
                held.append(one)
            elif tag & _BYTES:
                start = at + 2
                at = start + value
                if at > size:
                    break
                numbers.append(tag >> 3)
                held.append(message[start:at])
            else:
                at += 2
                numbers.append(tag >> 3)
                held.append(_SMALL[value])
    except IndexError:  # a last field of one byte
        pass
    return numbers, held, message


def _field(message: bytes, at: int) -> tuple[int, str | bytes | None, int]:
    """The number of the field at ``at``, what it holds, and where it ends; None for a kind there isn't."""
    tag, at = _varint(message, at)
    wire = tag & 7
    if wire == _VARINT:
        value, at = _varint(message, at)
        return tag >> 3, str(value), at
    if wire == _BYTES:
        size, at = _varint(message, at)
    elif wire in (_FIXED64, _FIXED32):
        size = 8 if wire == _FIXED64 else 4
    else:
        return 0, None, at
    return tag >> 3, message[at : at + size], at + size


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
