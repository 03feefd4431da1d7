"""Every bound and every patience of the update client, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from tuf.ngclient.config import UpdaterConfig


@dataclass(frozen=True, slots=True)
class UpdateLimits:
    """Seconds and bytes unless a name says otherwise; tests shorten them.

    ``first``: the first look comes within so long after the start. ``interval``: between looks.
    ``spread``: by which factors that varies. ``retry``: after the first look that nobody answered, doubling
    with each further one up to ``interval``. ``patience``: for one answer to begin, and for any gap in it.
    ``slowest``: bytes per second below which an answer is given up, once ``patience`` is over.
    ``longest_wait``: what a server may ask us to wait. ``watch``: how often we look whether another process
    has stored something newer. ``clock_skew``: a clock this far from the server's is named as a cause.
    ``kept_sets``: how many stored sets stay on disk.
    """

    first: float = 60.0
    interval: float = 1_800.0
    spread: tuple[float, float] = (0.75, 1.25)
    retry: float = 120.0
    busiest: float = 4 * 3_600.0
    longest_wait: float = 24 * 3_600.0
    patience: float = 30.0
    slowest: float = 2_000.0
    watch: float = 15.0
    lock: float = 600.0
    clock_skew: float = 300.0
    learner: float = 60.0

    root: int = 512_000
    timestamp: int = 16_384
    snapshot: int = 2_000_000
    targets: int = 5_000_000
    ruleset: int = 8_000_000
    ruleset_unpacked: int = 64_000_000
    consent: int = 1_000_000
    registry: int = 192_000_000
    deltas: int = 64
    root_rotations: int = 256
    delegations: int = 32
    kept_sets: int = 3

    jump_share: float = 0.05
    jump_least: int = 200

    def config(self) -> UpdaterConfig:
        """The same for ngclient."""
        return UpdaterConfig(
            max_root_rotations=self.root_rotations,
            max_delegations=self.delegations,
            root_max_length=self.root,
            timestamp_max_length=self.timestamp,
            snapshot_max_length=self.snapshot,
            targets_max_length=self.targets,
        )
