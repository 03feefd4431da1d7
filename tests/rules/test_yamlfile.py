"""YAML is read strictly, and every mistake is told with file, line and field."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_YAML_BYTES
from rules.findings import BadData
from rules.yamlfile import check, parse, read


def test_data_and_lines() -> None:
    """Every place in the file knows its line."""
    file = parse(b"a: 1\nb:\n  - x: [2]\n    y: z\n", "t.yaml")
    assert file.data == {"a": 1, "b": [{"x": [2], "y": "z"}]}
    assert str(file.finding(("b", 0, "y"), "wrong")) == "t.yaml:4: b[0].y: wrong"
    assert str(file.finding(("b", 0, "missing"), "wrong")) == "t.yaml:3: b[0].missing: wrong"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: 1\na: 2\n", "t.yaml:2: key 'a' is there twice (first on line 1)"),
        (b"a:\n  b: 1\n  b: 2\n", "t.yaml:3: a: key 'b' is there twice (first on line 2)"),
        (b"a: &x 1\nb: *x\n", "t.yaml:2: aliases are not allowed here"),
        (b"a: !!python/object:os.system x\n", "t.yaml:1: a: expected a plain value"),
        (b"a: [1\n", "t.yaml:2: "),
        (b"\xff\xfe", "t.yaml: is not UTF-8 YAML"),
        (b"[" * 5_000, "t.yaml"),
        (b"? [a]\n: 1\n", "expected a plain key"),
    ],
)
def test_refused(text: bytes, message: str) -> None:
    """What the strict reader doesn't take is refused at its line."""
    with pytest.raises(BadData) as caught:
        parse(text, "t.yaml")
    assert message in str(caught.value)


def test_dates_stay_text() -> None:
    """A date is what its author wrote."""
    assert parse(b"a: 2026-01-02\n", "t").data == {"a": "2026-01-02"}


def test_too_large(tmp_path: Path) -> None:
    """Files beyond the bound, and files that aren't there, are refused."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a" * (MAX_YAML_BYTES + 1))
    with pytest.raises(BadData, match="larger"):
        read(path)
    with pytest.raises(BadData, match="cannot be read"):
        read(tmp_path / "b.yaml")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nmae: K", "nmae: unknown key; known: "),
        ("hosts: kicau.example", "hosts: expected a list of hosts, found 'kicau.example'"),
        ("hosts: [http://kicau.example/]", "does not match"),
        ("actions: [{rule: like, kind: lyke}]", "expected one of like, comment"),
        (
            "actions: [{rule: like, kind: like, targets: [{post: [1]}]}]",
            "actions[0].targets[0].post[0]: expected",
        ),
        (
            "actions: [{rule: like, kind: like, targets: [{post: {from: a, via: [{afer: x}]}}]}]",
            "afer: unknown key",
        ),
    ],
)
def test_schema_errors_in_plain_words(line: str, message: str) -> None:
    """A schema error names the field and what was expected."""
    file = parse(f"platform: kicau\nname: K\n{line}\n".replace("nmae: K", "nmae: K").encode(), "t.yaml")
    found = "\n".join(str(finding) for finding in check(file, "platform"))
    assert message.replace("known: ", "known here: ") in found
    assert "t.yaml:" in found


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_total(raw: bytes) -> None:
    """Arbitrary bytes are read or refused, and nothing else happens."""
    with suppress(BadData):
        parse(raw, "t.yaml")
