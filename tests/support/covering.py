"""The part of the engine that the proxy's server needs, told what to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Covering:
    """Covers ``hosts`` with their subdomains while ``open``."""

    hosts: frozenset[str]
    open: bool = True

    def covers(self, host: str, now: datetime) -> bool:
        """Whether ``host`` is one of them, and the window open."""
        return self.open and any(host == h or host.endswith(f".{h}") for h in self.hosts)
