"""What the tests of the whole addon share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.world import World, running


@pytest.fixture
def hold_seconds() -> float:
    """How long a tap may wait."""
    return 20


@pytest.fixture
async def world(tmp_path: Path, hold_seconds: float) -> AsyncIterator[World]:
    """A site, the proxy before it, and people."""
    async with running(tmp_path, hold_seconds) as world:
        yield world


@pytest.fixture
async def patient() -> AsyncIterator[None]:
    """Time passes only while nobody has anything to do: neither a slow machine nor a long wait counts.

    For tests of what waits on its loop alone: it doesn't wait for threads and sockets.
    """
    loop: Any = asyncio.get_running_loop()
    selector, began, passed = loop._selector, loop.time(), 0.0
    real = selector.select

    def select(timeout: float | None = None) -> Any:
        nonlocal passed
        if timeout is None:
            return real(None)
        passed += max(0.0, timeout)
        return real(0)

    selector.select, loop.time = select, lambda: began + passed
    yield
    del selector.select, loop.time
