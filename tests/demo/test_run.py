"""`make run` starts the real proxy and the demo site, says how to look at them, and stops without a trace."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo import run
from tests.support.origin import trusting
from tests.support.started import said_at_start
from tests.support.tunnel import Seen, get

COMMAND = [sys.executable, "-m", "demo.run"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """A person's environment with a home of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "XDG_"))}
    return {**kept, "HOME": str(home), "PORT": "0", **more}


@contextmanager
def running(home: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demo, and everything it says at its start."""
    process = subprocess.Popen(
        COMMAND, env=environment(home, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, said_at_start(process)
    finally:
        process.kill()
        process.communicate()


@dataclass(frozen=True)
class Run:
    """A demo that was started, looked at and stopped: what it said, and what it left behind."""

    home: Path
    said: str
    seen: Seen
    out: str
    err: str
    code: int
    written: frozenset[Path]
    ca: bytes


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The first run in a home; a start costs seconds, so what it shows is looked at by several tests."""
    home = tmp_path_factory.mktemp("home")
    with running(home) as (process, said):
        port = int(re.findall(r"http://127\.0\.0\.1:(\d+)", said)[0])
        (ca,) = re.findall(r"/\S+-ca-cert\.pem$", said, re.MULTILINE)
        seen = get(port, "x.com", trusting(Path(ca)))
        written = frozenset(path for path in home.rglob("*") if path.is_file())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        return Run(home, said, seen, out, err, process.returncode, written, Path(ca).read_bytes())


def test_demo_answers_through_the_proxy(first: Run) -> None:
    """A browser that uses the proxy and trusts the CA gets the demo site under the real name."""
    assert first.seen.status == 200
    assert b"<html" in first.seen.body


def test_it_ends_cleanly(first: Run) -> None:
    """Ctrl-C ends it, and it says so, without an error."""
    assert first.code == 0
    assert "tidak dikirim" in first.out
    assert first.err == ""


def test_lines_are_ready_to_use(first: Run) -> None:
    """The lines hold one command for Chromium and one for Firefox, with profiles below the data folder."""
    for part in ("--proxy-server=127.0.0.1:", "--ignore-certificate-errors-spki-list=", "--profile"):
        assert part in first.said
    profiles = re.findall(r"(?:--user-data-dir=|--profile )(\S+)", first.said)
    assert len(profiles) == 2
    assert all(profile.startswith(str(first.home)) for profile in profiles)
    assert "@walikota_contoh" in first.said
    assert "{" not in first.said


def test_nothing_is_written_outside_one_folder(first: Run) -> None:
    """All that a run writes lies in one folder below the user's data folder."""
    folder = first.home / ".local" / "share" / "jari-netral" / "demo"
    assert first.written
    assert [path for path in first.written if not path.is_relative_to(folder)] == []


def test_second_run_reuses_the_first(first: Run) -> None:
    """It keeps keys and CA, and names a taken port with another command, in the language of the person."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        env = environment(first.home, PORT=taken, LANG="en_US.UTF-8")
        ended = subprocess.run(COMMAND, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert "PORT=" in ended.stderr
    assert taken in ended.stderr
    assert "in use" in ended.stderr
    assert "Traceback" not in ended.stderr
    written = {path for path in first.home.rglob("*") if path.is_file()}
    assert [path.read_bytes() for path in written if path.name == "jari-netral-ca-cert.pem"] == [first.ca]
    roots = {path for path in written if path.name.endswith(".root.json")}
    assert roots == {path for path in first.written if path.name.endswith(".root.json")} != set()


@pytest.mark.parametrize("port", ["x", "65536", "-1"])
def test_a_port_that_is_none_is_told(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no port is refused before anything is started."""
    monkeypatch.setenv("PORT", port)
    assert run.main() == 2
    assert f"PORT={port}" in capsys.readouterr().err
