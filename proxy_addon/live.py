"""The engine in use, behind one object that stays: a newer engine takes over between two requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from proxy_addon.seam import Engine
from rules.learn import Lesson
from rules.model import Action, Refusal, Request, Response, Settings, Verdict


class LiveEngine:
    """A ``seam.Engine`` that asks the current one. Hosts that ``permits`` denies are never covered."""

    def __init__(self, engine: Engine, permits: Callable[[str], bool] = lambda _: True) -> None:
        self.current = engine
        self.permits = permits

    def __reduce__(self) -> tuple[Any, ...]:
        """The learning process gets the current engine, not this door to it."""
        reduced = self.current.__reduce__()
        assert isinstance(reduced, tuple)
        return reduced

    def swap(self, engine: Engine) -> None:
        """From now on ``engine`` answers. Only on the event loop: there no request is half-way."""
        self.current = engine

    @property
    def outside(self) -> tuple[str, ...]:
        """The domains of the current rules that the CA may not speak for: they stay closed to us."""
        return tuple(sorted(host for host in self.current.hosts if not self.permits(host)))

    @property
    def settings(self) -> Settings:
        """See seam."""
        return self.current.settings

    @property
    def hosts(self) -> frozenset[str]:
        """See seam."""
        return self.current.hosts

    def covers(self, host: str, now: datetime) -> bool:
        """See seam."""
        return self.current.covers(host, now) and self.permits(host)

    def interest(self, method: str, url: str, headers: Mapping[str, str]) -> bool:
        """See seam."""
        return self.current.interest(method, url, headers)

    def judge(self, request: Request, now: datetime) -> Verdict | None:
        """See seam."""
        return self.current.judge(request, now)

    def readable(self, url: str, status: int, content_type: str) -> bool:
        """See seam."""
        return self.current.readable(url, status, content_type)

    def concerns(self, response: Response) -> bool:
        """See seam."""
        return self.current.concerns(response)

    def asks(self, url: str) -> bool:
        """See seam."""
        return self.current.asks(url)

    def study(self, response: Response) -> Lesson:
        """See seam."""
        return self.current.study(response)

    def absorb(self, lesson: Lesson) -> int:
        """See seam."""
        return self.current.absorb(lesson)

    def refusal(self, action: Action, lang: str) -> Refusal:
        """See seam."""
        return self.current.refusal(action, lang)

    def warning(self, verdict: Verdict, now: datetime) -> dict[str, Any]:
        """See seam."""
        return self.current.warning(verdict, now)
