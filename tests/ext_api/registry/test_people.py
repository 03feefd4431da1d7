"""The commands of two people, beyond what the walk through all commands shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api import cli
from ext_api.say import Say
from rules.compile import SHIPPED


@pytest.mark.parametrize(
    "words",
    [
        ["review", "1", "--approve", "--reject"],
        ["decide", "1", "--why", "x"],
        ["remove", "1"],
        ["remove", "--why", "x"],
    ],
)
def test_an_answer_and_a_reason_are_needed(words: list[str], tmp_path: Path) -> None:
    """Without a clear answer, rows or a reason the call is wrong."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["registry", *words, "--database", str(tmp_path / "r.sqlite3")])
    assert ended.value.code == 2


def filled(folder: Path) -> list[str]:
    """A registry with the demo's campaign, reviewed, as words of a command."""
    database = ["--database", str(folder / "r.sqlite3")]
    by = ["--by", "andi"]
    campaign = str(SHIPPED / "campaigns" / "demo")
    assert cli.main(["registry", "contests", *by, *database]) == 0
    taken = ["--apply", *by, "--why", "awal", "--reviewed"]
    assert cli.main(["registry", "import", campaign, *taken, *database]) == 0
    return database


def test_rows_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A number nobody has is told, and nothing is changed, of the rows that are there either."""
    database = filled(tmp_path)
    capsys.readouterr()
    assert cli.main(["registry", "show", *database]) == 0
    before = capsys.readouterr().out
    assert before.startswith("1  ")
    assert cli.main(["registry", "remove", "1", "9001-9003", "--why", "x", *database]) == 1
    assert Say("registry")("err_no_row", row=9001) in capsys.readouterr().err
    assert cli.main(["registry", "show", *database]) == 0
    assert capsys.readouterr().out == before


def test_withdrawing_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Hashtags are shown with numbers, and are withdrawn and put back with a reason."""
    database = filled(tmp_path)
    words = ["registry", "withdraw", "hashtags"]
    capsys.readouterr()
    assert cli.main([*words, *database]) == 0
    shown = capsys.readouterr().out
    assert "1  " in shown
    assert "#" in shown
    assert cli.main([*words, "1", *database]) == 1
    assert "--why" in capsys.readouterr().err
    assert cli.main([*words, "1", "--why", "surat 1", *database]) == 0
    capsys.readouterr()
    assert cli.main([*words, *database]) == 0
    assert capsys.readouterr().out != shown
    assert cli.main([*words, "1", "--restore", "--why", "surat 2", *database]) == 0
    capsys.readouterr()
    assert cli.main([*words, *database]) == 0
    assert capsys.readouterr().out == shown
