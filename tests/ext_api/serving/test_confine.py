"""A confined process; that keys are out of its sight is proven in test_server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.published import ROOT

SCRIPT = """
import os, subprocess, sys
from pathlib import Path
from ext_api.serving.confine import confine
public, outside = Path(sys.argv[1]), Path(sys.argv[2])
if not confine(public):
    sys.exit(77)
print((public / "x").read_text())
import json.tool, colorsys  # Python itself is still there
def refused(act):
    try:
        act()
    except OSError:
        return True
    return False
assert refused(lambda: outside.read_text())
assert refused(lambda: os.listdir(outside.parent))
assert refused(lambda: (public / "y").write_text("y"))
assert refused(lambda: outside.unlink())
assert subprocess.run(["cat", str(outside)], stderr=subprocess.DEVNULL).returncode
"""


def test_a_confined_process_sees_the_public_folder_alone(tmp_path: Path) -> None:
    """It reads what is public, writes nothing, and neither it nor what it starts reads anything else."""
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "x").write_text("public")
    (tmp_path / "secret").write_text("secret")
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "public"), str(tmp_path / "secret")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("this kernel has no Landlock")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "public\n"
