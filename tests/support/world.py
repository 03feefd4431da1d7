"""A site of one rule, the real proxy before it, and people who speak in plain bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from proxy_addon.addon import Addon
from proxy_addon.limits import Limits
from proxy_addon.server import ProxyServer
from rules.model import Settings
from tests.support.small_engine import HOST, SmallEngine
from tests.support.waiting import until
from tests.support.wire import Person, Site

LIMITS = replace(Limits(), poll=0.4, retry_grace=0.1, abort_check=0.02)


@dataclass
class World:
    """A site, the proxy before it, and people."""

    site: Site
    engine: SmallEngine
    addon: Addon
    proxy: ProxyServer
    said: list[str] = field(default_factory=list)

    def person(self) -> Person:
        """Somebody with a browser of their own; all share one address."""
        return Person(self.proxy.port)

    async def reader(self) -> Person:
        """Somebody with a page open."""
        person = self.person()
        await person.open()
        return person


@asynccontextmanager
async def running(
    folder: Path, hold_seconds: float = 20, addons: Sequence[object] = ()
) -> AsyncIterator[World]:
    """All of it, running; nothing may be held when a test is over."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        engine = SmallEngine(Settings(grant_minutes=10))
        said: list[str] = []
        addon = Addon(engine, limits=LIMITS, hold_seconds=hold_seconds, say=said.append)
        places = {HOST: ("127.0.0.1", site.port), "elsewhere.example": ("127.0.0.1", site.port)}
        proxy = ProxyServer(engine, data_dir=folder, resolve=places, addons=[addon, *addons])
        await asyncio.to_thread(proxy.start)
        stack.push_async_callback(asyncio.to_thread, proxy.stop)
        yield World(site, engine, addon, proxy, said)
        await until(lambda: addon.desk.open_holds == 0)
