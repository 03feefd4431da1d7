"""`jari-proxy status` and `jari-proxy update` as an operator has them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from proxy_addon import cli
from tests.support.following import Following
from tests.support.office import many
from tests.support.signed_repository import Publisher


@pytest.fixture
def file(client: Following, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file as an operator writes it; what is said is in English."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    path = tmp_path / "settings.yaml"
    path.write_text(
        f"updates: {{url: '{client.server.url}', root_sha256: {client.publisher.root_sha256}}}\n"
        f"proxy: {{data: {client.folder}}}\n"
    )
    return path


def called(capsys: pytest.CaptureFixture[str], file: Path, *arguments: str) -> tuple[int, str]:
    """How a command ends, and what it says."""
    code = cli.main([*arguments, "--settings", str(file)])
    return code, capsys.readouterr().out


def test_update_then_status(
    file: Path, client: Following, publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    """A look right now, what is newer, and what is in use; then the same again without a request."""
    publisher.publish(parts={"id": many(1_001)})
    code, said = called(capsys, file, "update")
    assert code == 0
    assert said.startswith("New accounts of id in use: number 2, 1001 accounts.\n")
    assert "State       good" in said
    assert "Nothing is newer." in called(capsys, file, "update")[1]
    client.server.asked.clear()
    code, said = called(capsys, file, "status")
    assert code == 0
    assert "number 2, 1001 accounts" in said
    assert client.server.asked == []


def test_what_is_wrong_ends_with_1(file: Path, client: Following, capsys: pytest.CaptureFixture[str]) -> None:
    """In both commands, with until when the data is good."""
    assert called(capsys, file, "update")[0] == 0
    client.server.__exit__(None, None, None)
    for command in ("update", "status"):
        code, said = called(capsys, file, command)
        assert code == 1
        assert "can't be reached. The last good data stays in use; it is good until" in said
        assert "Nothing is newer" not in said
    client.server = type(client.server)(client.publisher.folder).__enter__()


def test_an_office_without_a_network(
    file: Path, publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copied folder does; without an address in the settings nothing else does."""
    publisher.publish(parts={"id": many(1_001)})
    shutil.copytree(publisher.folder, tmp_path / "copy")
    lines = [line for line in file.read_text().splitlines() if "proxy" in line]
    file.write_text("\n".join([f"updates: {{root_sha256: {publisher.root_sha256}}}", *lines]))
    code, said = called(capsys, file, "update")
    assert (code, "--from DIR" in said) == (1, True)
    code, said = called(capsys, file, "update", "--from", str(tmp_path / "copy"))
    assert (code, "number 2" in said) == (0, True)
    code, said = called(capsys, file, "update", "--from", str(tmp_path))
    assert (code, "metadata" in said) == (1, True)


def test_a_jump_may_be_accepted(file: Path, publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """By an operator who says so."""
    publisher.publish(parts={"id": many(1_000, start=500)})
    code, said = called(capsys, file, "update")
    assert (code, "1000 of 1000 keys change" in said) == (1, True)
    assert called(capsys, file, "update", "--accept-jump")[0] == 0


def test_without_updates_nothing_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`status` says so and is content; `update` has nowhere to look."""
    path = tmp_path / "settings.yaml"
    path.write_text(f"language: en\nproxy: {{data: {tmp_path}}}\n")
    assert called(capsys, path, "status")[0] == 0
    code, said = called(capsys, path, "update")
    assert (code, "updates" in said) == (1, True)


def test_torn_data_shows(file: Path, client: Following, capsys: pytest.CaptureFixture[str]) -> None:
    """`status` looks at the data itself, not only at what was noted of it."""
    pointer = json.loads((client.store.folder / "current.json").read_bytes())
    client.store.ruleset_path(pointer["rules"]["sha256"]).unlink()
    code, said = called(capsys, file, "status")
    assert (code, "Rules: the stored data is damaged" in said) == (1, True)
