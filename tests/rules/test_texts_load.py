"""The shipped texts are sound, the two languages agree, and mistakes are named with their line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import AUDIENCES
from rules.texts_load import leaves, load_messages, load_regulations, placeholders
from tests.support.election import SHIPPED, texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped texts."""
    for name in ("messages", "regulations"):
        shutil.copytree(SHIPPED / name, tmp_path / name)
    return tmp_path


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def _said(folder: Path) -> list[str]:
    findings = load_messages(folder / "messages")[1] + load_regulations(folder / "regulations")[1]
    return [f"{Path(f.file).name}: {f.field}: {f.message}" for f in findings]


def test_the_shipped_texts_are_sound() -> None:
    """Both languages, every audience, everybody who supervises."""
    data = texts()
    assert list(data["messages"]) == ["id", "en"]
    assert tuple(data["regulations"]["audiences"]) == AUDIENCES
    assert {"ppk", "bkn", "bawaslu"} <= {body["id"] for body in data["regulations"]["bodies"]}


def test_the_languages_are_two() -> None:
    """A text of more than a word that is the same in both was forgotten in one."""
    ours, theirs = (dict(leaves(texts()["messages"][language])) for language in ("id", "en"))
    same = [
        place for place, text in ours.items() if theirs[place] == text and len(text.split("{")[0].split()) > 2
    ]
    assert same == []


def test_every_legal_text_names_its_source_and_whether_it_was_checked() -> None:
    """In both languages."""
    law = texts()["regulations"]
    rows = [row for audience in law["audiences"].values() for part in audience.values() for row in part]
    for row in [*rows, *law["bodies"]]:
        assert row["source"]["id"]
        assert row["source"]["en"]
        assert isinstance(row["unchecked"], bool)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "messages/en.yaml",
            'others: "and {n}',
            'others: "and {m}',
            "ui.others: expected the placeholders of ",
        ),
        (
            "messages/en.yaml",
            "  details: Legal basis and explanation\n",
            "",
            "ui: 'details' is a required property",
        ),
        (
            "messages/en.yaml",
            "    original: The post",
            "    author: The post",
            "doing.like.original: is missing",
        ),
        ("messages/id.yaml", "language: id", "language: en", "language: expected id"),
        ("messages/id.yaml", "cancel: Batalkan\n", "cancel: <b>Batalkan</b>\n", "ui.cancel: "),
        (
            "messages/id.yaml",
            "cancel: Batalkan\n",
            "cancel: A\n  cancel: B\n",
            "ui: key 'cancel' is there twice",
        ),
        (
            "messages/id.yaml",
            "{n} permintaan",
            "{n permintaan",
            "ui.queue: expected placeholders like {name}",
        ),
        (
            "messages/id.yaml",
            "{n} permintaan",
            "{n.a} permintaan",
            "ui.queue: expected placeholders like {name}",
        ),
        (
            "messages/id.yaml",
            "  like: menyukai",
            "  wave: melambai\n  like: menyukai",
            "act.wave: unknown key",
        ),
        ("regulations/tni.yaml", "audience: tni", "audience: asn", "audience: expected tni"),
        (
            "regulations/tni.yaml",
            "phase: after",
            "phase: before",
            "sanctions: has none for the phase 'after'",
        ),
        ("regulations/tni.yaml", "2004-10-16", "2004-10-36", "bases[0].valid_from: expected a date"),
        ("regulations/tni.yaml", "    unchecked: true\n", "", "bases[0]: 'unchecked' is a required property"),
        (
            "regulations/bodies.yaml",
            "until: 2024",
            "until: 2013",
            "bodies[1].valid_until: ends before it begins",
        ),
        ("regulations/bodies.yaml", "id: kasn", "id: ppk", "bodies[1].id: 'ppk' is there twice"),
    ],
)
def test_a_mistake_is_named(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    """With file and place."""
    _change(folder / file, old, new)
    said = _said(folder)
    assert any(message.startswith(f"{Path(file).name}: {expected}") for message in said), said


def test_a_finding_has_the_line_of_its_text(folder: Path) -> None:
    """Editors jump there."""
    path = folder / "messages" / "en.yaml"
    _change(path, 'others: "and {n} more', 'others: "and {m} more')
    (finding,) = load_messages(folder / "messages")[1]
    assert "others:" in path.read_text("utf-8").splitlines()[finding.line - 1]


def test_every_audience_needs_its_law_and_somebody_who_supervises_it(folder: Path) -> None:
    """A missing file and a missing body are errors."""
    (folder / "regulations" / "polri.yaml").unlink()
    bodies = folder / "regulations" / "bodies.yaml"
    bodies.write_text(bodies.read_text("utf-8").replace("tni, ", "").replace("[tni]", "[asn]"), "utf-8")
    said = _said(folder)
    assert "bodies.yaml: bodies: nobody supervises tni" in said
    assert any(message.startswith("polri.yaml: : cannot be read") for message in said)


def test_a_file_nobody_reads_is_an_error(folder: Path) -> None:
    """A misspelt name would otherwise be silently ignored."""
    (folder / "regulations" / "pns.yaml").write_text("audience: asn\n", "utf-8")
    _, (finding,) = load_regulations(folder / "regulations")
    assert finding.message.startswith("unknown file; known: asn.yaml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", set()),
        ("{a} and {b}", {"a", "b"}),
        ("{{a}}", set()),
        ("{", None),
        ("}", None),
        ("{}", None),
        ("{0}", None),
        ("{a!r}", None),
        ("{a:>9}", None),
        ("{a.b}", None),
        ("{a[0]}", None),
    ],
)
def test_placeholders_are_plain_names(text: str, expected: set[str] | None) -> None:
    """Nothing that could reach into a value."""
    assert placeholders(text) == expected


@given(st.text(alphabet="{}a.!:[0] ", max_size=30))
def test_any_text_has_placeholders_or_none_that_make_sense(text: str) -> None:
    """What is accepted can be filled."""
    names = placeholders(text)
    assert names is None or isinstance(text.format_map(dict.fromkeys(names, "x")), str)
