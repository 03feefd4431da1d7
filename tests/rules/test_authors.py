"""The author index remembers little, for a while."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from rules.authors import Behind, MemoryIndex, SecondNames
from rules.model import Item

ONE = Behind((("7", "budi", "author"),))
MANY = 5_000
TWO = Behind((("8", "", "tagged"),), ("contoh",))


def test_remembers_by_platform_and_namespace() -> None:
    """The same id on another platform, or as a comment, is another item."""
    index = MemoryIndex()
    index.remember("kicau", Item("post", "1"), ONE)
    assert index.recall("kicau", Item("post", "1")) == ONE
    assert index.recall("kicau", Item("comment", "1")) is None
    assert index.recall("lain", Item("post", "1")) is None


def test_knowledge_adds_up() -> None:
    """What is learned later adds to what was known."""
    index = MemoryIndex()
    index.remember("kicau", Item("post", "1"), ONE)
    index.remember("kicau", Item("post", "1"), TWO)
    assert index.recall("kicau", Item("post", "1")) == Behind((*ONE.accounts, *TWO.accounts), ("contoh",))
    assert len(index) == 1


def test_forgets_with_time() -> None:
    """After its age an item is gone."""
    now = [0.0]
    index = MemoryIndex(age=10, clock=lambda: now[0])
    index.remember("kicau", Item("post", "1"), ONE)
    now[0] = 10.0
    assert index.recall("kicau", Item("post", "1")) == ONE
    now[0] = 10.1
    assert index.recall("kicau", Item("post", "1")) is None
    assert len(index) == 0


def test_the_oldest_goes_first() -> None:
    """Beyond its size the index forgets what was learned longest ago."""
    index = MemoryIndex(size=2)
    for n in ("1", "2"):
        index.remember("kicau", Item("post", n), ONE)
    index.remember("kicau", Item("post", "1"), ONE)
    index.remember("kicau", Item("post", "3"), ONE)
    assert [index.recall("kicau", Item("post", n)) is None for n in "123"] == [False, True, False]


def test_aliases() -> None:
    """Another name of a registered account leads to its registered name."""
    index = MemoryIndex()
    index.alias("kicau", "id:7", "@budi")
    assert index.alias_of("kicau", "id:7") == "@budi"
    assert index.alias_of("lain", "id:7") is None


def test_second_names_of_each_platform() -> None:
    """A name counts on the platform it was added for, and nowhere else."""
    known = SecondNames()
    known.add("kicau", b"7")
    assert known.have_any("kicau", frozenset([b"6", b"7"]))
    assert not known.have_any("kicau", frozenset([b"6"]))
    assert not known.have_any("lain", frozenset([b"7"]))


def test_second_names_may_come_from_two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither takes from under the other's hands the name that is the oldest."""
    monkeypatch.setattr("rules.authors.MAX_ALIASES", 3)
    known = SecondNames()
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(2) as threads:
        added = [threads.submit(_add_many, known, name) for name in (b"a%d", b"b%d")]
    sys.setswitchinterval(before)
    assert [one.result() for one in added] == [None, None]
    names = [name % number for name in (b"a%d", b"b%d") for number in range(MANY)]
    assert sum(known.have_any("kicau", frozenset([name])) for name in names) == 3


def _add_many(known: SecondNames, name: bytes) -> None:
    for number in range(MANY):
        known.add("kicau", name % number)
