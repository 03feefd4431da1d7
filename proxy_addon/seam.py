"""What the proxy asks of the rules engine; ``rules.engine.Engine`` fits, and so does a test's small one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from rules.learn import Lesson
from rules.model import Action, Refusal, Request, Response, Settings, Verdict


class Engine(Protocol):
    """The door to ``rules``: pure, and never raising on any bytes it is shown."""

    @property
    def settings(self) -> Settings:
        """The agency's switches."""

    @property
    def hosts(self) -> frozenset[str]:
        """The covered domains; each stands for its subdomains too."""

    def covers(self, host: str, now: datetime) -> bool:
        """Whether ``host`` is watched at ``now``."""

    def interest(self, method: str, url: str, headers: Mapping[str, str]) -> bool:
        """Whether a request with this head could be an action."""

    def judge(self, request: Request, now: datetime) -> Verdict | None:
        """What becomes of a request; None if it is no action."""

    def readable(self, url: str, status: int, content_type: str) -> bool:
        """Whether a response may teach whose posts are whose."""

    def concerns(self, response: Response) -> bool:
        """Whether a response may name a registered account: a quick look, for short bodies."""

    def asks(self, url: str) -> bool:
        """Whether a request's body may say whose page the answer is."""

    def study(self, response: Response) -> Lesson:
        """What a response says of registered accounts. Slow; the learning process has an engine for it."""

    def absorb(self, lesson: Lesson) -> int:
        """Keep a lesson; how many items of registered accounts it held."""

    def refusal(self, action: Action, lang: str) -> Refusal:
        """The answer that makes a page take an action back."""

    def warning(self, verdict: Verdict, now: datetime) -> dict[str, Any]:
        """What the dialog shows, as JSON."""
