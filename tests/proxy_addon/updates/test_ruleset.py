"""A published ruleset builds an engine, or is refused."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addon.updates.problems import Problem
from proxy_addon.updates.ruleset import consented, read_ruleset
from tests.support.office import rules
from tests.support.packing import packed

MOST = 10_000_000


def kind(raw: bytes, most: int = MOST) -> str:
    """Why it is refused."""
    with pytest.raises(Problem) as caught:
        read_ruleset(raw, most)
    return caught.value.kind


def test_a_good_one_is_read() -> None:
    """What was compiled comes back."""
    assert read_ruleset(packed(rules()), MOST) == rules()


@pytest.mark.parametrize(
    "changes",
    [{"format": 2}, {"format": None}, {"version": 3}, {"platforms": []}, {"platforms": [{}]}, {"policy": 0}],
)
def test_an_unknown_form_is_refused(changes: dict[str, Any]) -> None:
    """Another format, and what no engine can be built of."""
    assert kind(packed(rules() | changes)) == "format"
    assert kind(packed([])) == "format"


@pytest.mark.parametrize(
    "raw",
    [b"", b"x", gzip.compress(b"{", mtime=0), gzip.compress(b"[" * 100_000, mtime=0), packed({})[:-4]],
    ids=["empty", "no gzip", "no JSON", "deep", "cut"],
)
def test_what_is_no_gzipped_json_is_damaged(raw: bytes) -> None:
    """Torn, empty, nested without end."""
    assert kind(raw) == "damaged"


def test_a_bomb_does_not_go_off() -> None:
    """Nothing is unpacked beyond the bound."""
    assert kind(gzip.compress(b" " * 1_000_000), 1_000) == "damaged"


def test_consent_is_read() -> None:
    """The states by part."""
    raw = b'{"format":1,"registry":{"id":["a","b"],"id/jatim":[]}}'
    assert consented(raw) == {"id": {"a", "b"}, "id/jatim": set()}


@given(st.binary() | st.sampled_from([b'{"format":2,"registry":{"id":["a"]}}', b'{"format":1}', b"[]", b"1"]))
def test_what_is_no_consent_permits_nothing(raw: bytes) -> None:
    """Whatever is there in place of a consent."""
    assert consented(raw) == {}
