"""The short memory of "proceed", in Node."""

from __future__ import annotations

import json
from pathlib import Path

from rules.compile import ruleset
from tests.extension.engine.test_vectors import passed

SCRIPT = Path(__file__).with_name("grants.test.js")


def test_grants(tmp_path: Path) -> None:
    """Every test of the script runs and passes."""
    rules = tmp_path / "ruleset.json"
    rules.write_text(json.dumps(ruleset()), "utf-8")
    assert passed(str(SCRIPT), rules) == SCRIPT.read_text("utf-8").count("\ntest(")
