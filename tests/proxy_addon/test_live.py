"""One door to the engine in use: another engine takes over, and everything asks that one."""

from __future__ import annotations

import inspect
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from proxy_addon.live import LiveEngine
from proxy_addon.seam import Engine as Asked
from rules.engine import Engine
from rules.model import Settings
from tests.support.office import registry, rules
from tests.support.small_engine import HOST, SmallEngine

NOW = datetime(2026, 5, 1, tzinfo=UTC)
NAMES = [name for name in vars(Asked) if not name.startswith("_")]
METHODS = [name for name in NAMES if name not in ("settings", "hosts", "covers")]


class Asking:
    """An engine that says what it was asked."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: (name, arguments)


@pytest.mark.parametrize("name", METHODS)
def test_every_question_goes_to_the_engine_in_use(name: str) -> None:
    """With the same arguments, under the same name, and back comes its answer."""
    live: Any = LiveEngine(SmallEngine())
    live.swap(Asking())
    arguments = tuple(range(len(inspect.signature(getattr(Asked, name)).parameters) - 1))
    assert getattr(live, name)(*arguments) == (name, arguments)
    assert [*inspect.signature(getattr(live, name)).parameters] == [
        *inspect.signature(getattr(Asked, name)).parameters
    ][1:]


def test_settings_and_hosts_are_its_own() -> None:
    """As the engine in use has them."""
    live = LiveEngine(SmallEngine())
    live.swap(SmallEngine(settings=Settings(agency="Contoh"), hosts=frozenset({"a.example"})))
    assert (live.settings.agency, live.hosts) == ("Contoh", frozenset({"a.example"}))


def test_a_host_outside_the_ca_is_never_covered() -> None:
    """Whatever the rules say, and it is named."""
    live = LiveEngine(SmallEngine(hosts=frozenset({HOST, "new.example"})), permits=lambda host: host != HOST)
    assert not live.covers(HOST, NOW)
    assert live.outside == (HOST,)
    live.permits = lambda _: True
    assert live.covers(HOST, NOW)
    assert live.outside == ()


def test_another_process_gets_the_engine_itself() -> None:
    """The learning process has no use for the door."""
    live = LiveEngine(Engine(rules(), registry("budi")))
    there = pickle.loads(pickle.dumps(live))  # noqa: S301 - our own bytes
    assert isinstance(there, Engine)
    assert there.registry.lookup("kicau", handle="budi")
