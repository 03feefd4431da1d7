"""The manual of the rule language says everything the language has, and nothing it hasn't."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rules import bounds
from rules.load import load_platforms
from rules.match import NAMESPACES
from rules.transform import ARGUMENT_STEPS, PLAIN_STEPS
from rules.view import ROOTS

ROOT = Path(__file__).parent.parent
MANUAL = (ROOT / "docs" / "rules.md").read_text("utf-8")
SCHEMAS = [
    json.loads((ROOT / "rules" / "schema" / f"{name}.json").read_text("utf-8"))
    for name in ("platform", "shared")
]


def keys(schema: Any) -> Iterator[str]:
    """Every key that a schema knows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys(value)


def words(schema: Any) -> Iterator[str]:
    """Every word that a schema lets a key have."""
    if isinstance(schema, dict):
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        for value in schema.values():
            yield from words(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from words(value)


ALL = {*keys(SCHEMAS), *words(SCHEMAS), *PLAIN_STEPS, *ARGUMENT_STEPS, *ROOTS, *NAMESPACES}


@pytest.mark.parametrize("word", sorted(ALL - {"GET", "POST", "PUT", "PATCH", "DELETE"}))
def test_every_word_is_documented(word: str) -> None:
    """Each key, word, step and root of the language stands in the manual, as code."""
    assert re.search(rf"`[^`\n]*(?<![\w-]){re.escape(word)}(?![\w-])[^`\n]*`", MANUAL), word


def test_the_bounds_are_those_of_the_engine() -> None:
    """The manual's table of bounds equals the engine's."""
    table = dict(re.findall(r"^\| `(MAX_\w+)` \| ([\d,]+) \|", MANUAL, re.MULTILINE))
    assert table == {name: f"{getattr(bounds, name):,}" for name in vars(bounds) if name.startswith("MAX_")}


def test_the_manual_s_platform_is_sound(tmp_path: Path) -> None:
    """The first platform of the manual loads without a finding."""
    [example] = re.findall(r"## A first platform\n\n```yaml\n(.*?)```", MANUAL, re.DOTALL)
    (tmp_path / "kicau.yaml").write_text(example)
    platforms, findings = load_platforms(tmp_path)
    assert findings == []
    assert [one["platform"] for one in platforms] == ["kicau"]
