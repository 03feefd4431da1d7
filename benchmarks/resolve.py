"""Every name is the origin on this machine: for our proxies, and as a script for mitmdump alike."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader


def to(port: int) -> None:
    """Look no name up from now on, in no event loop of this process."""

    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]

    asyncio.BaseEventLoop.getaddrinfo = getaddrinfo  # type: ignore[method-assign]


def load(loader: Loader) -> None:
    """Make the port of the origin an option of mitmdump."""
    loader.add_option("origin", int, 0, "The port of the origin.")


def running() -> None:
    """The options are known by now."""
    to(ctx.options.origin)
