"""The policy says what a role calls for, and in which order roles count."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.model import Level
from rules.policy import load_policy
from tests.support.election import policy


@pytest.mark.parametrize("role", ["author", "coauthor", "original", "cited", "account", "owner"])
def test_those_who_speak_in_a_post_call_for_a_warning(role: str) -> None:
    """The shipped policy warns of them."""
    assert policy().level(role) is Level.WARN


@pytest.mark.parametrize("role", ["quoted", "tagged", "mentioned", "a role of tomorrow"])
def test_those_who_are_only_named_call_for_advice(role: str) -> None:
    """A role nobody has put into the policy gets advice too, not silence."""
    assert policy().level(role) is Level.ADVISE


def test_roles_count_in_their_order() -> None:
    """The author first, the unknown last."""
    roles = ["author", "coauthor", "owner", "quoted", "mentioned", "a role of tomorrow"]
    assert [policy().rank(role) for role in roles] == sorted(policy().rank(role) for role in roles)
    assert len({policy().rank(role) for role in roles}) == len(roles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warn: [a]\nadvise: [a]\nreminder: []\n", "2: advise: role 'a' is under warn already"),
        ("warn: [a]\nadvise: []\n", "1: : 'reminder' is a required property"),
        ("warn: [a]\nadvise: []\nreminder: [dance]\n", "3: reminder[0]: expected one of"),
        ("warn: [a]\nadvise: []\nreminder: []\nblock: []\n", "4: block: unknown key"),
        ("warn: [", "1: : "),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    """And no data comes of it."""
    path = tmp_path / "policy.yaml"
    path.write_text(text, "utf-8")
    data, (finding,) = load_policy(path)
    assert data == {}
    assert f"{finding.line}: {finding.field}: {finding.message}".startswith(expected)
