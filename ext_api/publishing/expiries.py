"""Every lifetime and every number that publishing keeps to, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Expiries:
    """How long a signature is good, in days, and how much of the past is kept.

    Offline roles live as long as people need to meet again. A timestamp outlives a server that is gone for
    a week;
    whoever holds a network can keep clients on it for no longer than that. A snapshot always has a
    timestamp's
    lifetime left when a timestamp is renewed. ``renew_*``: with fewer days left than this, `refresh` renews
    it.
    """

    root: int = 365
    targets: int = 365
    rules: int = 180
    registry: int = 180
    snapshot: int = 28
    timestamp: int = 14
    renew_snapshot: int = 15
    renew_timestamp: int = 13

    deltas: int = 30
    publications: int = 30
    grace: int = 7
    """Days that a file stays after the last publication that named it."""

    jump_share: float = 0.05
    jump_least: int = 200

    def of(self, role: str) -> timedelta:
        """The lifetime of a role's signature; parts of the registry are like the registry."""
        return timedelta(days=getattr(self, "registry" if role.startswith("registry") else role))

    def is_jump(self, changed: int, keys: int) -> bool:
        """Whether so many changed keys, of ``keys`` before, need the consent of the role of the rules."""
        return changed > max(self.jump_share * keys, self.jump_least)
