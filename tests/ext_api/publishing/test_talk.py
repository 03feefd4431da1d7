"""How commands ask for passphrases and say why they refuse."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ext_api.publishing import talk
from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import SHORTEST

OPTIONS = argparse.Namespace(passphrase_file=None)
KEY = Path("rules.pem")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at the terminal, who types these lines."""
    lines: list[str] = []

    def answers() -> Iterator[str]:
        while lines:
            yield lines.pop(0)

    monkeypatch.delenv(talk.PASSPHRASE, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers()))
    return lines


def test_a_person_is_asked(typed: list[str]) -> None:
    """Once for a key that is there, twice for a new one."""
    typed += ["the old one", "a new one indeed", "a new one indeed"]
    assert talk.asks(OPTIONS)(KEY) == "the old one"
    assert talk.asks_new(OPTIONS)(KEY) == "a new one indeed"
    assert typed == []


def test_two_different_answers_make_no_key(typed: list[str]) -> None:
    """A slip of the finger locks nobody out."""
    typed += ["a new one indeed", "a new one, indeed"]
    with pytest.raises(PublishError, match="passphrases_differ"):
        talk.asks_new(OPTIONS)(KEY)


def test_without_an_answer_a_passphrase_is_made(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It is shown once, it is long, and it is another one each time."""
    typed += ["", ""]
    first, second = (talk.asks_new(OPTIONS)(KEY) for _ in range(2))
    shown = capsys.readouterr().out
    assert first in shown
    assert second in shown
    assert first != second
    assert len(first) >= SHORTEST


def test_a_file_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its first line counts, without the line's end; nobody is asked."""
    monkeypatch.setenv(talk.PASSPHRASE, "of the environment")
    assert talk.asks(OPTIONS)(KEY) == talk.asks_new(OPTIONS)(KEY) == "of the environment"
    (tmp_path / "phrase").write_text("of the file\nsomething else\n")
    named = argparse.Namespace(passphrase_file=tmp_path / "phrase")
    assert talk.asks(named)(KEY) == talk.asks_new(named)(KEY) == "of the file"
    with pytest.raises(PublishError, match="unreadable"):
        talk.asks(argparse.Namespace(passphrase_file=tmp_path / "missing"))(KEY)


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer that needs a passphrase fails at once instead of waiting."""
    monkeypatch.delenv(talk.PASSPHRASE, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    with pytest.raises(PublishError, match="passphrase_missing"):
        talk.asks(OPTIONS)(KEY)


def test_a_refusal_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In the person's language, on standard error, with the exit code 1."""

    def refuse(_: argparse.Namespace) -> int:
        raise PublishError("no_role", role="x")

    for language, text in (
        ("id_ID.UTF-8", "Tidak ada peran x"),
        ("en_GB.UTF-8", "This repository has no role x"),
    ):
        monkeypatch.setenv("LC_ALL", language)
        assert talk.told(refuse)(OPTIONS) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(text)
        assert said.err.count("\n") == 1
