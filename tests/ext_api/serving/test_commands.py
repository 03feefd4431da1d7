"""`serve` and `quickstart`, as a person runs them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ext_api import cli
from ext_api.serving import commands, server
from tests.support.publisher import Publisher


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
