"""Options that several commands share."""

from __future__ import annotations

import argparse
import getpass
import os
import subprocess
import sys

import pytest

from ext_api.options import add_by, add_database, out, person


def test_who_is_whoever_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --by it is the name of this machine's user, or the number where there is no name."""
    parser = argparse.ArgumentParser()
    add_database(parser)
    add_by(parser)
    assert parser.parse_args([]).by == getpass.getuser()
    assert parser.parse_args(["--by", "rina", "--database", "x"]).by == "rina"

    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert person() == str(os.getuid())


def test_a_reason_can_be_a_must(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the reason is kept for good, there is none without."""
    parser = argparse.ArgumentParser()
    add_by(parser, why=True)
    with pytest.raises(SystemExit):
        parser.parse_args([])
    assert "--why" in capsys.readouterr().err


def test_lines_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """One below the other."""
    out(["a", "b"])
    assert capsys.readouterr().out == "a\nb\n"


def test_a_reader_that_left_is_no_error() -> None:
    """`jari-api ... | head` ends quietly."""
    code = "from ext_api.options import out; out('x' * 1000 for _ in range(10000))"
    done = subprocess.run(
        f"{sys.executable} -c {code!r} | head -1", shell=True, capture_output=True, text=True, check=True
    )
    assert (len(done.stdout), done.stderr) == (1001, "")
