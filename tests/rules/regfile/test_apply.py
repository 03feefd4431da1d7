"""A delta makes exactly the state it was made for, or nothing."""

from __future__ import annotations

import errno
import gzip
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import regfile
from rules.regfile import rowtext, store
from rules.regfile.layout import Files
from rules.regfile.wire import gzipped
from rules.registry import Registry
from tests.support.election import hashtag, record

FILES = {regfile.KEYS_FILE, regfile.RECORDS_FILE, regfile.ROWS_FILE}
ROWS = [record(f"budi{n}", str(n), contest="ab"[n % 2]) for n in range(150)]
OLD = Registry(ROWS, [hashtag("pilih")])
NEW = Registry([*ROWS[3:], record("siti", "1001"), record("tono", contest="c")], [hashtag("lain")])


type States = tuple[regfile.State, regfile.State]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[regfile.State, regfile.State]:
    """A state and the next."""
    folder = tmp_path_factory.mktemp("states")
    old = regfile.build(folder / "old", OLD)
    return old, regfile.build(folder / "new", NEW, old.folder)


def rows_of(state: regfile.State) -> Path:
    """The file of rows of a state."""
    return state.folder / regfile.ROWS_FILE


def refuses(old: regfile.State, keys: bytes, records: bytes, folder: Path, match: str | None = None) -> None:
    """That nothing is written of these bytes."""
    with pytest.raises(regfile.BadRegistryFile, match=match):
        regfile.apply(old, keys, records, folder)
    assert not folder.exists() or not list(folder.iterdir())


def test_a_delta_makes_the_next_state(tmp_path: Path, states: States) -> None:
    """Byte for byte, in another folder or in that of the old state."""
    old, new = states
    deltas = regfile.delta(old, new)
    same = regfile.build(tmp_path / "same", OLD)
    for folder in (tmp_path / "applied", same.folder):
        applied = regfile.apply(same, *deltas, folder)
        assert (applied.sha256, applied.keys, applied.accounts) == (new.sha256, new.keys, new.accounts)
        keys = (folder / regfile.KEYS_FILE).read_bytes()
        assert keys == (new.folder / regfile.KEYS_FILE).read_bytes()
        assert regfile.read_state(folder) == applied
        assert regfile.pack(applied) == regfile.pack(new)
        assert {path.name for path in folder.iterdir()} == FILES


def test_what_follows_shares_the_file_of_rows(tmp_path: Path, states: States) -> None:
    """One file for both; the older state reads what it read, and is found undamaged."""
    old, new = states
    older = regfile.build(tmp_path / "older", OLD)
    with closing(regfile.MappedRegistry(older.folder)) as reading:
        applied = regfile.apply(older, *regfile.delta(old, new), tmp_path / "applied")
        assert rows_of(applied).samefile(rows_of(older))
        assert reading.with_id("x", "1")
        assert not reading.with_id("x", "1001")
    assert regfile.read_state(older.folder) == older


def test_two_states_may_follow_the_same(tmp_path: Path, states: States) -> None:
    """The second, as after a step back, has a file of its own: what comes behind is another's."""
    old, new = states
    other = regfile.build(tmp_path / "other", Registry([*ROWS, record("wati", "2002")]), old.folder)
    older = regfile.build(tmp_path / "older", OLD)
    applied = [
        regfile.apply(older, *regfile.delta(old, one), tmp_path / f"applied{n}")
        for n, one in enumerate((new, other, new))
    ]
    assert [rows_of(one).samefile(rows_of(older)) for one in applied] == [True, False, False]
    for state in (older, *applied):
        assert regfile.read_state(state.folder) == state
    assert [one.sha256 for one in applied] == [new.sha256, other.sha256, new.sha256]


