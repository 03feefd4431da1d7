"""`serve` and `quickstart`, as a person runs them."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ext_api import cli
from ext_api.serving import commands, server
from tests.support.publisher import Publisher, over_http


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variables of ours, and English."""
    for name in [name for name in os.environ if name.startswith("JARI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def test_a_folder_without_a_publication_is_not_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named."""
    assert cli.main(["serve", "--public", str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_a_user_that_is_not_there_is_named(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is served as somebody else instead."""
    assert cli.main(["serve", "--public", str(publisher.public), "--user", "no-such-user"]) == 1
    assert "no-such-user" in capsys.readouterr().err


def test_a_readable_key_is_named(
    publisher: Publisher, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do about it."""

    def refuse(*_: object, **__: object) -> None:
        raise server.Readable(publisher.repository.online / "timestamp.pem")

    monkeypatch.setattr(commands, "serve", refuse)
    assert cli.main(["serve", "--public", str(publisher.public)]) == 1
    said = capsys.readouterr().err
    assert "timestamp.pem" in said
    assert "--user" in said


def test_a_server_begins_without_our_variables(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a passphrase in its environment, the command starts itself again without it."""

    class Begun(BaseException):
        pass

    begun: list[dict[str, str]] = []

    def execve(program: str, _: list[str], environment: dict[str, str]) -> None:
        assert program == sys.executable
        begun.append(environment)
        raise Begun

    monkeypatch.setenv("JARI_PASSPHRASE", "secret")
    monkeypatch.setattr(os, "execve", execve)
    with pytest.raises(Begun):
        cli.main(["serve", "--public", str(publisher.public)])
    assert "PATH" in begun[0]
    assert not [name for name in begun[0] if name.startswith("JARI_")]


def test_quickstart_can_publish_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line for the proxy then has a place for the address."""
    assert cli.main(["quickstart", "--folder", str(tmp_path), "--no-serve"]) == 0
    assert "updates: {url: http://ADDRESS:PORT, root_sha256: " in capsys.readouterr().out


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[int]:
    """A port at which another program answers every question with 404."""
    with over_http(tmp_path) as url:
        yield int(url.rpartition(":")[2])


def test_quickstart_tells_of_a_port_that_is_taken(
    tmp_path: Path, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """What another program answers is not taken for its own server: no line for the proxy, and no waiting."""
    assert cli.main(["quickstart", "--folder", str(tmp_path / "office"), "--port", str(taken)]) == 1
    said = capsys.readouterr()
    assert f"Port {taken} at 127.0.0.1 is in use by another program" in said.err
    assert said.err.count("\n") == 1
    assert "updates:" not in said.out


def test_serve_tells_of_a_port_that_is_taken(
    publisher: Publisher, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it says that it serves, and in one line; the other addresses are let go again."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    bind = ["--bind", f"127.0.0.1:{free}", "--bind", f"127.0.0.1:{taken}"]
    assert cli.main(["serve", "--public", str(publisher.public), *bind]) == 1
    said = capsys.readouterr()
    assert f"Port {taken} at 127.0.0.1 is in use by another program" in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)
    socket.create_server(("127.0.0.1", free)).close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serve", "--bind", "foo"], "foo: not ADDRESS:PORT"),
        (["serve", "--bind", "18601"], "18601: not ADDRESS:PORT"),
        (["serve", "--bind", "127.0.0.1:99999"], "99999: no port"),
        (["serve", "--bind", "192.0.2.1:8600"], "192.0.2.1 is no address of this computer"),
        (["quickstart", "--port", "99999"], "99999: no port"),
    ],
)
def test_an_address_that_cannot_be_is_told(
    publisher: Publisher, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, and nothing is made or served."""
    folder = publisher.repository.folder
    before = sorted(folder.rglob("*"))
    assert cli.main([*words, "--folder", str(folder)]) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert sorted(folder.rglob("*")) == before


def test_quickstart_ends_with_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that ends by itself is told; nobody waits for ever at a port without one."""

    @contextmanager
    def doomed(*given: Any) -> Iterator[server.Child]:
        with server.child(*given) as one:
            one.process.kill()
            yield one

    monkeypatch.setattr(commands, "child", doomed)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert cli.main(["quickstart", "--folder", str(tmp_path), "--port", "0"]) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "ended by itself" in capsys.readouterr().err
