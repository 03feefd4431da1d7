"""An office that follows a publisher: a repository over HTTP, the real proxy, a site, and people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from proxy_addon.addon import Addon
from proxy_addon.assembly import assemble
from proxy_addon.live import LiveEngine
from proxy_addon.server import ProxyServer
from proxy_addon.settings import ProxySettings, UpdateSettings
from proxy_addon.updates.follower import Follower
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.takeover import Takeover
from proxy_addon.updates.telling import Teller
from rules import compile as rulesets
from rules.model import Record, Settings
from rules.registry import Registry
from tests.support.file_server import FileServer
from tests.support.kicau import KICAU
from tests.support.signed_repository import Publisher
from tests.support.wire import Answer, Person, Site
from tests.support.world import LIMITS

HOST = "kicau.example"
EAGER = replace(
    UpdateLimits(), first=0.0, interval=0.05, spread=(1.0, 1.0), watch=0.02, retry=0.05, patience=5.0
)
"""An update client that hardly waits."""


def rules(**changes: Any) -> dict[str, Any]:
    """The shipped ruleset for a made-up platform; ``changes`` replace parts of it."""
    return {**_shipped(), "platforms": [KICAU], **changes}


@cache
def _shipped() -> dict[str, Any]:
    return rulesets.ruleset()


def registry(*handles: str) -> Registry:
    """Registered accounts of these handles, in a contest that is always open."""
    return Registry(
        [
            Record(
                "kicau",
                handle,
                "",
                handle,
                "A",
                "demo",
                "Kota",
                "kpu-registered",
                "KPU",
                date(2026, 1, 1),
                "",
            )
            for handle in handles
        ]
    )


@cache
def many(count: int, start: int = 0) -> Registry:
    """So many registered accounts."""
    return registry(*(f"akun{number}" for number in range(start, start + count)))


class Kicauer(Person):
    """Somebody on the made-up platform."""

    async def send(
        self, method: str, path: str, headers: str = "", body: bytes = b"", host: str = HOST
    ) -> Answer:
        """One request to it."""
        return await super().send(method, path, headers, body, host)

    async def ask(self, verb: str, origin: str = f"http://{HOST}", **fields: Any) -> Answer:
        """One question of its agent."""
        return await super().ask(verb, origin, **fields)

    def follow(self, handle: str) -> asyncio.Task[Answer]:
        """Tap on "follow" for ``handle``."""
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        return asyncio.create_task(self.send("POST", "/follow", form, f"name={quote(handle)}".encode()))


@dataclass
class Office:
    """All of it, running. ``said`` is what the update client said was wrong."""

    publisher: Publisher
    server: FileServer
    live: LiveEngine
    addon: Addon
    follower: Follower
    proxy: ProxyServer
    site: Site
    said: list[str]

    async def person(self) -> Kicauer:
        """Somebody with a page open."""
        person = Kicauer(self.proxy.port)
        await person.open()
        return person


def settings(folder: Path, publisher: Publisher, url: str) -> ProxySettings:
    """An office's settings."""
    updates = UpdateSettings(url=url, root_sha256=publisher.root_sha256, parts=tuple(publisher.parts))
    return ProxySettings(agency=Settings(grant_minutes=0), data=folder, updates=updates)


@asynccontextmanager
async def running(folder: Path, publisher: Publisher, limits: UpdateLimits = EAGER) -> AsyncIterator[Office]:
    """An office whose proxy follows ``publisher`` from its start on."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(FileServer(publisher.folder))
        site = await stack.enter_async_context(Site())
        parts = assemble(settings(folder, publisher, server.url))
        live, said = LiveEngine(parts.engine), list[str]()
        addon = Addon(live, limits=LIMITS, hold_seconds=20, say=said.append)
        teller = Teller(rulesets.ruleset(), "en")
        takeover = Takeover(parts, live, teller, addon.faults, renew=addon.renew)
        follower = Follower(parts, takeover, teller, addon.faults, limits=limits, say=said.append)
        places = {HOST: ("127.0.0.1", site.port)}
        proxy = ProxyServer(live, data_dir=folder, resolve=places, addons=[addon, follower])
        live.permits = proxy.ca.covers
        await asyncio.to_thread(proxy.start)
        stack.push_async_callback(asyncio.to_thread, proxy.stop)
        yield Office(publisher, server, live, addon, follower, proxy, site, said)
