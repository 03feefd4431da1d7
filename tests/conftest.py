"""Settings that every test shares."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.skips import pytest_runtest_makereport

# The tests start a hundred programs, in several processes: none need compile again what another has, even
# where the environment is one of a container that wants no compiled files.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No test asserts a duration, so no example has a deadline. CI must say the same of the same commit.
settings.register_profile("jari", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("jari")

# Tests that several folders share.
pytest.register_assert_rewrite("tests.support.same_bytes")

__all__ = ["pytest_runtest_makereport"]

LONGEST_FIRST = ("e2e", "demo", "browser", "extension", "ext_api", "proxy_addon")
"""Folders whose files take long: begun last, one of them would keep a single worker busy at the end."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage among thousands of tests: what is imported and collected stays to the end.

    It is a third of the time that collecting takes, and every later search for garbage is a shorter one.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long before all others."""
    order = {name: place for place, name in enumerate(LONGEST_FIRST)}

    @cache
    def of(folder: str) -> int:
        parts = (Path(folder) / "-").relative_to(Path(__file__).parent).parts
        return len(order) if "engine" in parts else order.get(parts[0], len(order))

    def place(item: pytest.Item) -> int:
        return of(os.path.dirname(item.path))  # thousands of them: as text

    items.sort(key=place)