def test_without_links_the_file_of_rows_is_copied(
    tmp_path: Path, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every file system has them."""

    def refused(*_: object) -> None:
        """As on such a file system."""
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    old, new = states
    applied = regfile.apply(old, *regfile.delta(old, new), tmp_path / "applied")
    assert not rows_of(applied).samefile(rows_of(old))
    assert regfile.read_state(applied.folder).sha256 == new.sha256


def test_a_refused_delta_leaves_the_file_of_rows_as_it_was(tmp_path: Path, states: States) -> None:
    """Also where rows had been written behind the others already."""
    old, new = states
    older = regfile.build(tmp_path / "older", OLD)
    size = rows_of(older).stat().st_size
    keys, records = map(gzip.decompress, regfile.delta(old, new))
    refuses(older, gzipped(keys), gzipped(records.replace(b"siti", b"sita")), tmp_path / "x", "the result is")
    assert rows_of(older).stat().st_size == size
    assert regfile.apply(older, gzipped(keys), gzipped(records), tmp_path / "y").sha256 == new.sha256


def test_when_many_rows_are_patched_all_are_written_anew(
    tmp_path: Path, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a file of their own, in which nothing is patched."""
    old, new = states
    monkeypatch.setattr(rowtext, "_FEW", 0)
    monkeypatch.setattr(rowtext, "_SHARE", 1000)
    applied = regfile.apply(old, *regfile.delta(old, new), tmp_path / "applied")
    assert not rows_of(applied).samefile(rows_of(old))
    with Files(applied.folder) as files, Files(new.folder) as expected:
        assert not len(files.row_text.numbers)
        assert bytes(files.records) == bytes(expected.records)


def test_damage_to_patches_is_found(tmp_path: Path) -> None:
    """Their numbers, their text and where it ends."""
    old = regfile.build(tmp_path / "old", OLD)
    renamed = [replace(one, display_name="B") for one in ROWS[:2]]
    new = regfile.build(tmp_path / "new", Registry([*renamed, *ROWS[2:]], OLD.hashtags), old.folder)
    applied = regfile.apply(old, *regfile.delta(old, new), tmp_path / "applied")
    path = applied.folder / regfile.RECORDS_FILE
    whole = path.read_bytes()
    for place in range(len(whole) - 150, len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        with pytest.raises(regfile.BadRegistryFile):
            regfile.read_state(applied.folder)


def test_a_longer_prefix_index_serves_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As millions of keys have it: names are found, and deltas lead from and to states with another one."""
    short = regfile.build(tmp_path / "short", OLD)
    monkeypatch.setattr(store, "LEAST_BITS", 19)
    long = regfile.build(tmp_path / "long", OLD)
    after = regfile.build(tmp_path / "after", NEW, long.folder)
    assert long.sha256 == short.sha256
    assert regfile.changes(short, after) == regfile.changes(long, after) > 0
    for old in (short, long):
        applied = regfile.apply(old, *regfile.delta(old, after), tmp_path / "applied" / old.folder.name)
        assert regfile.read_state(applied.folder).sha256 == after.sha256
        with closing(regfile.MappedRegistry(applied.folder)) as registry:
            found = [registry.with_id("x", one.account_id) for one in NEW.records if one.account_id]
            assert all(found)
            assert not registry.with_id("x", "0")


def test_a_sieve_that_became_too_small_is_made_anew(tmp_path: Path) -> None:
    """As when a registry grows manifold in a day."""
    old = regfile.build(tmp_path / "old", Registry(ROWS[:2]))
    new = regfile.build(tmp_path / "new", Registry([*ROWS[1:]] * 2), old.folder)
    applied = regfile.apply(old, *regfile.delta(old, new), tmp_path / "applied")
    keys = (applied.folder / regfile.KEYS_FILE).read_bytes()
    assert keys == (new.folder / regfile.KEYS_FILE).read_bytes()
    assert len(keys) > (old.folder / regfile.KEYS_FILE).stat().st_size + 500


def test_a_delta_for_another_state_is_refused(tmp_path: Path, states: States) -> None:
    """Also the right one, once it was applied."""
    old, new = states
    refuses(
        new, *regfile.delta(old, new), tmp_path / "x", f"for the state {old.sha256}, not for {new.sha256}"
    )


def test_deltas_of_two_steps_don_t_go_together(tmp_path: Path, states: States) -> None:
    """Keys of one, records of another."""
    old, new = states
    other = regfile.build(tmp_path / "other", Registry(ROWS[5:]), old.folder)
    keys, records = regfile.delta(old, new)[0], regfile.delta(old, other)[1]
    refuses(old, keys, records, tmp_path / "x", "not for the same states")
    refuses(old, regfile.pack(new)[0], records, tmp_path / "x")


@given(st.data())
def test_any_change_of_a_delta_is_refused(states: States, data: st.DataObject) -> None:
    """One byte of either file, at any place."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        old, new = states
        raw = [bytearray(gzip.decompress(one)) for one in regfile.delta(old, new)]
        which = data.draw(st.sampled_from([0, 1]))
        place = data.draw(st.integers(0, len(raw[which]) - 1))
        raw[which][place] ^= data.draw(st.integers(1, 255))
        keys, records = (gzipped(bytes(one)) for one in raw)
        refuses(old, keys, records, folder / "x")


@given(st.binary(max_size=150), st.binary(max_size=150))
def test_any_bytes_are_refused(states: States, keys: bytes, records: bytes) -> None:
    """After the header of a delta for this very state, too."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        old, new = states
        refuses(old, keys, records, folder / "x")
        head = gzip.decompress(regfile.delta(old, new)[0])[:84]
        first = gzip.decompress(regfile.delta(old, new)[1]).split(b"\n")[0]
        refuses(old, gzipped(head + keys), gzipped(first + b"\n" + records), folder / "x")


def _spec(**values: Any) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [orjson.dumps({**orjson.loads(lines[0]), **values}), *lines[1:]]


def _head(**values: Any) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [lines[0], orjson.dumps({**orjson.loads(lines[1]), **values}), *lines[2:]]


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        (lambda lines: lines[:-1], "lines"),
        (lambda lines: lines[:1], "breaks off"),
        (lambda lines: [b"[]", *lines[1:]], "not for the same states"),
        (_spec(rows=None), "names no rows"),
        (_spec(rows=[1.5, 2, 3, 4]), "names no rows"),
        (_spec(rows=[9, 8, 7, 6]), "not among 151"),
        (_spec(rows=[9, 9, 10, 11]), "not among 151"),
        (_spec(rows=[-1, 0, 1, 2]), "not among 151"),
        (_spec(rows=[1, 2, 3, 151]), "not among 151"),
        (_spec(shared=[5]), "not among 2"),
        (_head(rows=150), "lines"),
        (_head(accounts=1), "the head says 1"),
        (_head(format=2), "format 1"),
        (lambda lines: [*lines[:4], b" " * 500, *lines[5:]], "longer than its place"),
        (lambda lines: [*lines[:-1], b'[7,"x","1001","siti","Nama"]'], "shared row 7"),
        (lambda lines: [*lines[:-1], b'[-1,"x","1001","siti","Nama"]'], "shared row -1"),
        (lambda lines: [*lines[:-1], b"[]"], "neither an account nor a hashtag"),
    ],
)
def test_records_that_make_no_sense_are_refused(
    tmp_path: Path, states: States, changed: Callable[[list[bytes]], list[bytes]], match: str
) -> None:
    """Cut off, of other states, out of order or of bounds, miscounted, too long, pointing nowhere."""
    old, new = states
    keys, records = regfile.delta(old, new)
    lines = gzip.decompress(records).split(b"\n")[:-1]
    refuses(old, keys, gzipped(b"\n".join([*changed(lines), b""])), tmp_path / "x", match)


@pytest.mark.parametrize(
    ("place", "value", "match"),
    [
        (0, b"J\0", "no delta of keys"),
        (8, b"\x02", "in format 1"),
        (12, b"\xff\xff\xff\xff", "takes 4294967295 away"),
        (16, b"\xff\xff\xff\xff", "brings 4294967295"),
        (16, b"\x01\0\0\0", "should take"),
        (84, b"\xff\xff\xff\xff", "place"),
    ],
)
def test_keys_that_make_no_sense_are_refused(
    tmp_path: Path, states: States, place: int, value: bytes, match: str
) -> None:
    """Of another kind or format, with counts or places out of bounds."""
    old, new = states
    keys, records = regfile.delta(old, new)
    raw = bytearray(gzip.decompress(keys))
    raw[place : place + len(value)] = value
    refuses(old, gzipped(bytes(raw)), records, tmp_path / "x", match)
