"""The small binary messages that YouTube's pages carry as text: made, and taken apart again."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import quote, unquote

type Value = int | str | bytes


def message(fields: dict[int, Value]) -> bytes:
    """A message of numbers, texts and messages within."""
    return b"".join(_field(number, value) for number, value in fields.items())


def text(fields: dict[int, Value]) -> str:
    """A message as it stands in JSON: base64, percent-encoded."""
    return quote(urlsafe_b64encode(message(fields)).decode(), safe="")


def read(params: str) -> dict[int, int | bytes]:
    """The fields of a message from its text; of what is none, those before the fault."""
    encoded = unquote(params)
    try:
        raw = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        return {}
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(raw):
        key, at = _number(raw, at)
        value, at = _number(raw, at)
        if key & 7 == 2:
            found[key >> 3], at = raw[at : at + value], at + value
        elif key & 7 == 0:
            found[key >> 3] = value
        else:
            break
    return found


def string(value: int | bytes | None) -> str:
    """A field's text; of a number or of none the empty string."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _field(number: int, value: Value) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _varint(value: int) -> bytes:
    head = b""
    while value > 0x7F:
        head += bytes([value & 0x7F | 0x80])
        value >>= 7
    return head + bytes([value])


def _number(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(raw):
        byte, at = raw[at], at + 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, at
