"""Targets name items and accounts; hints say something of the very items only."""

from __future__ import annotations

from typing import Any

import pytest

from rules.forms import form_of
from rules.model import Account, Item
from rules.targets import hint_of, target_of
from rules.transform import Platform

PLATFORM = Platform((), {"account_id": form_of({"chars": "0-9"}), "post_id": form_of({"chars": "0-9"})})
ROOT = {
    "id": "7",
    "bad": "x",
    "name": "@budi",
    "at": "@",
    "ids": ["1", "2"],
    "all": [{"i": "1", "n": "a"}, {}],
}


def test_items() -> None:
    """Items keep to their form, each in its own namespace."""
    target = target_of({"post": {"every": ["id", "bad"]}, "comment": "bad"}, PLATFORM)
    assert list(target.items(ROOT, PLATFORM)) == [Item("post", "7"), Item("comment", "x")]


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({"id": "id", "handle": "name"}, [Account("7", "budi", "author")]),
        ({"id": "bad", "handle": "name"}, [Account(None, "budi", "author")]),
        ({"id": "bad", "handle": "at"}, []),
        (
            {"id": "ids[]", "handle": "name"},
            [Account("1", None, "author"), Account("2", None, "author"), Account(None, "budi", "author")],
        ),
        ({"each": "all[]", "id": "i", "handle": "n"}, [Account("1", "a", "author")]),
    ],
)
def test_accounts(account: dict[str, Any], expected: list[Account]) -> None:
    """One id and one handle are one account; where there are more of either, each is one of its own."""
    target = target_of({"as": "author", "account": account}, PLATFORM)
    assert list(target.accounts(ROOT, PLATFORM)) == expected


def test_hints() -> None:
    """A hint counts for the item it names, where it names an account at all."""
    hint = hint_of({"post": "id", "account": {"handle": "name"}}, PLATFORM)
    item = Item("post", "7")
    assert list(hint.said(ROOT, [item])) == [(item, Account(None, "budi", "cited"))]
    assert list(hint.said(ROOT, [Item("comment", "7")])) == []
    assert list(hint_of({"post": "id", "account": {"id": "none"}}, PLATFORM).said(ROOT, [item])) == []
