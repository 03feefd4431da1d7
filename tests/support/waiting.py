"""Waiting in tests, without guessing how long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from proxy_addon.limits import Limits

PATIENCE = 30.0
"""Seconds that tests wait for what must come: enough for any machine, and only what fails takes them."""

QUICK = Limits(
    poll=0.4, agent_grace=0.2, claim_grace=0.15, retry_grace=0.1, kept=5, abort_check=0.02, idle=0.05
)
"""The proxy's patience, shortened."""


async def until(true: Callable[[], object]) -> None:
    """Return once ``true`` says so; a test that waits in vain fails."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)


async def never() -> None:
    """A client that stays."""
    await asyncio.Event().wait()
