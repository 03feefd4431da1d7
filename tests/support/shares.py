"""In which order tests are begun, and which of them one worker takes together."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

FIRST = (
    "extension/firefox",
    "extension/browser",
    "ext_api",
    "extension/background",
    "e2e",
    "extension/pages",
    "demo",
    "extension/engine",
    "browser",
    "proxy_addon",
)
"""Folders in the order in which they are begun. What takes long comes first, for begun last it would keep a
single worker busy at the end; and what computes goes along with what waits for browsers.
"""

TOGETHER = (
    "demo",
    "ext_api",
    "extension/background",
    "extension/browser",
    "extension/engine",
    "extension/firefox",
    "extension/pages",
    "proxy_addon/updates",
)
"""Folders with one browser or server for all their tests: each worker more would start its own. Of all others
a worker takes a file.
"""


def share(nodeid: str) -> str:
    """The share that a test belongs to, by the name of its folder or file."""
    file = nodeid.split("::", 1)[0]
    return next((one for one in TOGETHER if file.startswith(f"tests/{one}/")), file)


class Shares(LoadFileScheduling):
    """Gives each worker the next share when it has done the one before."""

    def _split_scope(self, nodeid: str) -> str:
        return share(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    """Called where tests run in several processes."""
    return Shares(config, log)
