"""The wire form holds the whole state, is always the same, and nothing odd comes in by it."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import regfile
from rules.regfile import wire
from rules.regfile.wire import gunzipped, gzipped
from rules.registry import Registry
from tests.support.election import hashtag, record

REGISTRY = Registry([record(f"budi{n}", str(n), contest="ab"[n % 2]) for n in range(30)], [hashtag("pilih")])


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> regfile.State:
    """A state of some rows."""
    return regfile.build(tmp_path_factory.mktemp("state"), REGISTRY)


def refuses(keys: bytes, records: bytes, folder: Path, match: str | None = None) -> None:
    """That nothing is written of these bytes."""
    with pytest.raises(regfile.BadRegistryFile, match=match):
        regfile.unpack(keys, records, folder)
    assert not folder.exists() or not list(folder.iterdir())


def test_the_same_state_gives_the_same_bytes(state: regfile.State, tmp_path: Path) -> None:
    """Without a time, packed again or built again; and unpacked it is the same files."""
    keys, records = regfile.pack(state)
    assert regfile.pack(regfile.build(tmp_path / "again", REGISTRY)) == (keys, records)
    assert keys[:8] == records[:8] == bytes.fromhex("1f8b080000000000")
    unpacked = regfile.unpack(keys, records, tmp_path / "unpacked")
    for file in (regfile.KEYS_FILE, regfile.RECORDS_FILE):
        assert (unpacked.folder / file).read_bytes() == (state.folder / file).read_bytes()


@given(st.binary(max_size=100), st.binary(max_size=100), st.booleans())
def test_any_bytes_are_refused(keys: bytes, records: bytes, packed: bool) -> None:
    """Whether gzip or not."""
    with TemporaryDirectory() as folder:
        if packed:
            keys, records = gzipped(b"JARIKEYB\x01\0\0\0" + keys), gzipped(records)
        refuses(keys, records, Path(folder, "state"))


@given(st.data())
def test_any_change_of_the_contents_is_refused(state: regfile.State, data: st.DataObject) -> None:
    """One byte of the keys or of the records, at any place."""
    with TemporaryDirectory() as folder:
        raw = [bytearray(gzip.decompress(one)) for one in regfile.pack(state)]
        which = data.draw(st.sampled_from([0, 1]))
        place = data.draw(st.integers(0, len(raw[which]) - 1))
        raw[which][place] ^= data.draw(st.integers(1, 255))
        keys, records = (gzipped(bytes(one)) for one in raw)
        refuses(keys, records, Path(folder, "changed"))


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        (lambda raw: raw[:-1], "cut off|bytes"),
        (lambda raw: raw + b"\0", "bytes"),
        (lambda raw: raw[:20], "cut off"),
        (lambda raw: b"JARIKEYD" + raw[8:], "no keys in format 1"),
        (lambda raw: raw[:8] + b"\x02" + raw[9:], "no keys in format 1"),
        (lambda raw: raw[:12] + struct.pack("<I", 2**32 - 1) + raw[16:], "should take"),
        (lambda raw: raw[:16] + bytes(32) + raw[48:], "the result is the state"),
    ],
)
def test_keys_that_make_no_sense_are_refused(
    state: regfile.State, tmp_path: Path, changed: Callable[[bytes], bytes], match: str
) -> None:
    """Cut off, too long, of another kind, with another count, of another state."""
    keys, records = regfile.pack(state)
    refuses(gzipped(changed(gzip.decompress(keys))), records, tmp_path / "new", match)


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        (lambda _: b"", "JSON|break off"),
        (lambda raw: raw[:-1], "break off"),
        (lambda raw: raw + b"[]\n", "lines"),
        (lambda raw: raw.replace(b'"accounts":30', b'"accounts":29'), "29"),
        (lambda raw: raw.replace(b'"shared":2', b'"shared":3'), "lines"),
        (lambda raw: raw.replace(b'[0,"x","', b'[2,"x","', 1), "shared row 2"),
        (lambda raw: raw.replace(b"2026-01-02", b"2026-13-02", 1), "date"),
        (lambda raw: raw.replace(b"budi7", b"budi8"), "the result is the state"),
    ],
)
def test_records_that_make_no_sense_are_refused(
    state: regfile.State, tmp_path: Path, changed: Callable[[bytes], bytes], match: str
) -> None:
    """Cut off, miscounted, pointing nowhere, of a day that doesn't exist, of another state."""
    keys, records = regfile.pack(state)
    refuses(keys, gzipped(changed(gzip.decompress(records))), tmp_path / "new", match)


def test_a_row_that_is_not_there_is_refused(state: regfile.State, tmp_path: Path) -> None:
    """Keys lead to rows below the number that the head says."""
    keys, records = regfile.pack(state)
    head, *lines = gzip.decompress(records).split(b"\n")
    spec = orjson.loads(head)
    spec["rows"] -= 1
    shorter = b"\n".join([orjson.dumps(spec), *lines[:-2], b""])
    refuses(keys, gzipped(shorter), tmp_path / "new", "leads to row 30 of 30")


def test_what_unpacks_to_too_much_is_refused() -> None:
    """As soon as it is too much: a kilobyte can't become a gigabyte."""
    bomb = gzipped(bytes(10_000_000))
    with pytest.raises(regfile.BadRegistryFile, match="more than 1000 bytes"):
        gunzipped(bomb, 1000, "records")
    assert len(gunzipped(bomb, 10_000_000, "records")) == 10_000_000


@pytest.mark.parametrize(
    "packed",
    [gzipped(b"a")[:-1], gzipped(b"a") + b"b", gzipped(b"a") * 2, zlib.compress(b"a"), b"", b"a"],
    ids=["cut off", "more", "twice", "zlib", "nothing", "text"],
)
def test_only_one_whole_gzip_is_taken(packed: bytes) -> None:
    """Nothing before, nothing after, nothing missing."""
    with pytest.raises(regfile.BadRegistryFile, match="records"):
        gunzipped(packed, 1000, "records")


def test_a_file_beyond_its_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is looked into."""
    monkeypatch.setattr(wire, "MAX_REGISTRY_WIRE", 10)
    with pytest.raises(regfile.BadRegistryFile, match="up to 10 may be"):
        gunzipped(gzipped(b"a"), 1000, "keys")
