"""When to look next, so that many proxies never come at once and a server in trouble gets rest."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Trouble

UNANSWERED = frozenset({"unreachable", "slow", "locked", "disk"})
"""After these it is worth trying again soon."""

_uniform = SystemRandom().uniform


class Schedule:
    """The seconds until the next look; ``between(a, b)`` is any number from ``a`` to ``b``."""

    def __init__(self, limits: UpdateLimits, between: Callable[[float, float], float] = _uniform) -> None:
        self._limits = limits
        self._between = between
        self._failures = 0

    def first(self) -> float:
        """After the start, somewhere in the first minute."""
        return self._between(0.0, self._limits.first)

    def next(self, troubles: tuple[Trouble, ...], retry_after: float | None) -> float:
        """After a look: the ordinary interval; soon after silence; later after a server that is too busy.

        What a server asks for is heeded, up to a day, and never shortened by chance.
        """
        limits = self._limits
        kinds = {trouble.kind for trouble in troubles}
        if not kinds & (UNANSWERED | {"busy"}):
            self._failures = 0
            return limits.interval * self._between(*limits.spread)
        self._failures += 1
        doubled = 2.0 ** min(self._failures - 1, 16)
        if "busy" in kinds:
            pause = min(limits.interval * doubled, limits.busiest)
        else:
            pause = min(limits.retry * doubled, limits.interval)
        pause *= self._between(*limits.spread)
        if retry_after is not None:
            asked = min(retry_after, limits.longest_wait)
            return max(asked * self._between(1.0, limits.spread[1]), limits.retry)
        return pause
