"""The commands about keys, as a person runs them; those of the pages are run by
tests/ext_api/test_docs_publishing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api import cli
from ext_api.publishing.keys import public_key
from tests.support.publisher import PHRASE, Publisher


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher with keys, whose passphrase is in the environment."""
    monkeypatch.setenv("JARI_PASSPHRASE", PHRASE)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return Publisher(tmp_path)


def run(publisher: Publisher, command: str, *more: str, code: int = 0) -> None:
    """Run a command about keys on the publisher's folder."""
    assert cli.main(["keys", command, *more, "--folder", str(publisher.repository.folder)]) == code


def keys(publisher: Publisher) -> list[str]:
    """`--keys` for the publisher's own."""
    return ["--keys", str(publisher.keys)]


def test_show_tells_every_role(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """Version, date and keys of each, and which of them lie here; no key file of the office is needed."""
    run(publisher, "show")
    shown = capsys.readouterr().out
    for role in ("root", "targets", "snapshot", "timestamp", "rules", "registry"):
        assert f"\n{role}: version 1" in f"\n{shown}"
        assert all(key.keyid in shown for key in publisher.repository.keys(role))
    assert shown.count(str(publisher.repository.online)) == 2


def test_a_role_with_several_keys_needs_to_be_told_which(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of three root keys one is named, by its file or by the begin of its id; else the three are shown."""
    new = ["--offline", str(tmp_path / "new")]
    run(publisher, "rotate", "root", *keys(publisher), *new, code=1)
    said = capsys.readouterr().err
    assert all(key.keyid[:16] in said for key in publisher.repository.keys("root"))
    assert not (tmp_path / "new").exists(), "no key is made for nothing"
    second = public_key(publisher.keys / "root-2.pub").keyid
    run(publisher, "rotate", "root", "--old", second[:12], *keys(publisher), *new)
    assert second not in {key.keyid for key in publisher.repository.keys("root")}


def test_a_new_offline_key_needs_a_place(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    """Outside of the publisher's folder."""
    run(publisher, "rotate", "rules", *keys(publisher), code=1)
    assert "--offline" in capsys.readouterr().err
    inside = str(publisher.repository.folder / "work")
    run(publisher, "rotate", "rules", *keys(publisher), "--offline", inside, code=1)
    run(publisher, "new", "rules", "--offline", inside, code=1)
    assert not list(publisher.repository.work.rglob("*.pem"))


def test_only_online_roles_have_online_keys(publisher: Publisher) -> None:
    """A key without a passphrase is made for nobody else."""
    run(publisher, "new", "root", "--online", code=1)
    run(publisher, "new", "timestamp", "--online")
    assert len(list(publisher.repository.online.glob("timestamp*.pem"))) == 2


def test_old_online_keys_are_taken_away(publisher: Publisher) -> None:
    """What signs nothing any more doesn't lie about."""
    run(publisher, "rotate", "online", *keys(publisher))
    left = {public_key(path).keyid for path in publisher.repository.online.glob("*.pub")}
    now = {key.keyid for role in ("snapshot", "timestamp") for key in publisher.repository.keys(role)}
    assert left == now
    assert publisher.repository.refresh(force=True) == ["snapshot", "timestamp"]


@pytest.mark.parametrize("name", ["foo", "root-2", "registry.jatim", "registry.id.a.b.c", "online", ""])
def test_a_new_key_is_for_a_role(publisher: Publisher, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that no role can have is told with those that are known; no key is made."""
    folder = publisher.keys.parent / "new"
    run(publisher, "new", name, "--offline", str(folder), code=1)
    said = capsys.readouterr().err
    assert f"{name} is no role" in said
    assert "registry.id.jatim" in said
    assert not folder.exists()


@pytest.mark.parametrize("name", ["root", "rules", "registry", "registry.id.jatim.surabaya"])
def test_a_key_is_made_for_every_role(publisher: Publisher, name: str) -> None:
    """Those of every repository, and those of parts."""
    folder = publisher.keys.parent / "new"
    run(publisher, "new", name, "--offline", str(folder))
    assert (folder / f"{name}.pub").exists()
