"""What was published when."""

from __future__ import annotations

from pathlib import Path

import pytest
from tuf.api.metadata import TargetFile

from ext_api.publishing import history
from ext_api.publishing.errors import PublishError
from ext_api.publishing.history import Published

TARGET = TargetFile.from_data("registry/id/keys", b"x", ["sha256"])


def published(number: int) -> Published:
    """A publication with one file."""
    parts = {"id": {"sequence": number, "state": "ab"}}
    return Published(
        number, "2026-11-21T09:00:00+00:00", "v", parts, {TARGET.path: TARGET.to_dict()}, "sebab"
    )


def test_what_was_noted_is_read(tmp_path: Path) -> None:
    """The same again, in order of numbers and not of names."""
    for number in range(1, 13):
        history.note(tmp_path, published(number), keep=20)
    assert history.read(tmp_path) == [published(number) for number in range(1, 13)]
    assert history.find(tmp_path, 7).target(TARGET.path) == TARGET
    assert list(history.find(tmp_path, 7).files()) == [f"targets/registry/id/{TARGET.hashes['sha256']}.keys"]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    """Numbers go on all the same."""
    for number in range(1, 6):
        history.note(tmp_path, published(number), keep=2)
    assert [one.number for one in history.read(tmp_path)] == [4, 5]
    assert history.next_number(tmp_path) == 6


def test_the_first_publication_is_number_one(tmp_path: Path) -> None:
    """Before it there is none."""
    assert history.next_number(tmp_path) == 1
    with pytest.raises(PublishError, match="no_publication"):
        history.find(tmp_path, 1)


def test_a_publication_without_a_file_says_so(tmp_path: Path) -> None:
    """A part that wasn't published then can't be had from it."""
    with pytest.raises(PublishError, match="not_in_publication"):
        published(1).target("registry/id/jatim/keys")


def test_a_broken_note_is_named(tmp_path: Path) -> None:
    """A file that can't be read is said by its name."""
    history.note(tmp_path, published(1), keep=2)
    (tmp_path / "publications" / "1.json").write_text("{")
    with pytest.raises(PublishError, match="unreadable"):
        history.read(tmp_path)
