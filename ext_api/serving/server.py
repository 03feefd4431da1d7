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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from ext_api.app import create_app
from ext_api.serving.confine import SCRATCH, confine
from ext_api.serving.listening import listening, outward, shown

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
    """The server did not come up, or ended by itself."""


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


def serve(
    public: Path, sockets: Sequence[socket.socket], *, user: str | None = None, workers: int = WORKERS
) -> None:
    """Serve at sockets that listen already until a signal ends it; they are then the server's own.

    Raises Readable where a private key could be read even so, KeyError for a user that isn't there.
    """
    entry = pwd.getpwnam(user) if user else pwd.getpwuid(os.getuid())
    bind = [f"fd://{one.fileno()}" for one in sockets]
    server = Server(public.resolve(), bind, workers=workers, user=entry.pw_uid, group=entry.pw_gid)
    _warm(server.load())
    arbiter = Arbiter(server)  # now everything is imported, while it can still be read
    keys = list(private_keys(public.resolve()))
    drop_to(entry)
    confine(public.resolve())
    for path in keys:
        if readable(path):
            raise Readable(path)
    for one in sockets:
        one.detach()
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


@dataclass(frozen=True, slots=True)
class Child:
    """A server process of its own: its URL for others, and itself."""

    url: str
    process: subprocess.Popen[bytes]

    def watch(self) -> None:
        """Return only when it has ended by itself; raises NotServing then."""
        while self.process.poll() is None:
            time.sleep(1)  # signal.pause() would sleep through a signal that comes just before it
        raise NotServing(self.url)


@contextmanager
def served(public: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A server process of its own over a public folder, while the block lasts. Its URL; raises as `child`."""
    with child(public, host, port) as one:
        yield one.url


@contextmanager
def child(public: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[Child]:
    """A server process over a public folder, while the block lasts. Raises NotServing; PublishError where the
    port can't be had.

    The process gets an environment with nothing in it but the paths of programs, and a socket that listens:
    whoever answers there is that process and no other.
    """
    with listening(host, port) as opened:
        port = opened.getsockname()[1]
        process = _begun(public, opened)
    with process:
        try:
            _wait(process, f"http://{shown(host, port)}/health")
            yield Child(f"http://{shown(outward(host), port)}", process)
        finally:
            process.terminate()
            try:
                process.wait(ENDING)
            except subprocess.TimeoutExpired:
                process.kill()  # its workers see that it is gone


def _begun(public: Path, opened: socket.socket) -> subprocess.Popen[bytes]:
    words = ["serve", "--with-parent", "--public", str(public), "--listening", str(opened.fileno())]
    environment = {key: os.environ[key] for key in INHERITED if key in os.environ}
    return subprocess.Popen(  # noqa: S603  # ours
        [sys.executable, "-m", "ext_api.cli", *words],
        env=environment, stdout=subprocess.DEVNULL, pass_fds=[opened.fileno()],
    )  # fmt: skip


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # our own address, by no proxy
    for _ in range(PATIENCE * 20):
        if process.poll() is not None:
            break
        try:
            direct.open(url, timeout=PATIENCE).close()
            return
        except urllib.error.HTTPError as answer:
            answer.close()  # it answers, if only that nothing is published
            return
        except OSError:
            time.sleep(0.05)
    raise NotServing(url.removesuffix("/health"))


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
