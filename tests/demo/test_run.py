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
from pathlib import Path

import pytest

from tests.support.origin import trusting
from tests.support.tunnel import get

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
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    try:
        yield process, said
    finally:
        process.kill()
        process.communicate()


def test_demo_answers_through_the_proxy(tmp_path: Path) -> None:
    """A browser that uses the proxy and trusts the CA gets the demo site under the real name."""
    with running(tmp_path) as (process, said):
        port = int(re.findall(r"http://127\.0\.0\.1:(\d+)", said)[0])
        (ca,) = re.findall(r"/\S+-ca-cert\.pem$", said, re.MULTILINE)
        seen = get(port, "x.com", trusting(Path(ca)))
        assert seen.status == 200
        assert b"<html" in seen.body
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "tidak dikirim" in out
        assert err == ""


def test_lines_are_ready_to_use(tmp_path: Path) -> None:
    """The lines hold one command for Chromium and one for Firefox, with profiles below the data folder."""
    with running(tmp_path) as (_, said):
        for part in ("--proxy-server=127.0.0.1:", "--ignore-certificate-errors-spki-list=", "--profile"):
            assert part in said
        profiles = re.findall(r"(?:--user-data-dir=|--profile )(\S+)", said)
        assert len(profiles) == 2
        assert all(profile.startswith(str(tmp_path)) for profile in profiles)
        assert "@walikota_contoh" in said
        assert "{" not in said


def test_english_locale_gets_english(tmp_path: Path) -> None:
    """With LANG=en the lines are English."""
    with running(tmp_path, LANG="en_US.UTF-8") as (_, said):
        assert "Stop with Ctrl-C" in said


def test_second_run_reuses_the_first(tmp_path: Path) -> None:
    """Nothing is written outside one folder, and a second run finds the CA of the first."""
    authorities = []
    for _ in range(2):
        with running(tmp_path):
            written = {path for path in tmp_path.rglob("*") if path.is_file()}
            authorities += [path.read_bytes() for path in written if path.name == "jari-netral-ca-cert.pem"]
    folder = tmp_path / ".local" / "share" / "jari-netral" / "demo"
    assert all(path.is_relative_to(folder) for path in written)
    assert len(authorities) == 2
    assert authorities[0] == authorities[1]


@pytest.mark.parametrize(("port", "said"), [("taken", "PORT="), ("x", "PORT")])
def test_bad_port_is_told(tmp_path: Path, port: str, said: str) -> None:
    """A taken port is named with a command that takes another; a port that is none is told, too."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        env = environment(tmp_path, PORT=taken if port == "taken" else port)
        ended = subprocess.run(COMMAND, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert said in ended.stderr
    assert (taken if port == "taken" else port) in ended.stderr
    assert "Traceback" not in ended.stderr
