"""Every step of `via` does what docs/rules.md says, and none fails on any value."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_STRING, MAX_VALUES
from rules.forms import form_of
from rules.transform import ARGUMENT_STEPS, PLAIN_STEPS, Platform, scalar, transform

PLATFORM = Platform(("kicau.example",), {"handle": form_of({"chars": "a-z0-9_", "max": 5})})

STEPS: list[tuple[Any, Any, list[Any]]] = [
    ("json", '{"a":1}', [{"a": 1}]),
    ("json", "for (;;);[1]", [[1]]),
    ("json", "{", []),
    ("json", {"a": 1}, []),
    ("percent", "a%3Ab+c", ["a:b+c"]),
    ("base64", "ZmVlZGJhY2s6MTI=", [b"feedback:12"]),
    ("base64", "ZmVlZGJhY2s6MTI", [b"feedback:12"]),
    ("base64", "-_-_", [b"\xfb\xff\xbf"]),
    ("base64", "!!", []),
    ("gunzip", gzip.compress(b"x", mtime=0), [b"x"]),
    ("gunzip", b"no", []),
    ("gunzip", "text", []),
    ("lower", "ABC", ["abc"]),
    ("plain", "<p>Ayo #<span>Contoh</span><br>kita &amp; dia</p>", ["Ayo #Contoh kita & dia "]),
    ("shortcode", "B", ["1"]),
    ("shortcode", "BA", ["64"]),
    ("shortcode", "B7eUksNFA-K", ["2224305748263047050"]),
    ("shortcode", "ABCDEFGHIJKL", []),
    ("shortcode", "a b", []),
    ("mentions", "hai @Budi. dan @sari_c, a@b.c", ["budi.", "budi", "sari_c"]),
    ("hashtags", "#Contoh ya #contoh #dua", ["contoh", "dua"]),
    (
        "urls",
        "lihat https://kicau.example/a dan http://b.example",
        ["https://kicau.example/a", "http://b.example"],
    ),
    ({"get": "a.b"}, {"a": {"b": 5}}, [5]),
    ({"get": "a[]"}, {"a": [1, 2]}, [1, 2]),
    ({"get": "a"}, "text", []),
    ({"after": ":"}, "a:b:c", ["b:c"]),
    ({"after": ":"}, "abc", []),
    ({"before": "_"}, "12_34", ["12"]),
    ({"before": "_"}, "12", ["12"]),
    ({"strip": "@"}, "@a", ["a"]),
    ({"strip": "@"}, "a", ["a"]),
    ({"starts": "UC"}, "UCx", ["UCx"]),
    ({"starts": "UC"}, "xUC", []),
    ({"part": {"of": ":", "at": -1}}, "a:b:c", ["c"]),
    ({"part": {"of": ":", "at": 3}}, "a:b:c", []),
    ({"part": {"of": ":", "at": 1.0}}, "a:b:c", ["b"]),
    ({"part": {"of": "", "at": 0}}, "abc", ["abc"]),
    ({"after": ""}, "abc", ["abc"]),
    ({"before": ""}, "abc", [""]),
    ({"split": ","}, "99, 42,,7 ", ["99", "42", "7"]),
    ({"split": ","}, "", []),
    ({"split": ""}, "abc", ["abc"]),
    ({"skip": 5}, b"\x00\x00\x00\x00\x02\x08\x07", [b"\x08\x07"]),
    ({"skip": 2}, b"ab", [b""]),
    ({"skip": 3}, b"ab", []),
    ({"skip": 1}, "ab", []),
    ("keys", {"7001": 1, "a": None}, ["7001", "a"]),
    ("keys", ["a"], []),
    ("keys", "a", []),
    ("form", "repost_id=1&post_id=7%30+1&a&a=2", [{"repost_id": "1", "post_id": "70 1", "a": ["", "2"]}]),
    ("form", "", [{}]),
    ("form", "&" * 1_000, [{}]),
    ("form", {"a": 1}, []),
    ({"protobuf": "1"}, b"\x08\x07", ["7"]),
    ({"protobuf": 1}, b"\x08\x07", ["7"]),
    ({"protobuf": 1.0}, b"\x08\x07", ["7"]),
    ({"protobuf": "1"}, "text", []),
    ({"is": "digits"}, "123", ["123"]),
    ({"is": "digits"}, "12a", []),
    ({"is": "handle"}, "budi", ["budi"]),
    ({"is": "handle"}, "budi_contoh", []),
    ({"url": {"path": "/{h}/status/{p}", "take": "p"}}, "https://www.kicau.example/budi/status/7?x=1", ["7"]),
    ({"url": {"path": "/{h}/status/{p}", "take": "p"}}, "/budi/status/7", ["7"]),
    ({"url": {"path": "/{h}/status/{p}", "take": "p"}}, "https://lain.example/budi/status/7", []),
    ({"url": {"path": ["/v/{p}", "/{h}/status/{p}"], "take": "p"}}, "/v/9", ["9"]),
    ({"url": {"path": "/watch", "take": "?v"}}, "https://kicau.example/watch?a=1&v=xyz", ["xyz"]),
    ({"url": {"path": "/watch", "take": "?v"}}, "https://kicau.example/watch?a=1", []),
    ({"url": {"path": ["/login.php", "/{h}"], "take": "h"}}, "/login.php?x=1", []),
    ({"url": {"path": ["/login.php", "/{h}"], "take": "h"}}, "/budi", ["budi"]),
]


@pytest.mark.parametrize(("step", "value", "expected"), STEPS)
def test_step(step: Any, value: Any, expected: list[Any]) -> None:
    """A step gives what the manual says for a value that fits, and nothing for one that doesn't."""
    assert list(transform(step, PLATFORM)(value)) == expected


