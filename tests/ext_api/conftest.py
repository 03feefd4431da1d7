"""What the tests of the service share: registries in SQLite and in a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ext_api.importing import Words, words_of
from ext_api.store import Store, open_store, upgrade_store
from rules.compile import ruleset
from tests.support.postgres import Postgres, serve

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def compiled() -> dict[str, Any]:
    """The shipped ruleset."""
    return ruleset()


@pytest.fixture(scope="session")
def words(compiled: dict[str, Any]) -> Words:
    """The words of lists, as shipped."""
    return words_of(compiled)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this test process, with a template whose tables are there."""
    with serve() as server:
        server.run("CREATE DATABASE registry_template TEMPLATE template0")
        upgrade_store(server.url("registry_template"))
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with tables and nothing in them."""
    path = tmp_path_factory.mktemp("template") / "registry.sqlite3"
    upgrade_store(path)
    return path


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty registry, once in each database."""
    if request.param == "sqlite":
        path = tmp_path / "registry" / "registry.sqlite3"
        path.parent.mkdir(mode=0o700)
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield str(path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.emptied("registry_template") as name:
        yield server.url(name)


@pytest.fixture
def empty(url: str) -> Iterator[Store]:
    """A registry with no contest."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def store(empty: Store, compiled: dict[str, Any]) -> Store:
    """A registry that knows the shipped contests, and no account."""
    empty.load_contests(compiled["contests"], by="panitia", why="awal")
    return empty
