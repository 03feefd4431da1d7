"""A confined process; that keys are out of its sight is proven in test_server."""

from __future__ import annotations

import subprocess
import sys
import time
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


PARENT = """
import subprocess, sys
child = "from ext_api.serving.confine import end_with_parent as e; e(); print(1, flush=True); input()"
child = [sys.executable, "-c", child]
process = subprocess.Popen(child, stdout=subprocess.PIPE, stdin=subprocess.PIPE)
process.stdout.readline()
print(process.pid, flush=True)
sys.stdin.readline()
"""


def test_a_server_started_by_us_ends_with_us_even_if_we_are_killed(tmp_path: Path) -> None:
    """A killed parent can end nobody; the kernel does."""
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().decode().strip()
        assert child.exists()
        parent.kill()
    end = time.monotonic() + 20
    while (child / "exe").exists() and "State:\tZ" not in (child / "status").read_text():
        assert time.monotonic() < end
        time.sleep(0.02)
