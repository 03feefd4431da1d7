"""The JavaScript engine passes the very same vectors as the Python engine, each of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.extension.engine.peer import HERE, NODE, QUIET

VECTORS = HERE.parents[1] / "vectors"


def cases(key: str) -> int:
    """How many vectors ask this."""
    files = [json.loads(path.read_text("utf-8")) for path in VECTORS.glob("*.json")]
    return sum(
        key in case for file in files if ("platform" in file) == (key != "verdict") for case in file["cases"]
    )


def passed(script: str, ruleset_file: Path) -> int:
    """How many tests of a script pass; none fails."""
    done = subprocess.run(
        [NODE, QUIET, "--test", "--test-reporter=tap", str(HERE / script)],
        env={**os.environ, "JARI_RULESET": str(ruleset_file)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    failed = re.findall(r"^ *not ok \d+ - (.*)$", done.stdout, re.MULTILINE)
    assert failed == [], done.stdout[-3000:] + done.stderr
    count = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert count is not None, done.stderr
    return int(count[1])


@pytest.mark.parametrize(
    ("script", "key"),
    [("requests.test.js", "request"), ("responses.test.js", "response"), ("verdicts.test.js", "verdict")],
)
def test_vectors(script: str, key: str, ruleset_file: Path) -> None:
    """Every vector runs, and every one holds."""
    assert passed(script, ruleset_file) == cases(key) > 0


def test_the_engine_itself(ruleset_file: Path) -> None:
    """What it keeps, forgets, and says of a response before reading it."""
    tests = (HERE / "engine.test.js").read_text("utf-8").count("\ntest(")
    assert passed("engine.test.js", ruleset_file) == tests > 0
