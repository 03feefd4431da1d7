"""What the tests of the whole addon share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

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
