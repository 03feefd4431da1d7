"""The commands that read and write files, beyond what the walk through all commands shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api import cli
from tests.support.lists import BUDI, text


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry of this test, named by the environment."""
    monkeypatch.setenv("JARI_DATABASE", str(tmp_path / "r.sqlite3"))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return tmp_path / "r.sqlite3"


def test_options_stand_in_for_columns(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What holds for a whole file is given once, also to a list of nothing but names."""
    path = tmp_path / "a.csv"
    path.write_text("Akun\nhttps://x.com/budi\n@sari\n")
    given = [
        "--participant",
        " Budi  Sari ",
        "--contest",
        "demo",
        "--region",
        "*",
        "--source",
        "Surat",
        "--platform",
        "x",
    ]
    given += ["--source-class", "kpu-registered", "--source-date", "2025-01-10", "--apply", "--why", "surat"]
    assert cli.main(["registry", "import", str(path), *given]) == 1
    assert "unknown contest demo" in capsys.readouterr().out
    assert cli.main(["registry", "contests"]) == 0
    assert cli.main(["registry", "import", str(path), *given]) == 0
    assert "2 new" in capsys.readouterr().out
    assert cli.main(["registry", "show", "--participant", "Budi Sari"]) == 0
    assert capsys.readouterr().out.count("\n") == 2
    assert database.exists()


def test_gone_is_asked_for_by_a_word(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--gone remove` asks for the removal of what the file lacks."""
    path = tmp_path / "a.csv"
    cli.main(["registry", "contests"])
    for rows in ([BUDI, BUDI | {"handle": "lama"}], [BUDI]):
        path.write_text(text(rows))
        assert cli.main(["registry", "import", str(path), "--apply", "--why", "x", "--gone", "remove"]) == 0
    assert "1 asked to be removed" in capsys.readouterr().out


def test_contests_of_another_folder(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rules folder with mistakes changes nothing and is told."""
    assert cli.main(["registry", "contests", "--rules", str(tmp_path)]) == 1
    assert "holds no contest" in capsys.readouterr().err
