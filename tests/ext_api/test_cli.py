"""`jari-api`: one door to all parts."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from ext_api import cli


def test_every_part_has_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """The help names the commands of the parts that are there."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    assert "registry" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["tiada"], ["registry"], ["registry", "import"]])
def test_a_wrong_call_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command that is no command says how it is called."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_refusal_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with data or machine is told in a line, without a traceback, and ends with one."""
    (tmp_path / "x").write_text("bukan basis data" * 100)
    assert cli.main(["registry", "show", "--database", str(tmp_path / "x")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stops a command sees no traceback."""

    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("ext_api.registry.looking.check_", stop)
    assert cli.main(["registry", "check"]) == 130


def commands(parser: argparse.ArgumentParser) -> set[str]:
    """The first words that a parser knows."""
    (choices,) = (one.choices for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    return set(choices)


def test_a_command_needs_its_own_part_only() -> None:
    """Each part has exactly the commands of the table, which every one of them alone finds, too."""
    for part, names in cli.PARTS.items():
        for name in names:
            assert commands(cli.parser(name)) == set(names), part
    assert commands(cli.parser()) == {name for names in cli.PARTS.values() for name in names}


def test_a_server_imports_no_database() -> None:
    """What serves published files has no library of databases, lists or migrations in its memory."""
    needless = {"sqlalchemy", "alembic", "psycopg", "openpyxl", "pdfplumber"}
    seen = f"import sys; from ext_api import cli; cli.parser('serve'); print({needless} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", seen], text=True).strip() == "set()"
