"""What the tests of updates share: a publisher, and a client that has what it published first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.following import Following, following
from tests.support.office import many, rules
from tests.support.signed_repository import Publisher


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """Rules for one platform, and a thousand registered accounts."""
    return Publisher(tmp_path / "repository", tmp_path / "work", rules(), {"id": many(1_000)})


@pytest.fixture
def client(publisher: Publisher, tmp_path: Path) -> Iterator[Following]:
    """A client that has looked once, so that it has something to lose."""
    with following(publisher, tmp_path / "data") as made:
        assert made.look().troubles == ()
        made.server.asked.clear()
        yield made
