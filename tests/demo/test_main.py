"""The demo site alone, from the command line."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

from demo.tls import open_authority
from tests.support.origin import trusting


def test_site_alone_says_how_to_reach_it(tmp_path: Path) -> None:
    """Where it is and whom to trust, and one command for Chromium with its own profile; Ctrl-C ends it."""
    command = [sys.executable, "-m", "demo", "--port", "0", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline() + process.stdout.readline()
        port = int(re.findall(r"127\.0\.0\.1:(\d+),", said)[0])
        authority = open_authority(tmp_path)
        raw = socket.create_connection(("127.0.0.1", port), 20)
        with raw, trusting(authority.path).wrap_socket(raw, server_hostname="x.com") as trusted:
            assert trusted.version() == "TLSv1.3"
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert str(authority.path) in said
    assert f" --ignore-certificate-errors-spki-list={authority.spki}\n" in said
    assert f'--user-data-dir="{tmp_path}/' in said
