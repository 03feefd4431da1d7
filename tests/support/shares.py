"""Which tests one worker takes together: a file's, or those of a folder that shares what is slow to start."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

TOGETHER = (
    "tests/demo",
    "tests/ext_api",
    "tests/extension/background",
    "tests/extension/browser",
    "tests/extension/engine",
    "tests/extension/firefox",
    "tests/extension/pages",
    "tests/proxy_addon/updates",
)
"""Folders with one browser or server for all their tests: each worker more would start its own."""


class Shares(LoadFileScheduling):  # type: ignore[misc]
    """Gives each worker the next file or folder when it has done the one before."""

    def _split_scope(self, nodeid: str) -> str:
        return next((one for one in TOGETHER if nodeid.startswith(one + "/")), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    """Called where tests run in several processes."""
    return Shares(config, log)
