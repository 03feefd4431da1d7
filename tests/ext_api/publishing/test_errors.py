"""Every refusal has a text in both languages, with the values it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ext_api.publishing.errors import PublishError
from ext_api.publishing.talk import GROUP
from ext_api.say import Say
from rules.texts_load import placeholders

ROOT = Path(__file__).parents[3]
SOURCES = [*ROOT.glob("ext_api/publishing/*.py"), *ROOT.glob("ext_api/serving/*.py")]


def said() -> Iterator[tuple[str, frozenset[str]]]:
    """Every key that the code says or refuses with, and the values it gives by name."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
            if isinstance(node, ast.Call) and named in ("PublishError", "tell", "say"):
                for first in node.args[:1]:
                    keys = [one.value for one in ast.walk(first) if isinstance(one, ast.Constant)]
                    values = frozenset(word.arg or "**" for word in node.keywords)
                    yield from ((str(key), values) for key in keys)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("key", "values"), sorted(set(said()), key=str))
def test_every_key_has_its_text(language: str, key: str, values: frozenset[str]) -> None:
    """The text is there, and asks for no value that the code doesn't give."""
    text = Say(GROUP, language)(key)
    assert text
    assert "**" in values or (placeholders(text) or frozenset()) <= values


def test_no_text_is_without_use() -> None:
    """Every text of the group is said somewhere."""
    used = {key for key, _ in said()}
    assert {*Say(GROUP, "id")._phrases.section(GROUP)} <= used


def test_an_error_tells_its_values() -> None:
    """Without a language, the error still says what it is about."""
    assert str(PublishError("no_role", role="x")) == "no_role role=x"
