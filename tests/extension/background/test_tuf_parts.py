"""The small parts of the TUF client, held against Python's: canonical JSON, patterns, signatures."""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import json
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner

from tests.support.updates_client import Node, Problem, text_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.text(
    'aZ"\\\n\u007f\ud7ff\ue000\U0001f600', max_size=5
)
# V8 (13.6) reads a key that is written with an escape as a key with a backslash that it has met before.
NAME = TEXT.filter(lambda text: "\\" not in text)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=5),
    max_leaves=12,
)
KINDS = ["ed25519", "ecdsa", "rsa"]


@cache
def signer_of(kind: str) -> CryptoSigner:
    """A key of one kind, made when it is asked for: RSA takes a while."""
    made: CryptoSigner = getattr(CryptoSigner, f"generate_{kind}")()
    return made


def asked(node: Node, what: str, **question: Any) -> Any:
    """The answer of the modules in Node. Raises Problem."""
    answer = node.ask({"store": "/nowhere", "ask": what, **question})
    if "error" in answer:
        raise Problem(answer["kind"], answer["error"])
    return answer["answer"]


@settings(max_examples=300)
@given(value=VALUE)
def test_canonical_json_is_the_librarys(node: Node, value: Any) -> None:
    """The same bytes as securesystemslib, for whatever text and numbers: also beyond the basic plane."""
    found = base64.b64decode(asked(node, "canonical", text=json.dumps(value)))
    assert found.decode() == encode_canonical(value)


def test_a_backslash_in_a_name_is_escaped(node: Node) -> None:
    """As in any text."""
    answer = asked(node, "canonical", text=json.dumps({"a\\b": 1}))
    node.restart()  # see above
    assert base64.b64decode(answer) == b'{"a\\\\b":1}'


@pytest.mark.parametrize(
    "text", ["1.5", "1e400", "9007199254740993", "-0", '"\\ud800"', '{"\\udfff": 1}', "[" * 70 + "]" * 70]
)
def test_what_has_no_canonical_form_is_refused(node: Node, text: str) -> None:
    """Fractions, numbers that lost digits, half characters, nesting without end."""
    with pytest.raises(Problem, match="TypeError"):
        asked(node, "canonical", text=text)


def test_a_field_named_like_a_prototype_is_a_field(node: Node) -> None:
    """`__proto__` and `constructor` are part of what is signed."""
    text = '{"constructor":1,"__proto__":{"x":2},"a":3}'
    assert (
        base64.b64decode(asked(node, "canonical", text=text))
        == b'{"__proto__":{"x":2},"a":3,"constructor":1}'
    )


def _in_pattern(path: str, pattern: str) -> bool:
    """As python-tuf says it."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))


PATTERN = st.text("ab*?/[]!-", max_size=9)


@settings(max_examples=300)
@given(pairs=st.lists(st.tuples(PATTERN, st.text("ab/c-!]", max_size=7)), min_size=20, max_size=60))
def test_patterns_match_as_in_python(node: Node, pairs: list[tuple[str, str]]) -> None:
    """Stars, question marks and sets, part by part; no wildcard passes a slash."""
    assert asked(node, "matches", pairs=pairs) == [_in_pattern(path, pattern) for pattern, path in pairs]


def test_no_pattern_takes_long(node: Node) -> None:
    """A pattern made to be slow is answered like any other."""
    assert asked(node, "matches", pairs=[("*a" * 300 + "b", "a" * 2000)]) == [False]


@pytest.mark.parametrize("kind", KINDS)
def test_signatures_of_every_key_type(node: Node, kind: str) -> None:
    """A signature is right for its bytes and its key only; broken ones are wrong, not a fault."""
    signer = signer_of(kind)
    key = {**signer.public_key.to_dict(), "public": signer.public_key.keyval["public"]}
    for number in range(20):
        payload = f"{number}".encode()
        signature = signer.sign(payload).signature
        assert asked(node, "signed", key=key, signature=signature, payload=text_of(payload))
        wrong = [
            signature[:-2],
            signature + "00",
            "",
            "zz",
            "30",
            "3046",
            signature[:20] + f"{int(signature[20:22], 16) ^ 1:02x}" + signature[22:],
        ]
        assert not any(
            asked(node, "signed", key=key, signature=one, payload=text_of(payload)) for one in wrong
        )
        assert not asked(node, "signed", key=key, signature=signature, payload=text_of(b"x" + payload))
    other = signer_of("ecdsa" if kind == "ed25519" else "ed25519").public_key
    for wrong_key in (
        {**key, "public": "00"},
        {**key, "public": other.keyval["public"]},
        {**key, "scheme": "none"},
    ):
        assert not asked(node, "signed", key=wrong_key, signature=signature, payload=text_of(payload))


def test_a_key_on_another_curve_signs_nothing(node: Node) -> None:
    """What names P-256 and is another curve is not a key."""
    signer = CryptoSigner(generate_private_key(SECP384R1()))
    key = {"keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "public": signer.public_key.keyval["public"]}
    assert not asked(node, "signed", key=key, signature=signer.sign(b"x").signature, payload=text_of(b"x"))


@settings(max_examples=100)
@given(pieces=st.lists(st.binary(max_size=200), max_size=6))
def test_sha256_is_sha256(node: Node, pieces: list[bytes]) -> None:
    """In whatever pieces the bytes come."""
    assert (
        asked(node, "sha256", pieces=[text_of(piece) for piece in pieces])
        == hashlib.sha256(b"".join(pieces)).hexdigest()
    )
