"""JSON is found as platforms send it: guarded, several in a body, in strings, in scripts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_DOCUMENTS
from rules.jsontext import document_at, documents, guard, loads, within

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize("guard", ["", "for (;;);", "for(;;);", "while(1);", ")]}'\n", "  for (;;);"])
def test_guards(guard: str) -> None:
    """The guards that platforms put before their JSON are passed over."""
    assert loads(f'{guard}{{"a":1}}'.encode()) == {"a": 1}
    assert list(documents(f'{guard}{{"a":1}}'.encode())) == [{"a": 1}]


@pytest.mark.parametrize("glue", ["\n", "\r\n", "", " ", "\nfor (;;);"])
@given(parts=st.lists(PLAIN.filter(lambda one: isinstance(one, dict | list)), min_size=1, max_size=4))
def test_several_documents(glue: str, parts: list[object]) -> None:
    """Documents that follow each other in one body are all read, in order."""
    assert list(documents(glue.join(json.dumps(part) for part in parts).encode())) == parts


def test_what_stands_before_the_damage_counts() -> None:
    """A last document cut short doesn't cost the ones before it."""
    assert list(documents(b'{"a":1}\n{"b":2}\n{"c":')) == [{"a": 1}, {"b": 2}]


def test_no_more_documents_than_the_bound() -> None:
    """A body of very many documents is read up to the bound."""
    assert len(list(documents(b"{}\n" * 5_000))) == MAX_DOCUMENTS


def test_large_numbers_stay_whole() -> None:
    """Ids that stand as numbers keep every digit."""
    assert loads(b'{"id":18446744073709551615}') == {"id": 18446744073709551615}


@pytest.mark.parametrize("number", ["18446744073709551616", "-9223372036854775809", "9" * 30])
def test_numbers_beyond_64_bits_are_no_ids(number: str) -> None:
    """However a body is read, a number beyond 64 bits is never a whole number."""
    for body in (f'{{"id":{number}}}', f'{{"id":{number}}}\n{{}}'):
        assert not isinstance(next(documents(body.encode()))["id"], int)
    assert [one["id"] for one in documents(b'{"id":18446744073709551615}\n{"id":-5}\n{"id":0}')] == [
        2**64 - 1,
        -5,
        0,
    ]


def test_a_byte_order_mark() -> None:
    """A byte order mark before a body doesn't matter."""
    assert loads(b'\xef\xbb\xbf{"a":1}') == {"a": 1}
    assert list(documents(b'\xef\xbb\xbffor (;;);{"a":1}')) == [{"a": 1}]


def test_what_browsers_take() -> None:
    """Lone surrogates, which strict readers refuse, are read."""
    assert loads(b'{"a":"\\ud800"}') is not None


@pytest.mark.parametrize("broken", [b"\xed\xa0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xff", b"\xc0\xaf"])
@pytest.mark.parametrize("guard", [b"", b"for (;;);", b"\xef\xbb\xbf"])
def test_broken_utf8_is_no_document(guard: bytes, broken: bytes) -> None:
    """Bytes that are no UTF-8 make the one document none: raw surrogates too, alone or in pairs."""
    assert loads(guard + b'{"a":"' + broken + b'"}') is None
    assert loads(guard + b'{"a":"\\ud800"}') == {"a": "\ud800"}


def test_a_text_may_hold_lone_surrogates() -> None:
    """What stood as an escape in a document around it is a character of the text inside."""
    assert loads('{"a":"\ud800"}') == {"a": "\ud800"}
    assert document_at('x = \'{"a":"\\ud800"}\'', 3) == {"a": "\ud800"}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('x = {"a":1};', {"a": 1}),
        ("x = [1,2];y()", [1, 2]),
        (r"""x = '\x7b\x22a\x22:1\x7d';""", {"a": 1}),
        (r'x = "{\"a\":\"\\u0041\"}"', {"a": "A"}),
        ('x = `{"a":1}`', {"a": 1}),
        ("x('/p/1/', {\"a\":1});", {"a": 1}),
        ("x('/p/1/', 2);", None),
        ("x = function(){}", None),
        ('x = {"a":undefined,"b":[undefined]}', {"a": None, "b": [None]}),
        ('x = {"a":undefinedly}', None),
        ('x = {"a":undefined', None),
        ("x = undefined", None),
        ("x('%7B%22a%22:1%7d')", {"a": 1}),
        ("x = '", None),
        ("x", None),
    ],
)
def test_in_a_script(script: str, expected: object) -> None:
    """JSON after a name in a script is read, as a value or as a string literal of it."""
    assert document_at(script, 1) == expected


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_total(body: bytes) -> None:
    """No body makes any reader raise."""
    loads(body)
    assert len(list(documents(body))) <= MAX_DOCUMENTS
    text = body.decode("latin-1")
    for at in range(0, len(text), 7):
        document_at(text, at)


@given(
    PLAIN.map(lambda value: json.dumps([value])),
    st.integers(0, 40),
    st.sampled_from(["", " ", "\t\n", "\f", "\x1c", "x", ","]),
)
def test_cut_short(text: str, cut: int, end: str) -> None:
    """What is cut short, or followed by more than white space, is no document, as to any other reader."""
    piece = text[: max(0, len(text) - cut)] + end
    try:
        expected = json.loads(piece)
    except ValueError:
        assert loads(piece) is loads(piece.encode()) is None
    else:
        assert loads(piece) == loads(piece.encode()) == expected


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('{"a":1}', {"a": 1}),
        (' \n{"a":1}', {"a": 1}),
        ('\ufefffor (;;);{"a":"\ud800"}', {"a": "\ud800"}),
        ('{"a":1}\n[2]', [{"a": 1}, [2]]),
        ('{"a":1} and more', {"a": 1}),
        ("[see] there", None),
        ("7", None),
        ("", None),
    ],
)
def test_in_a_string(text: str, held: object) -> None:
    """A string holds one document, several, or those before its damage; what begins otherwise is no JSON."""
    assert within(text) == held


@pytest.mark.parametrize(
    "body",
    [
        b"/**/ typeof a.b === 'function' && a.b({});",
        b'callback_1 (["a"]) ',
        b"-- {}",
        b"f(7)",
        b"f",
    ],
)
def test_guards_of_bodies(body: bytes) -> None:
    """A call around JSON and texts of the platform's own are passed over in front of a body alone."""
    held: list[object] = [{}] if body.startswith((b"/", b"-")) else []
    assert list(documents(body, guard(["-- ", ""]))) == held
    assert list(documents(body)) == []


def test_undefined_that_nests_without_end() -> None:
    """It is no value, and takes no more than it is worth."""
    assert document_at("x=" + "[undefined," * 100_000, 1) is None
    deep = 300
    assert document_at("x=" + '{"a":' * deep + "undefined" + "}" * deep, 1) is not None


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'"' + b"\\" * 100_001])
def test_depth(body: bytes) -> None:
    """Documents that nest without end are no documents."""
    assert loads(body) is None
    assert list(documents(body)) == []
    assert document_at(body.decode(), 0) is None
