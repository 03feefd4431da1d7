"""The shipped limits fit each other."""

from __future__ import annotations

from dataclasses import astuple

from proxy_addon.limits import Limits


def test_limits_are_bounds_that_fit_each_other() -> None:
    """All bound something; polls end before proxies lose patience; a hundred taps fit; retries come first."""
    limits = Limits()
    assert all(value > 0 for value in astuple(limits))
    assert limits.poll <= 25
    assert limits.holds > 100
    assert limits.abort_check < limits.retry_grace < limits.claim_grace < limits.agent_grace < limits.kept
