"""Lifetimes fit together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ext_api.publishing.expiries import Expiries


def test_every_role_has_a_lifetime() -> None:
    """Parts of the registry live as long as the country's."""
    expiries = Expiries()
    assert expiries.of("root") == timedelta(days=365)
    assert expiries.of("registry.id.jatim") == expiries.of("registry") == timedelta(days=180)
    assert expiries.of("timestamp") == timedelta(days=14)


def test_a_server_may_be_gone_for_a_week() -> None:
    """What is not yet due outlives a week, and a snapshot outlives the timestamp that names it."""
    expiries = Expiries()
    assert expiries.renew_timestamp > 7
    assert expiries.renew_snapshot > expiries.timestamp
    assert expiries.snapshot > expiries.renew_snapshot


@pytest.mark.parametrize(
    ("changed", "keys", "jump"), [(200, 0, False), (201, 0, True), (500, 10_000, False), (501, 10_000, True)]
)
def test_a_jump_is_more_than_a_share_and_a_least(changed: int, keys: int, jump: bool) -> None:
    """Above 5% of the keys, and above 200 of them."""
    assert Expiries().is_jump(changed, keys) is jump
