"""A proxy in a process of its own says where it is, serves, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from rules.compile import SHIPPED
from tests.support.started import said_at_start

DEMO = SHIPPED / "campaigns" / "demo"


@dataclass(frozen=True)
class Run:
    """A proxy that was started and stopped: what it said, how it ended, and which files were there then."""

    said: str
    out: str
    err: str
    code: int
    written: frozenset[str]


def run(home: Path, stop: signal.Signals, *arguments: str) -> Run:
    """Start the command, speak to the port it names, and stop it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "XDG_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "proxy_addon.cli", "run", "--port", "0", *arguments],
        env={**kept, "HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        said = said_at_start(process)
        port = int(re.findall(r"http://127\.0\.0\.1:(\d+)", said)[0])
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
        process.send_signal(stop)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    written = frozenset(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    return Run(said, out, err, process.returncode, written)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """Two runs of one person: one without a campaign, ended by Ctrl-C; one with it, ended by SIGTERM."""
    home = tmp_path_factory.mktemp("home")
    first = run(home, signal.SIGINT)
    return first, run(home, signal.SIGTERM, "--campaigns", str(DEMO))


def test_run_serves_until_it_is_told_to_stop(runs: tuple[Run, Run]) -> None:
    """`run` says where it listens, does listen there, and ends cleanly on Ctrl-C and on SIGTERM."""
    for one in runs:
        assert one.code == 0
        assert "tidak dikirim" in one.out
        assert one.err == ""


def test_run_writes_only_into_its_data_folder(runs: tuple[Run, Run]) -> None:
    """A run leaves the CA in the data folder and nothing anywhere else; a second run finds it there."""
    folder = ".local/share/jari-netral/ca"
    names = ("jari-netral-ca.pem", "jari-netral-ca-cert.pem", "jari-netral-dhparam.pem")
    assert runs[0].written == runs[1].written == {f"{folder}/{name}" for name in names}
    assert all(f"{folder}/jari-netral-ca-cert.pem" in one.said for one in runs)
    assert "baru dibuat" in runs[0].said
    assert "baru dibuat" not in runs[1].said


def test_run_says_what_is_open(runs: tuple[Run, Run]) -> None:
    """Without a campaign `run` says that nothing is decrypted; with one, it doesn't."""
    assert "Tidak ada masa pemilihan" in runs[0].said
    assert "Tidak ada masa pemilihan" not in runs[1].said
