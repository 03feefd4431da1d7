"""Registry files that the Python side makes, read and changed by the extension."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rules import regfile
from rules.model import Record
from rules.regfile.layout import name_of
from rules.registry import Hashtag, Registry
from tests.support.updates_client import Client, Problem, row_of, text_of


def account(number: int, **changes: Any) -> Record:
    """A registered account of the made-up platform; every third has no id, every fifth no handle."""
    row = Record(
        platform="kicau" if number % 2 else "siul",
        handle="" if number % 5 == 0 else f"Akun.{number}",
        account_id="" if number % 3 == 0 and number % 5 else str(10**17 + number),
        display_name=f"Nama “{number}”",
        participant=f"Paslon {number % 4}",
        contest=f"kota-{number % 3}",
        region="Kota Contoh",
        source_class="kpu-registered",
        source="KPU",
        source_date=date(2026, 1, 1 + number % 9),
        reviewer="",
    )
    return replace(row, **changes)


def stated(
    client: Client, state: regfile.State, *, before: regfile.State | None = None, next: int = 0
) -> Any:
    """What the extension makes of a state, or of the change that leads to it."""
    keys, records = regfile.delta(before, state) if before else regfile.pack(state)
    files = {"keys": text_of(keys), "records": text_of(records)}
    return client.ask("state", **files, next=next, **{"from": before.sha256 if before else None})


type Name = tuple[str, str | None, str | None]


def assert_same(
    client: Client, registry: Registry, strangers: Sequence[Name] = (), rows: Sequence[Record] | None = None
) -> None:
    """The extension answers the names of ``rows``, else of all, as the registry in memory does."""
    names: list[Name] = [*strangers]
    for row in registry.records if rows is None else rows:
        names += [(row.platform, row.account_id or None, None), (row.platform, None, row.handle or None)]
        names += [(row.platform, row.account_id or "1", row.handle or None)]
    for name, found in zip(names, client.lookup(*names), strict=True):
        platform, id_, handle = name
        row = registry.lookup(platform, id=id_, handle=handle)
        assert found == ([row_of(one) for one in registry.rows(row)] if row else []), name
    tags = [tag.tag for tag in registry.hashtags]
    for tag, found in zip(tags, client.ask("hashtags", tags=tags), strict=True):
        names_ = ("tag", "participant", "contest", "region", "source")
        assert found == [{name: getattr(one, name) for name in names_} for one in registry.hashtag(tag)]


def test_a_base_is_read_like_the_registry_it_was_made_of(client: Client, tmp_path: Path) -> None:
    """Ids, handles, several rows of one account, hashtags and strangers: all answers are the same."""
    rows = [account(number) for number in range(1, 60)]
    rows += [replace(rows[0], contest="kota-9"), replace(rows[3], region="Kota Lain", handle="lain")]
    tags = [
        Hashtag("pilihbudi", "Budi", "kota-1", "Kota Contoh", "KPU"),
        Hashtag("menang", "Wati", "kota-2", "Kota", "KPU"),
    ]
    registry = Registry(rows, tags)
    state = regfile.build(tmp_path / "a", registry)
    made = stated(client, state)
    assert (made["state"], made["keys"]) == (state.sha256, state.keys)
    strangers = [
        ("kicau", None, "siapa"),
        ("kicau", "5", None),
        ("lain", None, "Akun.1"),
        ("siul", None, "akun.1"),
    ]
    assert_same(client, registry, strangers)


def test_changes_one_after_another_lead_to_the_state_that_was_published(
    client: Client, tmp_path: Path
) -> None:
    """Rows that come, go, change in their place or move: every state is the published one, to the byte."""
    rows = [account(number) for number in range(1, 3000)]
    states: list[regfile.State] = []
    registries = [
        Registry(rows),
        Registry(rows[:-1]),
        Registry(
            [*rows[5:1500], *(replace(row, display_name="Lain") for row in rows[1500:1600]), *rows[1600:]]
        ),
        Registry([*rows[5:], *(account(number, reviewer=f"R {number}") for number in range(5000, 7100))]),
        Registry(rows[:40], [Hashtag("menang", "Wati", "kota-2", "Kota", "KPU")]),
    ]
    next_ = 0
    for number, registry in enumerate(registries):
        before = states[-1] if states else None
        states.append(
            regfile.build(tmp_path / str(number), registry, previous=before.folder if before else None)
        )
        made = stated(client, states[-1], before=before, next=next_)
        assert made["state"] == states[-1].sha256
        next_ = made["next"]
        sample = [*registry.records[:30], *registry.records[-30:], *rows[1498:1502]]
        assert_same(client, registry, [("kicau", None, "akun.2999")], sample)
    for one, other in zip(states, states[1:], strict=False):
        changes = client.ask("changes", one=one.sha256, other=other.sha256)
        assert changes == regfile.changes(one, other)


def test_a_change_writes_only_what_changes(client: Client, tmp_path: Path) -> None:
    """Of 5,000 rows stored in blocks, a change of one row stores one block anew, and what indexes them."""
    rows = [account(number) for number in range(1, 5001)]
    one = regfile.build(tmp_path / "one", Registry(rows))
    rows[7] = replace(rows[7], display_name="Nama")
    other = regfile.build(tmp_path / "other", Registry(rows), previous=one.folder)
    first = stated(client, one)
    assert stated(client, other, before=one, next=first["next"])["written"] == 5


@pytest.mark.parametrize(
    ("keys", "records"),
    [(b"", b""), (b"\x1f\x8b", None), (None, b"{}\n"), (None, b"\x1f\x8b\x08\x00\x00"), (b"JARIKEYB", None)],
)
def test_what_is_no_registry_is_refused(
    client: Client, tmp_path: Path, keys: bytes | None, records: bytes | None
) -> None:
    """Files that are cut off, empty or of another kind are damaged, not a fault of the program."""
    good = regfile.pack(regfile.build(tmp_path / "a", Registry([account(1)])))
    files = {
        "keys": text_of(good[0] if keys is None else keys),
        "records": text_of(good[1] if records is None else records),
    }
    with pytest.raises(Problem) as raised:
        client.ask("state", **files, next=0)
    assert raised.value.kind == "damaged"
    assert "BadRegistryFile" in str(raised.value)


def test_every_byte_counts(client: Client, tmp_path: Path) -> None:
    """A state whose keys or records are those of another is refused, in whole and as a change."""
    a = regfile.build(tmp_path / "a", Registry([account(number) for number in range(1, 200)]))
    b = regfile.build(
        tmp_path / "b", Registry([account(number) for number in range(2, 200)]), previous=a.folder
    )
    base_a, base_b, change = regfile.pack(a), regfile.pack(b), regfile.delta(a, b)
    stated(client, a)
    mixed = [
        (base_a[0], base_b[1], None),
        (base_b[0], base_a[1], None),
        (change[0], base_b[1], a.sha256),
        (base_b[0], change[1], a.sha256),
    ]
    for keys, records, before in mixed:
        with pytest.raises(Problem) as raised:
            client.ask("state", keys=text_of(keys), records=text_of(records), next=100, **{"from": before})
        assert raised.value.kind == "damaged"
    stated(client, b, before=a, next=100)
    with pytest.raises(Problem) as raised:  # a second time, on the state that came out
        client.ask(
            "state", keys=text_of(change[0]), records=text_of(change[1]), next=200, **{"from": b.sha256}
        )
    assert "a change of another state" in str(raised.value)


def forged(state: regfile.State, old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """The wire form of a state with another text, rightly named: what its owner could publish."""
    keys, text = (gzip.decompress(one) for one in regfile.pack(state))
    assert text.count(old) == 1
    text = text.replace(old, new)
    with regfile.layout.Files(state.folder) as files:
        first = [hashlib.sha256(part).digest() for part in (files.keys, files.numbers)]
        shared = 1 + files.head.shared
    lines = text.splitlines(keepends=True)
    blocks = b"".join(lines[shared:])
    rest = [b"".join(lines[:shared]), hashlib.sha256(blocks).digest()]
    name = name_of(*first, *(hashlib.sha256(part).digest() for part in rest))
    return gzip.compress(keys[:16] + name + keys[48:]), gzip.compress(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"accounts":1', b'"accounts":2'),
        (b'"rows":1', b'"rows":2'),
        (b'"format":1', b'"format":2'),
        (b'[0,"kicau"', b'[1,"kicau"'),
        (b'[0,"kicau"', b'[0.5,"kicau"'),
        (b'[0,"kicau"', b'["x","kicau"'),
        (b'"1","akun"', b'"",""'),
        (b'"akun"', b'"' + b"a" * 257 + b'"'),
        (b'"akun"', b"5"),
        (b'"akun"', b'"akun","akun"'),
        (b'"akun"', b'"akun'),
        (b'"kpu-registered"', b'"somebody"'),
        (b'"2026-01-02"', b'"2026-02-30"'),
        (b'"2026-01-02"', b'"yesterday"'),
        (b'"akun"', b'"' + b" " * 17_000 + b'akun"'),
        (b'"akun"', b'"aku\xff"'),
    ],
)
def test_rows_that_make_no_sense_are_refused(client: Client, tmp_path: Path, old: bytes, new: bytes) -> None:
    """Though its owner signed them: both engines refuse the same."""
    row = account(1, account_id="1", handle="akun", platform="kicau")
    state = regfile.build(tmp_path / "a", Registry([row]))
    keys, records = forged(state, b'"akun"', b'"ukan"')
    assert client.ask("state", keys=text_of(keys), records=text_of(records), next=0)["keys"] == 2
    keys, records = forged(state, old, new)
    with pytest.raises(regfile.BadRegistryFile):
        regfile.unpack(keys, records, tmp_path / "b")
    with pytest.raises(Problem) as raised:
        client.ask("state", keys=text_of(keys), records=text_of(records), next=100)
    assert raised.value.kind == "damaged"
    assert "the result is the state" not in str(raised.value)


def test_the_worked_example_of_the_document_holds(client: Client) -> None:
    """What docs/registry-file.md shows is read as it says, the change as well."""
    text = (Path(__file__).parents[3] / "docs" / "registry-file.md").read_text("utf-8")
    blocks = [
        block.partition("```")[0] for block in text.partition("A worked example")[2].split("```\n")[1::2]
    ]
    base, change = blocks[2], blocks[5]
    keys, keys_change = (bytes.fromhex(block) for block in (blocks[3], blocks[6]))
    names = [block.strip() for block in (blocks[4], blocks[7])]
    made = client.ask(
        "state", keys=text_of(gzip.compress(keys)), records=text_of(gzip.compress(base.encode())), next=0
    )
    assert made["state"] == names[0]
    files = {"keys": text_of(gzip.compress(keys_change)), "records": text_of(gzip.compress(change.encode()))}
    assert client.ask("state", **files, next=9, **{"from": names[0]})["state"] == names[1]
    found = client.lookup(("kicau", "42", None), ("kicau", None, "@Tim_Ratna"), ("kicau", None, "ratna2"))
    assert [[row["display_name"] for row in rows] for rows in found] == [["Ratna"], [], ["Ratna lagi"]]
