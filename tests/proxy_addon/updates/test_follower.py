"""The proxy follows a publisher while it runs: a newer engine takes over between two requests."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy_addon.assembly import Assembly
from proxy_addon.counters import Counters
from proxy_addon.faults import Faults
from proxy_addon.live import LiveEngine
from proxy_addon.updates import commands
from proxy_addon.updates.follower import Follower
from proxy_addon.updates.status import Status
from proxy_addon.updates.takeover import Takeover
from proxy_addon.updates.telling import Teller
from rules.compile import ruleset
from rules.engine import Engine
from tests.support.file_server import FileServer, answer
from tests.support.following import Following, flip
from tests.support.kicau import KICAU
from tests.support.office import EAGER, registry, rules, running, settings
from tests.support.signed_repository import Publisher
from tests.support.waiting import until

TELLER = Teller(ruleset(), "en")


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """Rules for one platform, and one registered account."""
    return Publisher(tmp_path / "repository", tmp_path / "work", rules(), {"id": registry("budi")})


@pytest.fixture
def folder(tmp_path: Path, publisher: Publisher) -> Path:
    """The data folder of an office that has looked once, so that its CA covers the platform."""
    with FileServer(publisher.folder) as server:
        chosen = settings(tmp_path / "data", publisher, server.url)
        assert commands.update(chosen, TELLER, None)[0] == 0
    return tmp_path / "data"


async def test_a_publication_changes_the_verdict(folder: Path, publisher: Publisher) -> None:
    """What passes before is held after, without a restart; a tap held meanwhile keeps its question."""
    async with running(folder, publisher) as office:
        person = await office.person()
        assert (await person.follow("sari")).status == 200
        held = person.follow("budi")
        hold_id = await person.asked()
        before = office.live.current

        publisher.publish(parts={"id": registry("sari")})
        await until(lambda: office.live.current is not before)
        assert (await person.follow("budi")).status == 200

        other = await office.person()
        tap = other.follow("sari")
        assert await other.decide("cancel") == "refused"
        assert (await tap).status == 403
        assert await person.decide("cancel", hold_id) == "refused"
        assert (await held).status == 403
        assert office.said == []


async def test_a_copy_brought_by_hand_is_taken_over(folder: Path, publisher: Publisher) -> None:
    """What `jari-proxy update --from` stores beside a running proxy is in use moments later."""
    async with running(folder, publisher, replace(EAGER, first=3_600.0)) as office:
        publisher.publish(parts={"id": registry("sari")})
        chosen = settings(folder, publisher, "")
        before = office.live.current
        assert (await asyncio.to_thread(commands.update, chosen, TELLER, publisher.folder))[0] == 0
        await until(lambda: office.live.current is not before)
        person = await office.person()
        tap = person.follow("sari")
        assert await person.decide("cancel") == "refused"
        await tap


async def test_new_sites_stay_closed_until_the_ca_is_renewed(folder: Path, publisher: Publisher) -> None:
    """They pass undecrypted, which is said; the sites the CA covers go on as ever."""
    new = {**KICAU, "platform": "baru", "hosts": ["baru.example"]}
    async with running(folder, publisher) as office:
        publisher.publish(rules(platforms=[KICAU, new]))
        await until(lambda: office.said)
        assert "baru.example" in office.live.hosts
        assert not office.live.covers("baru.example", datetime.now(UTC))
        assert office.live.covers("kicau.example", datetime.now(UTC))
        assert len(office.said) == 1
        assert "the CA doesn't cover them: baru.example" in office.said[0]
    assert Status.read(folder / "updates").outside == ("baru.example",)


class Listening:
    """A follower that is not started, and what it said."""

    def __init__(self, client: Following) -> None:
        self.said: list[str] = []
        parts = Assembly(client.settings, rules(), registry(), Engine(rules(), registry()), ())
        faults = Faults(Counters(client.calendar, 1).add, self.said.append)
        takeover = Takeover(parts.updated(client.held()), LiveEngine(parts.engine), TELLER, faults)
        self.follower = Follower(
            parts, takeover, TELLER, faults, limits=client.limits, now=client.calendar, say=self.said.append
        )

    def look(self) -> list[str]:
        """What is said at one look."""
        self.said.clear()
        self.follower.look()
        self.follower.tell()
        return list(self.said)


def test_a_line_is_said_when_something_changes(client: Following, publisher: Publisher) -> None:
    """Not at every look; again when it is another trouble, when the date passes, and after it was well."""
    listening = Listening(client)
    with client.calendar.everywhere():
        assert listening.look() == []
        client.server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", 500)
        (line,) = listening.look()
        assert "can't be reached" in line
        assert "it is good until" in line
        client.later(days=1)
        assert listening.look() == []
        client.server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", 429)
        (line,) = listening.look()
        assert "asks us to wait" in line
        client.later(days=7)
        (line,) = listening.look()
        assert "although it was good only until" in line
        client.server.tricks.clear()
        publisher.now += timedelta(days=8)
        publisher.publish()
        assert listening.look() == []
        client.server.tricks["timestamp.json"] = lambda handler, _: answer(handler, b"", 500)
        assert len(listening.look()) == 1


def test_a_line_names_nobody(client: Following, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the server's address nor a path, a key or an account."""
    listening = Listening(client)
    flip(client.publisher.metadata("timestamp"))
    (line,) = listening.look()
    for word in ("127.0.0.1", "http", "akun", "timestamp", "/", str(client.folder)):
        assert word not in line
    assert caplog.text == ""


def test_a_stopped_follower_uses_nothing(client: Following, publisher: Publisher) -> None:
    """A look that ends after the proxy did changes nothing."""
    listening = Listening(client)
    publisher.publish(parts={"id": registry("sari")})
    before = Status.read(client.store.folder)
    listening.follower.done()
    listening.follower.look()
    assert Status.read(client.store.folder) == before
