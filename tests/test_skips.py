"""What is skipped is said, and on CI it fails unless nobody could have helped it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.skips import HONEST

ROOT = Path(__file__).parents[1]
CASES = f"""
import pytest

def test_honest():
    pytest.skip({HONEST[0]!r})

@pytest.mark.skipif(True, reason="needs certutil: apt-get install libnss3-tools")
def test_not_installed():
    pass

@pytest.mark.xfail
def test_known():
    raise ValueError
"""


@pytest.mark.parametrize(
    ("ci", "skipped", "errors"), [("true", "1 skipped, 1 xfailed", True), ("", "2 skipped, 1 xfailed", False)]
)
def test_skips(tmp_path: Path, ci: str, skipped: str, errors: bool) -> None:
    """A missing kernel feature stays a skip; a missing program fails on CI; both are told with reasons."""
    (tmp_path / "test_cases.py").write_text(CASES)
    options = ["-c", os.devnull, "--rootdir", tmp_path, "-ra", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-p", "tests.support.skips", tmp_path],
        cwd=ROOT, env={**os.environ, "CI": ci}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.splitlines()[-1]
    assert skipped in last
    assert ("1 error" in last, done.returncode != 0) == (errors, errors)
    assert HONEST[0] in done.stdout
    assert "apt-get install libnss3-tools" in done.stdout
