"""A mapped registry answers exactly like the one in memory, however its files came about."""

from __future__ import annotations

import pickle
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import regfile
from rules.regfile import MappedRegistry, rows
from rules.registry import Registry, Union
from tests.support.election import hashtag, record
from tests.support.registries import answers_alike, questions, registries, successors


@settings(max_examples=60)
@given(registries(), st.data())
def test_it_answers_like_memory(registry: Registry, data: st.DataObject) -> None:
    """By id, handle, hashtag, rows, bytes, platforms and contests; built, and after the way over the wire."""
    with TemporaryDirectory() as folder:
        state = regfile.build(Path(folder, "built"), registry)
        assert regfile.unpack(*regfile.pack(state), Path(folder, "unpacked")).sha256 == state.sha256
        asked = data.draw(questions())
        for name in ("built", "unpacked"):
            mapped = MappedRegistry(Path(folder, name))
            answers_alike(mapped, registry, asked)
            answers_alike(Union([mapped, mapped]), registry, asked)
            mapped.close()


@settings(max_examples=25)
@given(st.data())
def test_it_answers_like_memory_after_any_deltas(data: st.DataObject) -> None:
    """Several states in a row, each applied to the one before; all of them stay what they are."""
    registry = data.draw(registries())
    with TemporaryDirectory() as folder:
        built = applied = regfile.build(Path(folder, "0"), registry)
        followed: list[regfile.State] = []
        for number in range(3):
            registry = data.draw(successors(registry))
            newer = regfile.build(Path(folder, f"{number + 1}"), registry, built.folder)
            applied = regfile.apply(applied, *regfile.delta(built, newer), Path(folder, f"applied{number}"))
            assert (applied.sha256, applied.keys, applied.accounts) == (
                newer.sha256,
                newer.keys,
                newer.accounts,
            )
            keys = (applied.folder / regfile.KEYS_FILE).read_bytes()
            assert keys == (newer.folder / regfile.KEYS_FILE).read_bytes()
            assert regfile.pack(applied) == regfile.pack(newer)
            followed.append(applied)
            mapped = MappedRegistry(applied.folder)
            answers_alike(mapped, registry, data.draw(questions()))
            mapped.close()
            built = newer
        assert [regfile.read_state(state.folder) for state in followed] == followed
        again = regfile.unpack(*regfile.pack(applied), Path(folder, "again"))
        assert again.sha256 == applied.sha256


def test_two_names_with_one_key_are_two(tmp_path: Path) -> None:
    """A name that was made to have the key of a registered one is not that one: at most it is looked up."""
    wanted = {"id": "1", "handle": "budi", "hashtag": "pilih"}
    real = rows.key_of

    def colliding(platform: str, kind: str, name: str) -> int:
        """As if the key of an innocent name were that of a registered one."""
        return real(platform, kind, wanted[kind])

    registry = Registry([record("Lain", "7")], [hashtag("lain")])
    with patch("rules.regfile.build.key_of", colliding):
        regfile.build(tmp_path, registry)
    mapped = MappedRegistry(tmp_path)
    # So that it is not the sieve that tells them apart.
    mapped._sieve = memoryview(b"\xff" * len(mapped._sieve))
    assert mapped.lookup("x", id="1", handle="budi") is None
    assert mapped.hashtag("pilih") == ()
    assert mapped.knows("x", {b"1"})
    mapped.close()


def test_it_goes_to_another_process_by_name(tmp_path: Path) -> None:
    """Pickled it is as short as its folder's name, and opens the same files."""
    regfile.build(tmp_path, Registry([record("budi", str(n)) for n in range(500)]))
    mapped = MappedRegistry(tmp_path)
    raw = pickle.dumps(mapped)
    other = pickle.loads(raw)  # noqa: S301 - our own bytes
    assert len(raw) < 300
    assert other.lookup("x", id="77") == record("budi", "77")
    assert other.sha256 == mapped.sha256
    mapped.close()
    other.close()


def test_it_holds_nothing_of_the_files_in_memory(tmp_path: Path) -> None:
    """What was asked for is not kept: every answer is read anew, and equal."""
    regfile.build(tmp_path, Registry([record("budi", "1")]))
    mapped = MappedRegistry(tmp_path)
    assert mapped.lookup("x", id="1") is not mapped.lookup("x", id="1")
    assert mapped.lookup("x", id="1") == mapped.lookup("x", id="1")
    mapped.close()


def test_a_closed_one_answers_no_more(tmp_path: Path) -> None:
    """It says so, and doesn't look into memory that is gone."""
    regfile.build(tmp_path, Registry([record("budi", "1")]))
    mapped = MappedRegistry(tmp_path)
    mapped.close()
    with pytest.raises(ValueError, match="released"):
        mapped.lookup("x", id="1")


def test_new_files_under_the_same_name_leave_it_alone(tmp_path: Path) -> None:
    """Who has the old files open goes on with them."""
    regfile.build(tmp_path, Registry([record("budi", "1")]))
    old = MappedRegistry(tmp_path)
    regfile.build(tmp_path, Registry([record("siti", "2")]))
    new = MappedRegistry(tmp_path)
    assert old.lookup("x", id="1") == record("budi", "1")
    assert new.lookup("x", id="1") is None
    assert new.lookup("x", handle="siti") == record("siti", "2")
    old.close()
    new.close()
