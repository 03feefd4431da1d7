"""Our own failures harm nobody: they are caught, counted, and said once for each kind, without content."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Final

log = logging.getLogger("jari_netral")

OURS: Final = ("proxy_addon", "rules")


class Faults:
    """``with faults:`` catches what goes wrong inside; ``say`` hears where each new kind of fault arose."""

    def __init__(self, count: Callable[[str], None], say: Callable[[str], None] = log.error) -> None:
        self._count = count
        self._say = say
        self._said: set[tuple[str, str]] = set()

    def __enter__(self) -> None:
        """Whatever is raised inside ends here; the request goes its way."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Note our own failures; a cancelled task or the end of the process goes through."""
        if isinstance(error, Exception):
            self.note(error)
            return True
        return False

    def note(self, error: Exception) -> None:
        """Count a fault; say it if it is of a new kind. Neither its message nor any value is kept."""
        self._count("fault")
        kind = (type(error).__name__, _function(error.__traceback__))
        if kind not in self._said:
            self._said.add(kind)
            self._say(f"{kind[0]} in {kind[1]}")


def _function(trace: TracebackType | None) -> str:
    """The innermost function of ours on the way to an error."""
    name = "unknown"
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in OURS:
            name = f"{module}.{trace.tb_frame.f_code.co_qualname}"
        trace = trace.tb_next
    return name
