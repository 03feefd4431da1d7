"""The manual of the rule language says everything the language has, and nothing it hasn't."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rules import bounds, cli
from rules.load import load_platforms
from rules.targets import NAMESPACES
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


def test_every_word_is_documented() -> None:
    """Each key, word, step and root of the language stands in the manual, as code."""
    asked = sorted(ALL - {"GET", "POST", "PUT", "PATCH", "DELETE"})
    named = (rf"`[^`\n]*(?<![\w-]){re.escape(word)}(?![\w-])[^`\n]*`" for word in asked)
    assert [word for word, name in zip(asked, named, strict=True) if not re.search(name, MANUAL)] == []


def test_the_bounds_are_those_of_the_engine() -> None:
    """The manual's table of bounds equals the engine's."""
    table = dict(re.findall(r"^\| `(MAX_\w+)` \| ([\d,]+) \|", MANUAL, re.MULTILINE))
    assert table == {name: f"{getattr(bounds, name):,}" for name in vars(bounds) if name.startswith("MAX_")}


WALK = MANUAL.partition("## From a recording to a rule\n")[2].partition("\n## ")[0]
FENCE = re.compile(r"(?P<prose>.*?)^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
PLATFORM = Path("rules/platforms/kicau.yaml")


def data_only(_: str, names: list[str]) -> set[str]:
    """The code among the names of a folder of rules."""
    return {name for name in names if name == "__pycache__" or name.endswith(".py")}


def told(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command of the walk-through prints: findings and output."""
    program, *arguments = shlex.split(command)
    assert program == "jari-rules"
    if arguments[0] == "explain":
        arguments += ["--rules", "rules", "--at", "2026-09-21T12:00:00+07:00"]
    cli.main(arguments)
    printed = capsys.readouterr()
    return printed.err + printed.out


def test_the_walk_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stranger who types off the walk-through gets every output that it shows, word for word."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    shutil.copytree(ROOT / "rules", "rules", ignore=data_only)
    rule, shown = "", 0
    for prose, kind, text in FENCE.findall(WALK):
        if kind == "yaml":
            rule += text
            PLATFORM.write_text(rule)
        elif kind in ("json", "csv"):
            Path({"json": "session.har", "csv": "accounts.csv"}[kind]).write_text(text)
        else:
            slip = re.search(r"Had we written `(.+?)` instead of `(.+?)`", prose)
            PLATFORM.write_text(rule.replace(slip[2], slip[1]) if slip else rule)
            for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$).*\n)*)", text, re.MULTILINE):
                assert told(command, capsys) == output
                shown += 1
    assert shown == 5


def test_the_walk_through_s_platform_is_sound(tmp_path: Path) -> None:
    """What the walk-through ends with loads without a finding, as does all YAML shown before its end."""
    written = [text for _, kind, text in FENCE.findall(WALK) if kind == "yaml"]
    for count in range(1, len(written) + 1):
        (tmp_path / "kicau.yaml").write_text("".join(written[:count]))
        platforms, findings = load_platforms(tmp_path)
        assert findings == []
        assert [one["platform"] for one in platforms] == ["kicau"]


def test_links_lead_somewhere() -> None:
    """Every link within the manual leads to one of its headings."""
    headings = re.findall(r"^#+ (.+)$", MANUAL, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", MANUAL)) <= anchors
