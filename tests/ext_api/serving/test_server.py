"""The serving process: what it can read, what it holds, and what it leaves behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ext_api.serving import server
from ext_api.serving.confine import confine
from tests.support.published import ROOT, free_port, wait_for
from tests.support.publisher import PHRASE, Publisher

ROOT_ONLY = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
SECRETS = ("JARI_PASSPHRASE", "JARI_DATABASE")


@contextmanager
def serving(publisher: Publisher, *more: str) -> Iterator[tuple[int, int]]:
    """`jari-api serve` started by somebody whose environment is full of secrets: its process and port."""
    port = free_port()
    command = [sys.executable, "-m", "ext_api.cli", "serve", "--folder", str(publisher.repository.folder)]
    environment = {**os.environ, "JARI_PASSPHRASE": PHRASE, "JARI_DATABASE": "postgresql://a:secret@b/c"}
    with subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", *more], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port, process)
            httpx.get(f"http://127.0.0.1:{port}/metadata/timestamp.json").raise_for_status()
            yield process.pid, port
        finally:
            process.terminate()
            try:
                process.wait(60)
            finally:
                process.kill()


def family(pid: int) -> list[int]:
    """A process and its workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def keys(publisher: Publisher) -> list[Path]:
    """Every private key of the publisher."""
    return [*publisher.keys.glob("*.pem"), *publisher.repository.online.glob("*.pem")]


def open_files(pid: int) -> set[Path]:
    """What a process has open."""
    return {path.readlink() for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()}


def mapped_files(pid: int) -> str:
    """What a process has in its memory, by name."""
    return Path(f"/proc/{pid}/maps").read_text()


def assert_without_keys(publisher: Publisher, pid: int) -> None:
    """No process of the server has a key open, nor a secret in its environment."""
    everyone = family(pid)
    assert len(everyone) > 1
    for one in everyone:
        environment = Path(f"/proc/{one}/environ").read_bytes()
        assert PHRASE.encode() not in environment
        assert b"secret" not in environment
        assert not [name for name in SECRETS if name.encode() in environment]
        held = {str(path) for path in open_files(one)}
        assert not [path for path in keys(publisher) if str(path) in held or str(path) in mapped_files(one)]


@ROOT_ONLY
def test_no_key_is_readable_by_another_user(publisher: Publisher) -> None:
    """Served as another user: no process of the server may read a key, has one open, or holds a secret."""
    nobody = pwd.getpwnam("nobody")
    with serving(publisher, "--user", "nobody") as (pid, _):
        assert_without_keys(publisher, pid)
        for one in family(pid):
            assert Path(f"/proc/{one}").stat().st_uid in (nobody.pw_uid, 0)
            status = Path(f"/proc/{one}/status").read_text()
            assert f"Uid:\t{nobody.pw_uid}\t{nobody.pw_uid}\t{nobody.pw_uid}\t{nobody.pw_uid}" in status
            assert "CapEff:\t0000000000000000" in status
    for path in keys(publisher):
        for place in (path, path.parent):
            assert place.stat().st_mode & 0o077 == 0, "for its owner alone"
            assert place.stat().st_uid != nobody.pw_uid


def test_no_key_is_readable_by_the_same_user(publisher: Publisher) -> None:
    """Served by the publisher's own account: the process can't open the keys of that account either."""
    script = (
        "import sys; from pathlib import Path; from ext_api.serving.confine import confine\n"
        "from ext_api.serving.server import readable\n"
        "public, *keys = map(Path, sys.argv[1:])\n"
        "before = [readable(key) for key in keys]\n"
        "if not confine(public): sys.exit(77)\n"
        "open(public / 'metadata' / 'timestamp.json').close()\n"
        "assert all(before) and not any(readable(key) for key in keys), keys\n"
        "try: (public / 'x').write_text('x')\n"
        "except OSError: sys.exit(0)\n"
    )
    run = [sys.executable, "-c", script, str(publisher.public), *map(str, keys(publisher))]
    done = subprocess.run(run, cwd=ROOT, check=False)
    if done.returncode == 77:
        pytest.skip("this kernel has no Landlock")
    assert done.returncode == 0
    with serving(publisher) as (pid, port):
        assert_without_keys(publisher, pid)
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200


def test_it_does_not_start_where_it_could_read_a_key(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without another user and without the kernel's help, the server refuses and names the key."""
    monkeypatch.setattr(server, "confine", lambda _: False)
    with socket.create_server(("127.0.0.1", 0)) as opened, pytest.raises(server.Readable) as refused:
        server.serve(publisher.public, [opened], workers=1)
    assert refused.value.path in keys(publisher)


def test_a_copy_of_the_public_folder_is_served_anywhere(publisher: Publisher, tmp_path: Path) -> None:
    """A server needs the public folder and nothing beside it."""
    copy = shutil.copytree(publisher.public, tmp_path / "far" / "away" / "site")
    assert list(server.private_keys(copy)) == []
    with server.served(copy) as url:
        assert httpx.get(f"{url}/metadata/1.root.json").content == publisher.root


def test_serving_leaves_nothing_behind(publisher: Publisher, tmp_path: Path) -> None:
    """No log, no socket and no file is written, neither in the folder nor in the home of whoever serves."""
    before = {path: path.stat().st_mtime_ns for path in publisher.repository.folder.rglob("*")}
    port = free_port()
    command = [sys.executable, "-m", "ext_api.cli", "serve", "--folder", str(publisher.repository.folder)]
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            wait_for(port, process)
            for path in ("/metadata/timestamp.json", "/secret-path-of-mine", "/metadata/1.root.json?mine"):
                httpx.get(f"http://127.0.0.1:{port}{path}", headers={"User-Agent": "agent-of-mine"})
            process.terminate()
            said = process.communicate(timeout=60)[0].decode()
        finally:
            process.kill()
    assert not [
        word for word in ("127.0.0.1 ", "mine", "GET", "timestamp") if word in said.partition("\n")[2]
    ]
    assert list(tmp_path.iterdir()) == []
    assert {path: path.stat().st_mtime_ns for path in publisher.repository.folder.rglob("*")} == before


def test_a_server_that_does_not_come_up_is_said_so() -> None:
    """Where another program has the port, nobody waits for ever."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = subprocess.Popen([sys.executable, "-c", ""])
        process.wait()
        with pytest.raises(server.NotServing):
            server._wait(process, f"http://127.0.0.1:{other.getsockname()[1]}/health")


def test_a_server_that_does_not_end_is_ended(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever started it does not wait for ever for a process that answers no signal."""
    monkeypatch.setattr(server, "ENDING", 0.1)
    others = family(os.getpid())
    with server.served(publisher.public):
        (process,) = set(family(os.getpid())) - set(others)
        os.kill(process, signal.SIGSTOP)
    assert not Path(f"/proc/{process}").exists()


def test_confinement_says_when_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On another system nothing is promised."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not confine(tmp_path)
