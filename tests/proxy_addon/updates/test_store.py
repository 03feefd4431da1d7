"""What is in use survives crashes, torn files and other processes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Trouble
from proxy_addon.updates.store import Held, HeldPart, HeldRules, Store
from rules import regfile
from tests.support.following import flip
from tests.support.office import many, rules
from tests.support.packing import packed

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty one."""
    return Store(tmp_path / "updates", UpdateLimits())


def put(store: Store, number: int = 1, **changes: Any) -> Held:
    """Store a set and point to it."""
    raw = packed({**rules(), "version": str(number)})
    digest = hashlib.sha256(raw).hexdigest()
    store.keep_rules(raw, digest)
    state = regfile.build(store.fresh_incoming() / "made", many(10 + number))
    part = HeldPart(store.keep_part("id", state), number, NOW)
    rows = HeldRules(digest, NOW, {**rules(), "version": str(number)})
    held = replace(Held("anchor", rows, {"id": part}), **changes)
    store.point(held)
    return held


def test_what_is_stored_is_found_again(store: Store) -> None:
    """By another process, too; and the mark has moved."""
    before = store.mark()
    held = put(store)
    assert Store(store.folder, UpdateLimits()).load("anchor", ["id"]) == (held, ())
    assert store.mark() != before


def test_an_empty_folder_holds_nothing(store: Store) -> None:
    """Before the first success."""
    assert store.load("anchor", ["id"]) == (Held("anchor"), ())
    assert store.mark() == (0, 0)


def test_another_root_s_data_is_not_used(store: Store) -> None:
    """Who changes whom to trust starts anew."""
    put(store)
    assert store.load("other", ["id"]) == (Held("other"), ())


def test_parts_no_longer_followed_are_left_out(store: Store) -> None:
    """And parts that aren't there yet."""
    held = put(store)
    assert store.load("anchor", ["id/jatim"]) == (replace(held, parts={}), ())


@pytest.mark.parametrize("name", ["keys.jnk", "records.jnr"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_a_torn_part_is_dropped_alone(store: Store, name: str, how: str) -> None:
    """One wrong byte is enough; the rules stay."""
    held = put(store)
    path = held.parts["id"].state.folder / name
    spoil(path, how)
    assert store.load("anchor", ["id"]) == (replace(held, parts={}), (Trouble("stored", "id"),))


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_a_torn_ruleset_is_dropped_alone(store: Store, how: str) -> None:
    """The accounts stay."""
    held = put(store)
    assert held.rules
    spoil(store.ruleset_path(held.rules.sha256), how)
    assert store.load("anchor", ["id"]) == (replace(held, rules=None), (Trouble("stored", "rules"),))


def test_what_may_not_be_read_is_not_called_damaged(store: Store) -> None:
    """Whoever lacks the rights is told so."""
    put(store)
    (store.folder / "current.json").unlink()
    (store.folder / "current.json").mkdir()
    assert store.load("anchor", ["id"]) == (Held("anchor"), (Trouble("disk"),))


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"{}", b'{"format":1,"anchor":"anchor","rules":1,"parts":{}}']
)
def test_a_torn_pointer_leads_to_nothing(store: Store, raw: bytes) -> None:
    """It is told, and everything is fetched again."""
    put(store)
    (store.folder / "current.json").write_bytes(raw)
    assert store.load("anchor", ["id"]) == (Held("anchor"), (Trouble("stored"),))
    held = put(store, 2)
    assert store.load("anchor", ["id"]) == (held, ())


def spoil(path: Path, how: str) -> None:
    """Tear a file."""
    if how == "flipped":
        flip(path)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()


def test_a_crash_before_the_pointer_changes_nothing(store: Store) -> None:
    """What nobody points to is as if it weren't there."""
    held = put(store)
    state = regfile.build(store.fresh_incoming() / "made", many(50))
    store.keep_part("id", state)
    assert store.load("anchor", ["id"]) == (held, ())


def test_only_the_last_sets_are_kept(store: Store) -> None:
    """Three sets, so that a process that is a little behind still finds its files."""
    helds = [put(store, number) for number in range(1, 8)]
    kept = {path.name for path in (store.folder / "registry" / "id").iterdir()}
    assert kept == {held.parts["id"].state.sha256 for held in helds[-3:]}
    assert len(list((store.folder / "rulesets").iterdir())) == 3


def test_a_set_s_name_tells_it_from_others(store: Store) -> None:
    """Other rules, other accounts, another name; when it was taken doesn't matter."""
    one, two = put(store, 1), put(store, 2)
    names = {one.name, two.name, replace(one, rules=two.rules).name, replace(one, parts=two.parts).name}
    assert len(names) == 4
    assert one.rules
    assert replace(one, rules=replace(one.rules, taken=datetime.now(UTC))).name == one.name
    assert Held("x").name == Held("y").name
