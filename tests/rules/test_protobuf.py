"""Fields of a protobuf message are read by number, and damage never raises."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_VALUES
from rules.protobuf import everything, fields, scanned


def varint(value: int) -> bytes:
    """``value`` as a protobuf varint."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, value: int | bytes) -> bytes:
    """One encoded field, as the specification says."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def test_a_real_comment() -> None:
    """The parameters of a real comment of 2021 name their video in field 2 and a number in field 10."""
    message = base64.urlsafe_b64decode("EgtpaUFEaENoUnJpTSoCCABQBw==")
    assert fields(message, (2,)) == [b"iiADhChRriM"]
    assert fields(message, (10,)) == ["7"]
    assert fields(message, (5, 1)) == ["0"]
    assert fields(message, (9,)) == []


@given(st.integers(1, 500), st.integers(0, 2**64 - 1), st.binary(max_size=50))
def test_round_trip(number: int, value: int, other: bytes) -> None:
    """What was put into a field comes out of it, whatever stands before it."""
    message = field(number + 1, other) + field(number, value) + field(number, other)
    assert fields(message, (number,)) == [str(value), other]
    assert fields(field(7, message), (7, number)) == [str(value), other]


def test_fixed_width_fields_are_passed_over() -> None:
    """32- and 64-bit fields are read as bytes, and what follows them is found."""
    message = bytes([1 << 3 | 5]) + b"abcd" + bytes([2 << 3 | 1]) + b"abcdefgh" + field(3, 5)
    assert fields(message, (1,)) == [b"abcd"]
    assert fields(message, (2,)) == [b"abcdefgh"]
    assert fields(message, (3,)) == ["5"]


def test_what_stands_before_the_damage_counts() -> None:
    """A message cut short still gives the fields before the cut."""
    assert fields(field(1, 7) + field(2, b"abcdef")[:-2], (1,)) == ["7"]
    assert fields(field(1, 7) + field(2, b"abcdef")[:-2], (2,)) == []


def test_everything_at_any_depth() -> None:
    """Every value is given, outer ones before inner ones, at most MAX_VALUES of them."""
    inner = field(3, b"UCabc")
    found = everything(scanned(field(1, 5) + field(56, inner) + field(2, b"\x00\xff")))
    assert found[:4] == ["5", inner, b"\x00\xff", b"UCabc"]
    assert len(everything(scanned(field(1, 7) * 1000))) == MAX_VALUES


@given(st.binary(max_size=400))
def test_everything_is_total(message: bytes) -> None:
    """No message makes the search raise."""
    everything(scanned(message))


@given(st.binary(max_size=400), st.lists(st.integers(0, 40), max_size=4))
def test_total(message: bytes, numbers: list[int]) -> None:
    """No bytes make it raise, or give more than the bound."""
    assert len(fields(message, tuple(numbers))) <= MAX_VALUES
