"""A publisher's root that is known by its hash alone is fetched once, compared, and kept."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.support.file_server import FileServer
from tests.support.office import registry, rules
from tests.support.signed_repository import Publisher
from tests.support.updates_client import Client, packaged

FIRST = "/metadata/1.root.json"


@pytest.fixture
def pinned(client: Client, publisher: Publisher) -> Client:
    """Somebody who has only the hash."""
    client.options |= {"root": "", "pin": hashlib.sha256(publisher.first_root).hexdigest()}
    return client


def kinds(found: Any) -> list[tuple[str, str]]:
    """What went wrong, and about what."""
    return [(trouble["about"], trouble["kind"]) for trouble in found["troubles"]]


def test_the_root_is_fetched_once(pinned: Client, publisher: Publisher, server: FileServer) -> None:
    """The first look fetches the root; later ones, even after a restart, have it."""
    assert kinds(pinned.poll()) == []
    assert server.paths[0] == FIRST
    pinned.current()
    assert pinned.knows("budi") == [True]
    publisher.publish(rules(version="2"), {"id": registry("budi", "sari")})
    server.asked.clear()
    pinned.restart()
    assert kinds(pinned.poll()) == []
    assert FIRST not in server.paths
    pinned.current()
    assert pinned.knows("sari", "wati") == [True, False]


def test_another_root_is_refused(pinned: Client, publisher: Publisher, server: FileServer) -> None:
    """A root with another hash is not trusted: nothing else is asked for, and it is told."""
    came = packaged(publisher)
    pinned.options["pin"] = "0" * 64
    found = pinned.poll(packaged=came)
    assert (found["changed"], kinds(found)) == (False, [("", "root")])
    assert server.paths == [FIRST]
    assert pinned.current(packaged=came)["version"] == rules()["version"], "what came with it is in use"
    assert pinned.knows("budi") == [True]
    assert pinned.read("root/" + "0" * 64) is None


def test_a_root_that_was_spoilt_is_fetched_again(pinned: Client, server: FileServer) -> None:
    """What is kept is compared each time."""
    pinned.poll()
    pinned.write(f"root/{pinned.options['pin']}", b"{}")
    server.asked.clear()
    assert kinds(pinned.poll()) == []
    assert server.paths[0] == FIRST


def test_without_a_server_it_is_no_wrong_root(pinned: Client, publisher: Publisher) -> None:
    """Somebody offline is told that nobody answers; the same data is in use before and after it came."""
    came = packaged(publisher)
    assert kinds(pinned.poll(url="http://127.0.0.1:9", packaged=came)) == [("", "unreachable")]
    pinned.current(packaged=came)
    held = json.loads(pinned.read("current.json") or b"")
    assert kinds(pinned.poll(packaged=came)) == []
    assert json.loads(pinned.read("current.json") or b"")["parts"] == held["parts"], (
        "nothing was fetched anew"
    )
