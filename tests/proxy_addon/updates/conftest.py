"""What the tests of updates share: a publisher, and a client that has what it published first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.following import Following, following
from tests.support.office import many, rules
from tests.support.signed_repository import Publisher


@dataclass(frozen=True)
class Begun:
    """A publisher who published once, and the data of a client that has looked once."""

    publisher: Publisher
    data: Path


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """How all of them begin: rules for one platform, and a thousand registered accounts."""
    place = tmp_path_factory.mktemp("begun")
    publisher = Publisher(place / "repository", place / "work", rules(), {"id": many(1_000)})
    with following(publisher, place / "data") as client:
        assert client.look().troubles == ()
    return Begun(publisher, place / "data")


@pytest.fixture
def publisher(begun: Begun, tmp_path: Path) -> Publisher:
    """Rules for one platform, and a thousand registered accounts."""
    return begun.publisher.twin(tmp_path / "repository", tmp_path / "work")


@pytest.fixture
def client(begun: Begun, publisher: Publisher, tmp_path: Path) -> Iterator[Following]:
    """A client that has looked once, so that it has something to lose."""
    shutil.copytree(begun.data, tmp_path / "data")
    with following(publisher, tmp_path / "data") as made:
        yield made
