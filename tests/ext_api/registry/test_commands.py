"""The commands of the registry, from the command line to the database; the manual has each of them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ext_api import cli
from tests.support.lists import BUDI, RATNA, SARI, text

MANUAL = (Path(__file__).parents[3] / "docs" / "registry.md").read_text("utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of all commands of the registry."""
    whole = argparse.ArgumentParser()
    from ext_api.registry.commands import register

    subparsers = whole.add_subparsers()
    register(subparsers)
    inner = subparsers.choices["registry"]._subparsers
    assert inner is not None
    found: dict[str, argparse.ArgumentParser] = inner._group_actions[0].choices  # type: ignore[assignment]
    return found


def options(parser: argparse.ArgumentParser) -> set[str]:
    """The options of a command but those that all have."""
    named = {name for action in parser._actions for name in action.option_strings}
    return named - {"-h", "--help", "--database"}


TABLE = {
    row[0]: set(re.findall(r"`(--[\w-]+)`", row[1]))
    for row in re.findall(r"^\| `registry (\w+)[^`]*` \| [^|]* \|([^|]*)\|$", MANUAL, re.MULTILINE)
}


def test_the_manual_has_every_command_and_option() -> None:
    """The table of commands is the parser's: none is missing, none is made up."""
    assert {name: options(parser) for name, parser in commands().items()} == TABLE


def test_every_example_of_the_manual_parses() -> None:
    """Each command line in the manual is one that the parser takes."""
    lines = re.sub(r" \\\n\s+", " ", "\n".join(re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)))
    import shlex

    examples = [line for line in lines.splitlines() if line.startswith("jari-api")]
    assert len(examples) > 10
    for line in examples:
        words = [word for word in shlex.split(line, comments=True)[1:] if word != "..."]
        assert cli.parser().parse_args(words).run


type Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a registry that knows the shipped contests: its exit code and all that it printed."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def one(*words: object) -> tuple[int, str]:
        code = cli.main(["registry", *map(str, words), "--database", url])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    assert one("contests", "--by", "panitia")[0] == 0
    return one


def given(folder: Path, *rows: dict[str, str]) -> Path:
    """A list."""
    path = folder / "daftar.csv"
    path.write_text(text(rows), "utf-8")
    return path


def test_from_a_list_to_a_review(run: Run, tmp_path: Path) -> None:
    """Looked at, saved, reviewed, shown: the way of a clerk."""
    path = given(tmp_path, BUDI, RATNA)
    code, said = run("import", path, "--by", "andi")
    assert (code, "NEW (2)" in said, "dry run" in said) == (0, True, True)
    assert run("show")[1] == "No rows.\n"
    code, said = run("import", path, "--by", "andi", "--apply", "--why", "daftar")
    assert (code, "Saved by andi: 2 new" in said) == (0, True)
    assert "@relawan_ratna" in run("review")[1]
    assert run("review", "2", "--approve", "--by", "andi")[0] == 1
    assert run("review", "2", "--approve", "--by", "rina") == (0, "1 rows approved by rina.\n")
    assert run("show", "--state", "live")[1].count("published") == 2
    assert run("show", "--handle", "@BUDI_contoh", "--platform", "x")[1].count("\n") == 1
    assert run("show", "--participant", "Tiada") == (0, "No rows.\n")
    assert run("show", "--region", "kota  CONTOH", "--contest", "demo", "--limit", "1")[1].count("\n") == 1


def test_a_rejected_list_ends_with_one(run: Run, tmp_path: Path) -> None:
    """What is rejected is told with its place, nothing is saved, and the exit code says so."""
    path = given(tmp_path, BUDI, SARI | {"handle": "sari umpama"})
    code, said = run("import", path, "--apply", "--why", "daftar")
    assert code == 1
    assert "row 3, column B (handle): no such name can be on x: sari umpama" in said
    assert "Nothing was saved" in said
    assert run("show")[1] == "No rows.\n"


def test_saving_needs_a_reason(run: Run, tmp_path: Path) -> None:
    """Without a reason nothing is saved."""
    code, said = run("import", given(tmp_path, BUDI), "--apply")
    assert (code, "--why" in said) == (1, True)


def test_the_way_out(run: Run, tmp_path: Path) -> None:
    """Asked for by one, decided by another; the history has both."""
    run("import", given(tmp_path, BUDI, SARI), "--apply", "--why", "daftar", "--by", "andi")
    assert run("remove", "1-2", "--by", "andi", "--why", "keliru")[0] == 0
    assert run("show", "--state", "removal")[1].count("removal asked by andi") == 2
    assert run("decide", "1", "--grant", "--by", "andi", "--why", "x")[0] == 1
    assert run("decide", "1", "--grant", "--by", "rina", "--why", "benar")[0] == 0
    assert run("decide", "2", "--refuse", "--by", "rina", "--why", "tidak")[0] == 0
    assert run("show", "--state", "removed")[1].count("\n") == 1
    history = run("changes", "--row", "1")[1]
    assert [
        word in history
        for word in ("andi  import: daftar", "rina  decide: benar", "state: published → removed")
    ] == [True] * 3
    assert "import" not in run("changes", "--by", "rina")[1]


def test_a_folder_out_and_in_again(run: Run, tmp_path: Path) -> None:
    """What export writes is the folder that came in, and importing it changes nothing."""
    demo = Path(__file__).parents[3] / "rules" / "campaigns" / "demo"
    assert run("import", demo, "--apply", "--why", "contoh", "--reviewed")[0] == 0
    assert run("export", "--out", tmp_path / "a")[0] == 0
    for name in ("accounts", "participants", "hashtags"):
        assert (tmp_path / "a" / f"{name}.csv").read_bytes() == (demo / f"{name}.csv").read_bytes()
    assert run("export", "--out", tmp_path / "a")[0] == 1
    assert run("export", "--out", tmp_path / "a", "--force", "--contest", "demo")[0] == 0
    code, said = run("import", tmp_path / "a", "--apply", "--why", "lagi")
    assert (code, "There was nothing to save" in said) == (0, True)


def test_check_says_what_is_doubtful(run: Run, tmp_path: Path) -> None:
    """0 when nothing is wrong, 1 with a line for each doubt."""
    run("import", given(tmp_path, BUDI), "--apply", "--why", "daftar")
    assert run("check") == (0, "Nothing is wrong with 1 accounts.\n")
    run("import", given(tmp_path, SARI | {"contest": "pilkada-ulang-2025"}), "--apply", "--why", "daftar")
    code, said = run("check")
    assert (code, "no window for pilkada-ulang-2025, Kota Contoh" in said) == (1, True)


def test_parts_are_given_and_shown(run: Run) -> None:
    """A region goes to a part and is shown there."""
    assert "id/jatim: Kota Surabaya" in run("parts", "id/jatim", "Kota Surabaya", "--by", "a")[1]
    assert run("parts", "jatim", "Kota")[0] == 1
    assert run("parts")[1].startswith("id: all other regions")


def test_upgrade_says_which_database(run: Run) -> None:
    """It can be run at any time."""
    code, said = run("upgrade")
    assert (code, "the tables are those of this version" in said) == (0, True)


@pytest.mark.parametrize("row", ["x", "3-1", "1-99999999", ""])
def test_rows_are_numbers(row: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no number of a row is a mistake of the call."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["registry", "remove", row, "--why", "x"])
    assert ended.value.code == 2
    assert "expected 3 or 10-25" in capsys.readouterr().err
