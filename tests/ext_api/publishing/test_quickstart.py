"""One office without ceremony: as a function, and as the command somebody types."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ext_api import cli
from ext_api.publishing.quickstart import prepare
from ext_api.serving.server import free_port, served
from ext_api.store import open_store
from rules.findings import BadData
from tests.support.election import SHIPPED
from tests.support.publisher import Client, ruleset


def test_what_it_prepares_can_be_followed(tmp_path: Path) -> None:
    """The made-up campaign, signed and served, is verified by a client that knows the hash of the root
    alone.
    """
    done = prepare(tmp_path / "office")
    assert (done.made, done.accounts, done.ruleset) == (True, 30, ruleset()["version"])
    with served(done.public) as url:
        client = Client(tmp_path / "client", url, done.root.read_bytes())
        assert all(client.fetch("rules/ruleset.json.gz", "registry/id/keys", "registry/id/records"))


def test_a_second_run_uses_what_is_there(tmp_path: Path) -> None:
    """The same keys, the same root, and nothing published anew."""
    first = prepare(tmp_path)
    files = {
        path: path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and "sqlite" not in path.name
    }
    second = prepare(tmp_path)
    assert (second.made, second.root_sha256) == (False, first.root_sha256)
    assert {path: path.read_bytes() for path in files} == files


def test_a_first_run_that_was_broken_off_is_made_up_for(tmp_path: Path) -> None:
    """Keys without a registry are what is left of it; the next run fills and publishes it."""
    nothing = tmp_path / "rules"
    nothing.mkdir()
    with pytest.raises(BadData):
        prepare(tmp_path / "office", rules=nothing)
    done = prepare(tmp_path / "office")
    assert (done.made, done.accounts) == (False, 30)


def test_a_file_of_one_s_own_is_imported(tmp_path: Path) -> None:
    """On any run; the database knows who did it."""
    lines = (SHIPPED / "campaigns" / "demo" / "accounts.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "accounts.csv").write_text("".join(lines[:11]), "utf-8")
    done = prepare(tmp_path / "office", tmp_path / "accounts.csv")
    assert done.accounts == 10
    with open_store(tmp_path / "office" / "registry.sqlite3") as store:
        assert {one.by for one in store.publications()} == {"quickstart"}


def test_a_bad_file_publishes_nothing(tmp_path: Path) -> None:
    """What was published stays as it was."""
    done = prepare(tmp_path / "office")
    before = (done.public / "metadata" / "timestamp.json").read_bytes()
    (tmp_path / "accounts.csv").write_text("nonsense\n1\n")
    with pytest.raises(BadData):
        prepare(tmp_path / "office", tmp_path / "accounts.csv")
    assert (done.public / "metadata" / "timestamp.json").read_bytes() == before


def test_its_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Without a passphrase, but closed to everyone else."""
    prepare(tmp_path)
    keys = list(tmp_path.rglob("*.pem"))
    assert len(keys) == 8
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in keys} == {0o700}


def test_the_line_for_the_proxy(tmp_path: Path) -> None:
    """It is YAML with the address and the hash of the root."""
    done = prepare(tmp_path)
    assert yaml.safe_load(done.settings("http://127.0.0.1:8600")) == {
        "updates": {"url": "http://127.0.0.1:8600", "root_sha256": done.root_sha256}
    }


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    """It prints the one line, what it prints is true, and Ctrl-C ends it with its server."""
    port = free_port()
    command = [sys.executable, "-m", "ext_api.cli", "quickstart", "--folder", str(tmp_path / "office")]
    with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = next(line for line in process.stdout if line.startswith("updates:"))
            said = yaml.safe_load(line)["updates"]
            root = tmp_path / "office" / "publisher" / "public" / "metadata" / "1.root.json"
            Client(tmp_path / "client", said["url"], root.read_bytes()).look()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0


EXAMPLE = re.findall(
    r"^\| (?:No|\d) \|.*$", (SHIPPED.parent / "docs" / "registry.md").read_text("utf-8"), re.MULTILINE
)
"""The table that the manual shows as a list."""

OPTIONS = [
    "--contest", "demo", "--region", "Kota Contoh", "--source", "Formulir 12/2024", "--source-date",
    "2024-09-24",
]  # fmt: skip


def example(folder: Path) -> str:
    """That table as a file."""
    path = folder / "daftar.csv"
    rows = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in EXAMPLE)
    path.write_text("\n".join(";".join(row) for row in rows), "utf-8")
    return str(path)


def test_a_list_as_it_comes_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the manual's list has no column for is given as for `registry import`."""
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    words = ["quickstart", example(tmp_path), "--folder", str(tmp_path / "office"), "--no-serve"]
    assert cli.main([*words, *OPTIONS, "--source-class", "kpu-registered"]) == 0
    assert "4 akun" in capsys.readouterr().out


def test_what_a_list_lacks_is_told_with_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each column that isn't there in one line, in the language of whoever asks."""
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    words = ["quickstart", example(tmp_path), "--folder", str(tmp_path / "office"), "--no-serve"]
    assert cli.main(words) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 5
    for option in ("--contest", "--region", "--source", "--source-class", "--source-date"):
        assert [line for line in said if f"{option} TEKS" in line and "tidak ada kolom" in line]


def test_rows_that_wait_for_a_second_person_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that lets that person look at them; the next run publishes them."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    folder = ["--folder", str(tmp_path / "office"), "--no-serve"]
    words = ["quickstart", example(tmp_path), *folder, *OPTIONS, "--source-class", "agency-curated"]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "0 accounts" in said
    assert "4 rows wait for a second person" in said
    (command,) = re.findall(r"jari-api (registry review --database .*)", said)
    assert cli.main([*command.split(), "1-4", "--approve", "--by", "Rina"]) == 0
    assert cli.main(["quickstart", *folder]) == 0
    assert "4 accounts" in capsys.readouterr().out
