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


LOOKING = [
    ["import", "FILE", "--contest", "demo"],
    ["import", "FILE", "--apply", "--why", "x"],
    ["export", "--out", "OUT"],
    ["check"],
    ["show"],
    ["changes"],
    ["review"],
    ["review", "1", "--approve"],
    ["remove", "1", "--why", "x"],
    ["decide", "1", "--grant", "--why", "x"],
    ["withdraw", "participants"],
    ["parts"],
    ["parts", "id/jatim", "Kota Contoh"],
]


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_slip_in_the_name_makes_no_registry(
    database: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A database that isn't there is told, with the command that makes one; no file and no folder is made."""
    cli.main(["registry", "contests"])
    path = tmp_path / "daftar.csv"
    path.write_text(text([BUDI]))
    given = [{"FILE": str(path), "OUT": str(tmp_path / "out")}.get(word, word) for word in words]
    before = sorted(tmp_path.rglob("*"))
    capsys.readouterr()
    typo = tmp_path / "slip" / "r.sqlite3"
    assert cli.main(["registry", *given, "--database", str(typo)]) == 1
    said = capsys.readouterr().err
    assert f"{typo}: there is no registry here" in said
    assert "jari-api registry contests" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_file_is_no_registry_to_look_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking makes no tables either."""
    (tmp_path / "r.sqlite3").touch()
    assert cli.main(["registry", "show", "--database", str(tmp_path / "r.sqlite3")]) == 1
    assert "registry upgrade" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["contests", "upgrade"])
def test_a_new_registry_is_told(database: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever makes one sees so, once, with its path."""
    assert cli.main(["registry", command]) == 0
    assert f"{database}: a new registry was made.\n" in capsys.readouterr().out
    assert cli.main(["registry", command]) == 0
    assert "a new registry" not in capsys.readouterr().out
