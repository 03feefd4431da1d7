"""A finding says where and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.findings import BadData, Finding, shown


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("a.yaml", 3, "b.c", "is wrong"), "a.yaml:3: b.c: is wrong"),
        (Finding("a.yaml", 0, "", "is wrong"), "a.yaml: is wrong"),
        (Finding("a.yaml", 3, "b", "is odd", "warning"), "a.yaml:3: warning: b: is odd"),
    ],
)
def test_text(finding: Finding, text: str) -> None:
    """It reads as editors understand it."""
    assert str(finding) == text


def test_bad_data_keeps_all() -> None:
    """An error carries every finding, in the order of the files."""
    first, second = Finding("a", 1, "", "x"), Finding("b", 1, "", "y")
    assert BadData([second, first]).findings == (first, second)
    assert str(BadData([second, first])) == "a:1: x\nb:1: y"


def test_paths_as_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Paths below the current folder are shown relative to it."""
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b") == "a/b"
    assert shown(Path("/elsewhere")) == "/elsewhere"
