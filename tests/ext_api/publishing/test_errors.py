"""Every refusal has a text in both languages, with the values it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ext_api.publishing.errors import PublishError
from ext_api.publishing.talk import GROUP
from ext_api.say import Say
from rules.texts_load import placeholders

ROOT = Path(__file__).parents[3]
SOURCES = [*ROOT.glob("ext_api/publishing/*.py"), *ROOT.glob("ext_api/serving/*.py")]


@cache
def said() -> frozenset[tuple[str, frozenset[str]]]:
    """Every key that the code says or refuses with, and the values it gives by name."""
    return frozenset(spoken())


def spoken() -> Iterator[tuple[str, frozenset[str]]]:
    """The same, as it stands in the code."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
            if isinstance(node, ast.Call) and named in ("PublishError", "tell", "say"):
                for first in node.args[:1]:
                    keys = [one.value for one in ast.walk(first) if isinstance(one, ast.Constant)]
                    values = frozenset(word.arg or "**" for word in node.keywords)
                    yield from ((str(key), values) for key in keys)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_key_has_its_text(language: str) -> None:
    """The text is there, and asks for no value that the code doesn't give."""
    say, keys = Say(GROUP, language), said()
    texts = {key: say(key) for key, _ in keys}
    assert [key for key, text in texts.items() if not text] == []
    asked = {(key, values): placeholders(texts[key]) or frozenset() for key, values in keys}
    assert [one for one, names in asked.items() if "**" not in one[1] and not names <= one[1]] == []


def test_no_text_is_without_use() -> None:
    """Every text of the group is said somewhere."""
    used = {key for key, _ in said()}
    assert {*Say(GROUP, "id")._phrases.section(GROUP)} <= used


def test_an_error_tells_its_values() -> None:
    """Without a language, the error still says what it is about."""
    assert str(PublishError("no_role", role="x")) == "no_role role=x"
