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
from playwright.sync_api import expect

from tests.support.examples import TIMED
from tests.support.shares import FIRST, pytest_xdist_make_scheduler
from tests.support.skips import pytest_runtest_makereport
from tests.support.waiting import PATIENCE

# The tests start a hundred programs, in several processes: none need compile again what another has, even
# where the environment is one of a container that wants no compiled files.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No test asserts a duration, so no example has a deadline.
# CI must say the same of the same commit.
settings.register_profile(
    "jari", deadline=None, suppress_health_check=TIMED, derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("jari")

expect.set_options(timeout=PATIENCE * 1000)

# Tests that several folders share.
pytest.register_assert_rewrite("tests.support.same_bytes")

__all__ = ["pytest_runtest_makereport", "pytest_xdist_make_scheduler"]


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
    """Put the folders into their order."""
    here = Path(__file__).parent

    @cache
    def place(folder: str) -> int:
        path = Path(folder).relative_to(here)
        found = (i for i, one in enumerate(FIRST) if path.is_relative_to(one))
        return next(found, len(FIRST))

    items.sort(key=lambda item: place(os.path.dirname(item.path)))  # thousands of them: as text
