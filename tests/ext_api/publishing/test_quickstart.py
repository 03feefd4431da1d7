"""One office without ceremony: as a function, and as the command somebody types."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

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