def test_every_step_is_tried_here() -> None:
    """No step of the language is missing from the table above."""
    tried = {step if isinstance(step, str) else next(iter(step)) for step, _, _ in STEPS}
    assert tried == PLAIN_STEPS | ARGUMENT_STEPS


@pytest.mark.parametrize(
    "step",
    ["unknown", {"unknown": 1}, {}, {"get": "a", "after": "b"}, {"is": "room_id"}, {"get": "a..b"},
     {"url": {"path": "/a/{b}", "take": "c"}}],
)  # fmt: skip
def test_refused(step: Any) -> None:
    """What is no step is refused when the rules are read, not when they are used."""
    with pytest.raises(ValueError, match=r".+"):
        transform(step, PLATFORM)


@pytest.mark.parametrize(
    ("step", "many"),
    [("keys", dict.fromkeys(map(str, range(999)))), ({"split": ","}, "a," * 99_999)],
    ids=str,
)
def test_bounded(step: Any, many: Any) -> None:
    """What may give many values gives no more than count."""
    assert len(transform(step, PLATFORM)(many)) == MAX_VALUES


HARD = ["<br" * (MAX_STRING // 3), "=" * MAX_STRING + "a", " " * MAX_STRING + "a" + " " * MAX_STRING]


@pytest.mark.parametrize(
    "step", ["plain", "base64", {"split": ","}, {"url": {"path": "/{a}", "take": "a"}}], ids=str
)
def test_long_texts_of_one_kind(step: Any) -> None:
    """A text that is all beginnings of tags, padding or white space is read as any other."""
    for text in HARD:
        assert len(transform(step, PLATFORM)(text)) <= 1


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.binary(max_size=60)
)


@given(VALUES | st.lists(VALUES, max_size=3) | st.dictionaries(st.text(max_size=3), VALUES, max_size=3))
def test_total(value: Any) -> None:
    """No value makes any step raise."""
    for step, _, _ in STEPS:
        list(transform(step, PLATFORM)(value))


@given(st.binary(max_size=60))
def test_base64_round_trip(raw: bytes) -> None:
    """Both alphabets of base64, with and without padding, come back as the bytes they were."""
    for text in (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")):
        assert list(transform("base64", PLATFORM)(text)) == [raw]


def test_scalars() -> None:
    """Text, whole numbers and true/false count as text; other numbers, objects and broken bytes don't."""
    assert [scalar(v) for v in ("a", 12345678901234567890, True, b"a")] == [
        "a",
        "12345678901234567890",
        "true",
        "a",
    ]
    assert [scalar(v) for v in (1.5, None, [], {}, b"\xff", 10**5_000)] == [None] * 6
