"""One Firefox with the extension for all tests that need no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.fox import Fox, foxed


@pytest.fixture(scope="package")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fox]:
    """Somebody with the extension; every module begins anew."""
    with foxed(tmp_path_factory.mktemp("fox")) as person:
        yield person
