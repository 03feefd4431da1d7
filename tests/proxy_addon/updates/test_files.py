"""Files that are whole or not there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from proxy_addon.updates.files import locked, place, write
from proxy_addon.updates.problems import Problem


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    """What is written is there, and nothing beside it."""
    write(tmp_path / "new" / "a", b"1")
    write(tmp_path / "new" / "a", b"2")
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"a": b"2"}


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """Where the last step fails, the old file stays and the part is gone."""
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="."):
        write(tmp_path / "a", b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_takes_its_place(tmp_path: Path) -> None:
    """A finished folder replaces what an interrupted attempt left there."""
    for name, text in (("made", "new"), ("final", "old")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(text)
    place(tmp_path / "made", tmp_path / "final")
    assert (tmp_path / "final" / "file").read_text() == "new"
    assert not (tmp_path / "made").exists()


def test_only_one_is_inside(tmp_path: Path) -> None:
    """A second one waits, gives up in the end, and comes in once the first is out."""
    with locked(tmp_path / "lock", 0), pytest.raises(Problem) as caught, locked(tmp_path / "lock", 0.01):
        pass
    assert caught.value.kind == "locked"
    entered = threading.Event()
    with locked(tmp_path / "lock", 0):
        second = threading.Thread(target=lambda: _enter(tmp_path / "lock", entered))
        second.start()
        assert not entered.wait(0.05)
    second.join()
    assert entered.is_set()


def _enter(path: Path, entered: threading.Event) -> None:
    with locked(path, 10):
        entered.set()
