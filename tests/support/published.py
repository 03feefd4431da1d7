"""A published folder that another user may read, a real nginx, and the serving process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.publisher import Publisher, demo, ruleset

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def published() -> Iterator[Publisher]:
    """A publisher's folder outside of pytest's, which is closed to all but its owner."""
    with tempfile.TemporaryDirectory(prefix="jari-published-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        publisher = Publisher(folder)
        publisher.publish(demo(), ruleset())
        yield publisher


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens on a port."""
    for _ in range(600):
        assert process.poll() is None, "it ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nobody listens")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def nginx(public: Path, folder: Path) -> Iterator[str]:
    """Nginx with the configuration of deploy/, over a folder. Its URL."""
    assert NGINX, "nginx is missing: apt-get install nginx-light"
    port = free_port()
    ours = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8600", f"127.0.0.1:{port}"),
        ("/srv/publisher/public", str(public)),
    ):
        assert ours.count(old) == 1
        ours = ours.replace(old, new)
    (folder / "site.conf").write_text(ours)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user nobody nogroup;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
        f" events {{}} http {{ {paths} access_log {folder}/access.log; include {folder}/site.conf; }}"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
