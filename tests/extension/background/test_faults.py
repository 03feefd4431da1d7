"""The count of the extension's own failures, in Node."""

from __future__ import annotations

from pathlib import Path

from tests.extension.engine.test_vectors import passed

SCRIPT = Path(__file__).with_name("faults.test.js")


def test_faults(tmp_path: Path) -> None:
    """Every test of the script runs and passes."""
    assert passed(str(SCRIPT), tmp_path) == SCRIPT.read_text("utf-8").count("\ntest(")
