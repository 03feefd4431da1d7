"""gunicorn over the application: no access log, no control socket, no file or variable that isn't needed."""

from __future__ import annotations

import json
import os
import pwd
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from ext_api.app import create_app
from ext_api.serving.confine import SCRATCH, confine

SETTINGS: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("gunicorn.json").read_bytes())
"""gunicorn's own words for how it serves: no access log, no control socket, small requests only."""

WORKERS: Final = int(SETTINGS["workers"])
PATIENCE: Final = 30
ENDING: Final = 60
"""Seconds that a server has for its end: more than it gives its own workers."""
INHERITED: Final = ("PATH", "LANG", "LC_ALL", "PYTHONPATH")


class Readable(ValueError):
    """The process that would serve can read a private key: ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


class NotServing(ValueError):
    """The server did not come up."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """A production server for one public folder."""

    def __init__(self, public: Path, bind: list[str], **settings: Any) -> None:
        self._public = public
        self._settings = {
            **SETTINGS,
            "bind": bind,
            "logger_class": Quiet,
            "worker_tmp_dir": str(SCRATCH) if SCRATCH.is_dir() else None,
            **settings,
        }
        super().__init__()

    def load_config(self) -> None:
        """Our settings; those this version of gunicorn doesn't have are not needed by it either."""
        for key, value in self._settings.items():
            if key in self.cfg.settings and value is not None:
                self.cfg.set(key, value)

    def load(self) -> Flask:
        """The application, made anew in every worker."""
        return create_app(self._public)


class Quiet(Logger):  # type: ignore[misc]  # gunicorn comes without types
    """gunicorn's log, without what a client sent and from where."""

    def exception(self, *_: Any, **__: Any) -> None:
        """Say what kind of fault it was, not about which request."""
        kind = sys.exc_info()[0]
        self.error_log.error("a request failed: %s", kind.__name__ if kind else "unknown")

    def warning(self, msg: str, *args: Any, **values: Any) -> None:
        """Say it unless it is about a client."""
        if "ip=" not in msg and "request" not in msg.lower():
            super().warning(msg, *args, **values)


def _warm(app: Flask) -> None:
    """Answer once what will be asked, so that no module is imported later."""
    with app.test_client() as client:
        for path in ("/health", "/metadata/timestamp.json", "/metadata/1.root.json", "/nothing"):
            client.get(path, headers={"Range": "bytes=0-1"}).close()


def drop_to(entry: pwd.struct_passwd) -> None:
    """Become another user for good. Raises PermissionError without the right."""
    if os.getuid() != entry.pw_uid:
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)


def serve(public: Path, bind: list[str], *, user: str | None = None, workers: int = WORKERS) -> None:
    """Serve until a signal ends it.

    Raises Readable where a private key could be read even so, KeyError for a user that isn't there.
    """
    entry = pwd.getpwnam(user) if user else pwd.getpwuid(os.getuid())
    server = Server(public.resolve(), bind, workers=workers, user=entry.pw_uid, group=entry.pw_gid)
    _warm(server.load())
    arbiter = Arbiter(server)  # now everything is imported, while it can still be read
    keys = list(private_keys(public.resolve()))
    drop_to(entry)
    confine(public.resolve())
    for path in keys:
        if readable(path):
            raise Readable(path)
    arbiter.run()


def private_keys(public: Path) -> Iterator[Path]:
    """The files of private keys that lie about a public folder: beside it, and beside the publisher's
    folder.
    """
    for near in (public.parent, public.parent.parent):
        for pattern in ("*.pem", "*/*.pem"):
            try:
                yield from near.glob(pattern)
            except OSError:
                continue  # what can't be listed can't be read


def readable(path: Path) -> bool:
    """Whether this process can read a file, found out by trying."""
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True


@contextmanager
def served(public: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A server process of its own over a public folder, while the block lasts. Its URL; raises NotServing.

    The process gets an environment with nothing in it but the paths of programs.
    """
    port = port or free_port(host)
    command = [
        sys.executable,
        "-m",
        "ext_api.cli",
        "serve",
        "--with-parent",
        "--public",
        str(public),
        "--bind",
        f"{host}:{port}",
    ]
    environment = {key: os.environ[key] for key in INHERITED if key in os.environ}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # ours
        try:
            _wait(process, f"http://{host}:{port}/health")
            yield f"http://{host}:{port}"
        finally:
            process.terminate()
            try:
                process.wait(ENDING)
            except subprocess.TimeoutExpired:
                process.kill()  # its workers see that it is gone


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(PATIENCE * 20):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=PATIENCE).close()  # noqa: S310  # our own address
            return
        except urllib.error.HTTPError as answer:
            answer.close()  # it answers, if only that nothing is published
            return
        except OSError:
            time.sleep(0.05)
    raise NotServing(url)


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
