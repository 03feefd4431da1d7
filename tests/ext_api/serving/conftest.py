"""One publication that all tests of serving share, and three servers over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ext_api.serving.server import served
from tests.support.published import nginx, published
from tests.support.publisher import Publisher


@pytest.fixture(scope="session")
def publisher() -> Iterator[Publisher]:
    """A publisher who has published once."""
    with published() as made:
        yield made


@pytest.fixture(scope="session", params=["gunicorn", "nginx"])
def url(
    request: pytest.FixtureRequest, publisher: Publisher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The publication over HTTP: by the service as it runs in production, and by nginx."""
    if request.param == "gunicorn":
        with served(publisher.public) as address:
            yield address
    else:
        with nginx(publisher.public, tmp_path_factory.mktemp("nginx")) as address:
            yield address


@pytest.fixture
def http(url: str) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture
def files(publisher: Publisher) -> dict[str, Path]:
    """Every published file by its path in a URL."""
    return {f"/{name}": publisher.public / name for name in publisher.repository.public.files()}
