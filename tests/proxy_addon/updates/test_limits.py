"""Every bound of the update client is one that ngclient gets, too."""

from __future__ import annotations

from proxy_addon.updates.limits import UpdateLimits


def test_ngclient_has_the_same_bounds() -> None:
    """None of its own defaults is left to chance."""
    config = UpdateLimits(
        root=1, timestamp=2, snapshot=3, targets=4, root_rotations=5, delegations=6
    ).config()
    assert (config.root_max_length, config.timestamp_max_length) == (1, 2)
    assert (config.snapshot_max_length, config.targets_max_length) == (3, 4)
    assert (config.max_root_rotations, config.max_delegations) == (5, 6)
