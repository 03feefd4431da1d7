"""The demo site alone, from the command line."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.origin import trusting


def test_site_alone_says_how_to_reach_it(tmp_path: Path) -> None:
    """Where it is and whom to trust, and one command for Chromium with its own profile; Ctrl-C ends it."""
    command = [sys.executable, "-m", "demo", "--port", "0", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline() + process.stdout.readline()
        (port,), (ca,) = re.findall(r"127\.0\.0\.1:(\d+),", said), re.findall(r"CA: (.+)", said)
        raw = socket.create_connection(("127.0.0.1", int(port)), 20)
        with raw, trusting(Path(ca)).wrap_socket(raw, server_hostname="x.com") as trusted:
            leaf = x509.load_der_x509_certificate(trusted.getpeercert(True) or b"")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert f" --ignore-certificate-errors-spki-list={b64encode(sha256(key).digest()).decode()}\n" in said
    assert f'--user-data-dir="{tmp_path}/' in said
