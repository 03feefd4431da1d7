"""`jari-proxy` runs, shows, checks and examines; every option is explained by --help."""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from proxy_addon import cli
from rules.compile import SHIPPED

DEMO = SHIPPED / "campaigns" / "demo"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and Indonesian."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


def test_other_commands_start_without_the_proxy() -> None:
    """What runs no proxy doesn't import one; nor do processes of a proxy, which import it, too."""
    seen = "import sys; from proxy_addon import cli; cli.parser(); print('mitmproxy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", seen], text=True).strip() == "False"


def test_taken_port_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A taken port is named with another command, and the exit code is 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert cli.main(["run", "--port", str(port), "--data", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert str(port) in err
    assert f"--port {port + 1}" in err


def test_ca_shows_the_same_one_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`ca` names file, fingerprint, domains and last day, and makes the CA only once."""
    said = []
    for _ in range(2):
        assert cli.main(["ca", "--data", str(tmp_path)]) == 0
        said.append(capsys.readouterr().out)
    fingerprints = [re.findall(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", text) for text in said]
    assert fingerprints[0] == fingerprints[1] != []
    assert str(tmp_path / "ca" / "jari-netral-ca-cert.pem") in said[0]
    assert len(said[0].splitlines()) == len(said[1].splitlines()) + 1


def test_foreign_ca_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A CA file that can't be used is named, and the exit code is 1."""
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "jari-netral-ca.pem").write_text("garbage")
    assert cli.main(["ca", "--data", str(tmp_path)]) == 1
    assert "jari-netral-ca.pem" in capsys.readouterr().err


def test_check_tells_good_from_bad(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`check` is content with a good file, and names file, line and field of a mistake in a bad one."""
    path = tmp_path / "settings.yaml"
    path.write_text(f"agency: Contoh\nproxy:\n  campaigns: [{DEMO}]\n")
    assert cli.main(["check", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    path.write_text("agency: Contoh\naudience: pns\n")
    assert cli.main(["check", str(path)]) == 1
    assert "settings.yaml:2: audience: expected one of" in capsys.readouterr().err
    path.write_text("updates:\n  url: https://pembaruan.contoh.go.id\n  root: nowhere.json\n")
    assert cli.main(["check", str(path)]) == 1
    assert "nowhere.json: updates.root: expected the publisher's root" in capsys.readouterr().err


def test_doctor_tells_what_is_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`doctor` ends with 0 where all is ready, and with 1 where a campaign is missing."""
    assert cli.main(["doctor", "--port", "0", "--data", str(tmp_path), "--campaigns", str(DEMO)]) == 0
    assert "[kurang]" not in capsys.readouterr().out
    assert cli.main(["doctor", "--port", "0", "--data", str(tmp_path)]) == 1
    assert "[kurang]" in capsys.readouterr().out


def test_what_is_missing_is_said_in_its_own_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A taken port isn't called free, nor an open key closed."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        cli.main(["doctor", "--port", str(other.getsockname()[1]), "--data", str(tmp_path)])
    said = capsys.readouterr().out
    assert "sudah dipakai" in said
    assert "bebas" not in said
    assert "Belum ada akun kampanye" in said


@pytest.mark.parametrize("command", ["run", "ca", "doctor"])
def test_folder_that_cannot_be_used_is_named(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One line with the path, no traceback, and the exit code is 1."""
    blocked = tmp_path / "closed"
    blocked.mkdir()
    (blocked / "ca").write_text("no folder")
    assert cli.main([command, "--data", str(blocked)]) == 1
    said = "".join(capsys.readouterr())
    assert str(blocked) in said
    assert "Traceback" not in said


def test_nobody_reads_on(tmp_path: Path) -> None:
    """What is said to a pipe that was closed is no error, and makes no traceback."""
    code = "import sys; from proxy_addon import cli; sys.exit(cli.main(sys.argv[1:]))"
    call = [sys.executable, "-c", code, "doctor", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0


def test_settings_of_the_user_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --settings the file in the user's folder counts; the command line outweighs it."""
    file = tmp_path / "xdg_config_home" / "jari-netral" / "settings.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"language: en\nproxy: {{data: {tmp_path / 'from-file'}}}\n")
    assert cli.main(["ca"]) == 0
    assert "from-file" in capsys.readouterr().out
    assert cli.main(["ca", "--data", str(tmp_path / "from-line")]) == 0
    out = capsys.readouterr().out
    assert "from-line" in out
    assert "Good only for" in out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["run", "--port", "70000"],
        ["run", "--port", "x"],
        ["run", "--resolve", "a.example"],
        ["run", "--resolve", "a.example=127.0.0.1"],
        ["check"],
    ],
)
def test_wrong_call_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A call that makes no sense ends with 2 and says how to call it."""
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: jari-proxy" in capsys.readouterr().err


def options() -> list[tuple[str, argparse.Action]]:
    """Every option and argument of every command."""
    commands = next(a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    return [(name, action) for name, one in commands.choices.items() for action in one._actions]


@pytest.mark.parametrize(("command", "action"), options())
def test_every_option_is_explained(command: str, action: argparse.Action) -> None:
    """Every option says in --help what it does, and is in the manual under its command."""
    assert action.help
    manual = (Path(__file__).parents[2] / "docs" / "proxy.md").read_text("utf-8")
    section = manual.partition(f"## `jari-proxy {command}`")[2].partition("\n## ")[0]
    if "--help" not in action.option_strings:
        assert f"`{(action.option_strings or [action.dest.upper()])[-1]}" in section


def test_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """--help of the command and of each of its parts ends with 0."""
    for arguments in ([], ["run"], ["ca"], ["check"], ["doctor"]):
        with pytest.raises(SystemExit) as caught:
            cli.main([*arguments, "--help"])
        assert caught.value.code == 0
        assert "usage: jari-proxy" in capsys.readouterr().out
