"""The lock holds every vector: what its address tells is blocked, what is no act never is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rules.compile import ruleset
from tests.extension.engine.test_vectors import passed

SCRIPT = Path(__file__).with_name("lock.test.js")


@pytest.fixture(scope="module")
def ruleset_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules as a file."""
    path = tmp_path_factory.mktemp("rules") / "ruleset.json"
    path.write_text(json.dumps(ruleset()), "utf-8")
    return path


def test_the_lock_and_the_vectors(ruleset_file: Path) -> None:
    """Every test of the script runs and passes."""
    assert passed(str(SCRIPT), ruleset_file) == SCRIPT.read_text("utf-8").count("\ntest(")
