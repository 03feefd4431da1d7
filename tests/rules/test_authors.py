"""The author index remembers little, for a while."""

from __future__ import annotations

from rules.authors import Behind, MemoryIndex
from rules.model import Item

ONE = Behind((("7", "budi", "author"),))
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
