"""Where the extension keeps things: the same answers from a folder in Node and from IndexedDB in Chromium."""

from __future__ import annotations

import os

import pytest

from tests.support.updates_client import Client


def test_what_is_written_is_read(client: Client) -> None:
    """Bytes come back as they were, empty ones too, and after a new start."""
    files = {
        "a": b"",
        "tuf/root.json": b"{}",
        "tuf/..%2Fx.json": bytes(range(256)),
        "data/7": os.urandom(300_000),
    }
    for name, data in files.items():
        client.write(name, data)
    assert {name: client.read(name) for name in files} == files
    client.restart()
    assert {name: client.read(name) for name in files} == files


def test_the_last_write_counts(client: Client) -> None:
    """Writing again replaces; removing leaves nothing, also where nothing was."""
    client.write("a", b"first")
    client.write("a", b"second")
    assert client.read("a") == b"second"
    client.ask("remove", name="a")
    client.ask("remove", name="b")
    assert client.read("a") is None


@pytest.mark.parametrize("name", ["a", "b", "tuf/a", "A"])
def test_names_are_told_apart(client: Client, name: str) -> None:
    """One name's bytes are nobody else's."""
    client.write("data/a", b"other")
    assert client.read(name) is None
    client.write(name, b"own")
    assert (client.read(name), client.read("data/a")) == (b"own", b"other")
