"""Files that are not whole, not ours or not of one state are refused."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from rules import regfile
from rules.bounds import MAX_REGISTRY_HEAD
from rules.regfile.layout import Files, Head, blocks_of, padded
from rules.registry import Registry
from tests.support.election import hashtag, record

FILES = [regfile.KEYS_FILE, regfile.RECORDS_FILE, regfile.ROWS_FILE]


@pytest.fixture
def state(tmp_path: Path) -> regfile.State:
    """A state of some rows."""
    rows = [record(f"budi{n}", str(n), contest="ab"[n % 2]) for n in range(200)]
    return regfile.build(tmp_path / "state", Registry(rows, [hashtag("pilih")]))


def test_a_state_is_read_as_it_was_built(state: regfile.State) -> None:
    """Name, keys and accounts; the name is a SHA-256."""
    assert regfile.read_state(state.folder) == state
    assert (state.keys, state.accounts, len(state.sha256)) == (401, 200, 64)


def test_a_folder_without_files_is_no_state(tmp_path: Path) -> None:
    """And the message names it."""
    with pytest.raises(regfile.BadRegistryFile, match=f"no registry in {tmp_path}"):
        regfile.read_state(tmp_path)


@pytest.mark.parametrize("file", FILES)
def test_damage_is_found(state: regfile.State, file: str) -> None:
    """In whatever section it is, the name of the state and the digest of the index among them."""
    path = state.folder / file
    whole = path.read_bytes()
    used = [n for n, byte in enumerate(whole) if byte]  # zeros may be padding, which nobody reads
    for place in used[:: len(used) // 150]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        with pytest.raises(regfile.BadRegistryFile):
            regfile.read_state(state.folder)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("size", [0, 7, 127, 128, 1000, -1])
def test_a_file_that_is_cut_off_is_refused(state: regfile.State, file: str, size: int) -> None:
    """Already when it is opened."""
    path = state.folder / file
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(regfile.BadRegistryFile):
        regfile.MappedRegistry(state.folder)


@pytest.mark.parametrize("file", FILES[:2])
def test_a_file_of_another_format_is_refused(state: regfile.State, file: str) -> None:
    """By its first bytes, or by its format's number."""
    path = state.folder / file
    whole = path.read_bytes()
    for other in (b"OTHERXXX" + whole[8:], whole[:8] + b"\x02" + whole[9:]):
        path.write_bytes(other)
        with pytest.raises(regfile.BadRegistryFile, match="in format 1"):
            regfile.MappedRegistry(state.folder)


def test_files_of_two_states_don_t_go_together(state: regfile.State, tmp_path: Path) -> None:
    """As after a replacement that was cut off between the two."""
    other = regfile.build(tmp_path / "other", Registry([record("siti", "2")]))
    (state.folder / regfile.KEYS_FILE).write_bytes((other.folder / regfile.KEYS_FILE).read_bytes())
    with pytest.raises(regfile.BadRegistryFile, match="different states"):
        regfile.read_state(state.folder)


def test_opening_reads_neither_keys_nor_rows(state: regfile.State) -> None:
    """Damage further in is for ``read_state`` to find: opening looks at headers alone."""
    path = state.folder / regfile.ROWS_FILE
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"budi77", b"budi78"))
    with Files(state.folder) as files, pytest.raises(regfile.BadRegistryFile, match="damaged"):
        files.verify()


@pytest.mark.parametrize(
    "spec",
    [
        None,
        [],
        {},
        {"format": 2, "shared": 0, "rows": 0, "accounts": 0, "platforms": [], "contests": []},
        {"format": 1, "shared": -1, "rows": 0, "accounts": 0, "platforms": [], "contests": []},
        {"format": 1, "shared": 0, "rows": 10**9, "accounts": 0, "platforms": [], "contests": []},
        {"format": 1, "shared": 0, "rows": True, "accounts": 0, "platforms": [], "contests": []},
        {"format": 1, "shared": 0, "rows": 0, "accounts": 0, "platforms": [1], "contests": []},
        {"format": 1, "shared": 0, "rows": 0, "accounts": 0, "platforms": [], "contests": None},
    ],
)
def test_a_head_that_makes_no_sense_is_refused(spec: object) -> None:
    """Another format, numbers out of bounds, lists of something else."""
    with pytest.raises(regfile.BadRegistryFile, match="the head of the records"):
        Head.read(orjson.dumps(spec))


def test_a_head_beyond_its_bound_is_refused() -> None:
    """Before it is decoded."""
    with pytest.raises(regfile.BadRegistryFile, match="longer than"):
        Head.read(b" " * (MAX_REGISTRY_HEAD + 1))


def test_sizes() -> None:
    """Sections begin at multiples of eight; a block holds 64 rows."""
    assert [padded(n) for n in (0, 1, 8, 9)] == [0, 8, 8, 16]
    assert [blocks_of(n) for n in (0, 1, 64, 65)] == [0, 1, 1, 2]
