"""What the machine refuses any command is one line that names the path."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ext_api import cli
from ext_api.publishing import quickstart
from ext_api.trouble import is_folder, refused
from tests.support.publisher import PHRASE, Publisher

COMMANDS = {
    "refresh": "refresh --folder DIR/publisher",
    "publish": "publish --folder DIR/publisher --keys KEYS --campaign DEMO",
    "keys": "keys show --folder DIR/publisher",
    "init": "keys init --folder DIR/new --offline KEYS",
    "offline": "keys init --folder OPEN --offline DIR/new",
    "stick": "keys renew --folder OPEN/publisher --keys DIR/sticks",
    "parcel": "publish --folder OPEN/publisher --keys KEYS --campaign DEMO --parcel DIR/parcel",
    "delegate": "delegate id/jatim --folder OPEN/publisher --keys KEYS --key DIR/x.pub",
    "accept": "accept DIR/parcel --folder OPEN/publisher",
    "quickstart": "quickstart --folder DIR/new --no-serve",
    "export": "registry export --out DIR/new",
    "contests": "registry contests --database DIR/new/r.sqlite3",
    "serve": "serve --public DIR/publisher/public",
}
"""A command of each kind with a path below DIR."""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publisher, a registry, and beside them all that a command may be given."""
    monkeypatch.setenv("JARI_PASSPHRASE", PHRASE)
    monkeypatch.setenv("JARI_DATABASE", str(tmp_path / "open" / "r.sqlite3"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr("ext_api.serving.commands._begin_anew", lambda: None)
    (tmp_path / "open").mkdir()
    (tmp_path / "closed").mkdir()
    for name in ("open", "closed"):
        Publisher(tmp_path / name)
    cli.main(["registry", "contests"])
    return tmp_path


class _Capabilities(ctypes.Structure):
    _fields_ = tuple((f"{name}{n}", ctypes.c_uint32) for n in (0, 1) for name in ("now", "ever", "passed"))


@contextmanager
def like_anybody() -> Iterator[None]:
    """Root may look into every folder; within the block this process may not."""
    libc, had, less = ctypes.CDLL(None), _Capabilities(), _Capabilities()
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    libc.capget(header, ctypes.byref(had))
    libc.capget(header, ctypes.byref(less))
    less.now0 &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    assert libc.capset(header, ctypes.byref(less)) == 0
    try:
        yield
    finally:
        assert libc.capset(header, ctypes.byref(had)) == 0


@pytest.fixture
def stranger(machine: Path) -> Iterator[Path]:
    """That machine, for an account that may not look into its folder ``closed``."""
    (machine / "closed").chmod(0)
    try:
        with like_anybody():
            yield machine
    finally:
        (machine / "closed").chmod(0o700)


def words(command: str, machine: Path, folder: str) -> list[str]:
    """A command of the table, with DIR in this folder."""
    line = command.replace("DIR", f"{machine}/{folder}").replace("KEYS", f"{machine}/open/sticks")
    return line.replace("OPEN", f"{machine}/open").replace("DEMO", str(quickstart.DEMO)).split()


@pytest.mark.parametrize("name", [*COMMANDS])
def test_a_folder_of_somebody_else_is_told(
    stranger: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command names it in one line, says what can be done, and ends with one."""
    capsys.readouterr()
    assert cli.main(words(COMMANDS[name], stranger, "closed")) == 1
    said = capsys.readouterr().err
    assert f"{stranger}/closed" in said
    assert "this account may not" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "name", ["init", "offline", "parcel", "delegate", "quickstart", "export", "contests"]
)
def test_a_file_in_place_of_a_folder_is_told(
    machine: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing can be made below it; the line says so."""
    (machine / "file").write_text("x")
    capsys.readouterr()
    assert cli.main(words(COMMANDS[name], machine, "file")) == 1
    said = capsys.readouterr().err
    assert f"{machine}/file" in said
    assert "is no folder" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "key"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read_only"), (errno.EISDIR, "is_folder"), (errno.EIO, "other")],
)
def test_every_reason_has_its_line(number: int, key: str) -> None:
    """Those with a remedy of their own tell it; any other is told as the system names it."""
    told = refused(OSError(number, os.strerror(number), "/x"))
    assert told.key == f"file_{key}"
    assert str(told).startswith("/x: ")


def test_a_reason_without_a_path_is_told() -> None:
    """A disk that is full while a file is written names no file; whoever wrote it does."""
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(refused(full, Path("/y"))).startswith("/y: ")
    assert str(refused(full)).startswith("-: ")


def test_a_folder_that_may_not_be_looked_into_is_no_missing_one(stranger: Path) -> None:
    """Whether it is there isn't known; of what isn't there, it is."""
    with pytest.raises(PermissionError):
        is_folder(stranger / "closed" / "publisher")
    assert [is_folder(stranger / name) for name in ("open", "tiada", "open/r.sqlite3/x")] == [
        True,
        False,
        False,
    ]
