"""What docs/registry-file.md says is so: its worked example, its bounds, its sizes."""

from __future__ import annotations

import gzip
import re
import textwrap
from datetime import date
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import pytest

from rules import bounds, regfile
from rules.model import Record
from rules.regfile import layout
from rules.regfile.delta import DELTA
from rules.regfile.wire import BASE
from rules.registry import Hashtag, Registry

PAGE = (Path(__file__).parents[1] / "docs" / "registry-file.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^\*\*([^*\n]+)\*\*\n\n```\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))


def account(platform: str, account_id: str, handle: str, name: str) -> Record:
    """An account of the example's participant."""
    return Record(
        platform=platform,
        handle=handle,
        account_id=account_id,
        display_name=name,
        participant="Ratna Contoh",
        contest="pilkada-contoh",
        region="Kota Contoh",
        source_class="kpu-registered",
        source="Formulir 1",
        source_date=date(2026, 9, 1),
        reviewer="",
    )


RATNA = account("kicau", "42", "Ratna.C", "Ratna")
TEAM = account("kicau", "", "tim_ratna", "Tim Ratna")
NEWER = account("kicau", "77", "ratna2", "Ratna lagi")
TAG = Hashtag("PilihContoh", "Ratna Contoh", "pilkada-contoh", "Kota Contoh", "Formulir 1")


def dump(raw: bytes) -> str:
    """Bytes as hexadecimal digits, sixteen to a line."""
    return "\n".join(textwrap.wrap(raw.hex(" "), 47)) + "\n"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the blocks of the page should hold."""
    folder = tmp_path_factory.mktemp("example")
    old = regfile.build(folder / "old", Registry([RATNA, TEAM], [TAG]))
    new = regfile.build(folder / "new", Registry([RATNA, NEWER], [TAG]), old.folder)
    keys, records = map(gzip.decompress, regfile.pack(old))
    keys_delta, records_delta = map(gzip.decompress, regfile.delta(old, new))
    names = ["kicau:id:42", "kicau:handle:ratna.c", "kicau:handle:tim_ratna", ":hashtag:pilihcontoh"]
    hashes = [f"{sha256(name.encode()).hexdigest()[:16]}  {name}\n" for name in names]
    with layout.Files(old.folder) as files:
        entries = [f"{k:016x}  {n}\n" for k, n in zip(files.keys, files.numbers, strict=True)]
    return {
        "Keys": "".join(hashes),
        "Entries, in order": "".join(entries),
        "`records`": records.decode(),
        "`keys`": dump(keys),
        "The state's name": f"{old.sha256}\n",
        "`records-<from>`": records_delta.decode(),
        "`keys-<from>`": dump(keys_delta),
        "The next state's name": f"{new.sha256}\n",
    }


def test_the_worked_example_is_true(example: dict[str, str]) -> None:
    """Every block is what the code makes of the example's rows, to the byte."""
    assert example == BLOCKS


def test_a_reader_of_the_page_finds_the_state_s_name(tmp_path: Path) -> None:
    """By the recipe of the page, from nothing but the files."""
    state = regfile.build(tmp_path, Registry([RATNA, TEAM], [TAG]))
    with layout.Files(tmp_path) as files:
        text = (bytes(files.first) + bytes(files.row_text.span(0, files.head.rows))).split(b"\n")[:-1]
        shared, rows = files.head.shared, text[1 + files.head.shared :]
        parts = [
            bytes(files.keys),
            bytes(files.numbers),
            b"".join(line + b"\n" for line in text[: 1 + shared]),
            b"".join(
                sha256(b"".join(line + b"\n" for line in rows[n : n + 64])).digest()
                for n in range(0, len(rows), 64)
            ),
        ]
    whole = b"jari-netral registry 1\n" + b"".join(sha256(part).digest() for part in parts)
    assert sha256(whole).hexdigest() == state.sha256


def test_the_bounds_are_those_of_the_code() -> None:
    """Each with its name and its number."""
    table = dict(re.findall(r"^\| `(MAX_\w+)` \| ([\d,]+) \|", PAGE, re.MULTILINE))
    expected = {name for name in vars(bounds) if name.startswith("MAX_REGISTRY")} | {"MAX_ID"}
    assert table == {name: f"{getattr(bounds, name):,}" for name in expected}


def test_the_sizes_are_those_of_the_code() -> None:
    """Headers, blocks, the prefix index."""
    assert layout.KEYS_HEADER.size == layout.RECORDS_HEADER.size == 128
    assert (BASE.size, DELTA.size, layout.BLOCK) == (48, 84, 64)
    assert (layout.LEAST_BITS, layout.MOST_BITS) == (16, 20)
    assert layout.prefix_bytes(16) == 262_152
    assert regfile.KEYS_FILE in PAGE
    assert regfile.RECORDS_FILE in PAGE
    assert regfile.ROWS_FILE in PAGE


def test_the_sieve_is_as_described(tmp_path: Path) -> None:
    """The first bits of the CRC-32 of platform and name say which bit is set."""
    regfile.build(tmp_path, Registry([RATNA], [TAG]))
    with layout.Files(tmp_path) as files:
        for name in (b"kicau:42", b"kicau:ratna.c", b":pilihcontoh"):
            bit = crc32(name) >> (32 - files.sieve_bits)
            assert files.sieve[bit >> 3] >> (bit & 7) & 1
