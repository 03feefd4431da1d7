"""What a test may leave unproved: never silently, and on CI only what nobody there can bring about.

Every skip is listed with its reason at the end of a run (``-ra``). Where ``CI=true``, a skip for what could
have been installed is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Final

import pytest

HONEST: Final = (
    "this kernel has no Landlock",
    "only root can become another user",
    "no recordings in ",
    "there are no rules for ",
)
"""How reasons begin that hold on CI, too: the machine's kernel, its user, and other people's data."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI, turn a skip into a failure unless its reason is an honest one."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI", "").lower() == "true":
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(HONEST):
            report.outcome = "failed"
            report.longrepr = f"nothing may be skipped on CI that could be there: {reason}"
    return report
