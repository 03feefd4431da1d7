"""A script for mitmdump: every name is the origin on this machine, as ``ProxyServer`` has it built in."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader


def load(loader: Loader) -> None:
    """Make the port of the origin an option."""
    loader.add_option("origin", int, 0, "The port of the origin.")


def running() -> None:
    """Look no name up from now on."""

    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", ctx.options.origin))]

    asyncio.get_running_loop().getaddrinfo = getaddrinfo  # type: ignore[method-assign]
