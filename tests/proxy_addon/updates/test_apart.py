"""A large base is unpacked by a process of its own, which ends in every case."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from proxy_addon.updates import apart
from proxy_addon.updates.fetching import Stopped
from rules import regfile
from rules.regfile import BadRegistryFile
from tests.support.office import many


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A registry as it travels."""
    return regfile.pack(regfile.build(tmp_path_factory.mktemp("built"), many(500)))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the proxy ends is asked before the process can have begun."""
    monkeypatch.setattr(apart, "_PATIENCE", 0)


def never() -> bool:
    """The proxy goes on."""
    return False


def test_the_same_state(packed: tuple[bytes, bytes], tmp_path: Path) -> None:
    """The process writes what this one would write, and is gone."""
    states = [apart.unpack(*packed, tmp_path / f"{large}", never, large=large) for large in (0, 10**9)]
    assert states[0].sha256 == states[1].sha256 == regfile.read_state(tmp_path / "0").sha256
    assert multiprocessing.active_children() == []


def test_what_is_damaged_is_told(packed: tuple[bytes, bytes], tmp_path: Path) -> None:
    """Damage is told by the process as it would be by this one, and nothing is written."""
    with pytest.raises(BadRegistryFile, match="cut off"):
        apart.unpack(packed[0], packed[1][:-9], tmp_path / "made", never, large=0)
    assert not (tmp_path / "made").exists() or list((tmp_path / "made").iterdir()) == []


@pytest.mark.usefixtures("impatient")
def test_the_proxy_ends(packed: tuple[bytes, bytes], tmp_path: Path) -> None:
    """Nobody waits for the process then, and it doesn't stay behind."""
    with pytest.raises(Stopped):
        apart.unpack(*packed, tmp_path, lambda: True, large=0)
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("impatient")
def test_a_process_that_was_killed(packed: tuple[bytes, bytes], tmp_path: Path) -> None:
    """It is a fault of the machine, after which the last good state stays in use."""
    with pytest.raises(OSError, match="was ended"):
        apart.unpack(*packed, tmp_path, killer, large=0)


def killer() -> bool:
    """Kills whatever process is at work, and says that the proxy goes on."""
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    return False
