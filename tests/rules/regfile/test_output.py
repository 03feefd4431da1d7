"""New files are there whole or not at all, and what others read is never touched."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.regfile.output import mapped, replacing, size_of, write


def test_files_get_their_names_when_all_went_well(tmp_path: Path) -> None:
    """In place of those that had them, which stay for whoever has them open."""
    (tmp_path / "a").write_bytes(b"old")
    with (tmp_path / "a").open("rb") as reading:
        with replacing(tmp_path) as output:
            for name in "ab":
                write(output.new(name), [b"new ", memoryview(name.encode())])
            assert (tmp_path / "a").read_bytes() == b"old"
        assert reading.read() == b"old"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new a", "b": b"new b"}


def test_where_something_fails_nothing_has_changed(tmp_path: Path) -> None:
    """Neither the files that there were, nor one that was gone on with."""
    (tmp_path / "a").write_bytes(b"old")

    def failing() -> None:
        with replacing(tmp_path) as output:
            write(output.new("b"), [b"new"])
            write(output.more("a", tmp_path / "a", 3), [b" and new"])
            raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_file_is_gone_on_with_once(tmp_path: Path) -> None:
    """The first who follows shares it, the next has a copy of what was there at first."""
    (tmp_path / "a").write_bytes(b"old")
    for name in "bc":
        with replacing(tmp_path) as output:
            write(output.more(name, tmp_path / "a", 3), [name.encode()])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"oldb",
        "b": b"oldb",
        "c": b"oldc",
    }
    assert (tmp_path / "b").samefile(tmp_path / "a")


def test_where_nothing_can_be_locked_the_file_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on some network file systems, though they have links."""

    def refused(*_: object) -> None:
        """As there."""
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    (tmp_path / "a").write_bytes(b"old")
    with replacing(tmp_path) as output:
        write(output.more("b", tmp_path / "a", 3), [b"new"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"oldnew"}


def test_a_file_may_follow_itself(tmp_path: Path) -> None:
    """Under its own name; no other is left."""
    (tmp_path / "a").write_bytes(b"old")
    with replacing(tmp_path) as output:
        write(output.more("a", tmp_path / "a", 3), [b" and new"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old and new"}


@given(st.lists(st.binary(max_size=30), max_size=6), st.integers(1, 9))
def test_what_a_system_takes_in_small_bites_is_written_whole(parts: list[bytes], bite: int) -> None:
    """Any parts, empty ones too."""
    real, file = os.writev, os.memfd_create("written")
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(os, "writev", lambda file, parts: real(file, [b"".join(parts)[:bite]]))
            write(file, parts)
        with mapped(file) as whole:
            assert bytes(whole) == b"".join(parts)
            assert size_of(parts) == len(whole)
    finally:
        os.close(file)
