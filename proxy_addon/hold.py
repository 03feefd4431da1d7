"""One hold: an action kept back while its person decides. Pure asyncio; it knows nothing of HTTP.

    waiting --claim--> claimed --decide--> decided
       ^---offer_again---'                    ^
       '--------- deadline, abandoned --------'

Several requests may wait for one hold: a site that tries its own tap again joins the hold it has.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from rules.model import Verdict

type Decision = Literal["cancel", "proceed", "expired", "aborted", "unseen"]
"""The person's answer, or why there was none; only ``proceed`` lets anything go."""

type State = Literal["waiting", "claimed", "decided"]


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What a person is asked: the engine's verdict, and the warning that explains it."""

    verdict: Verdict
    warning: dict[str, Any]


class Hold:
    """A tap that waits. ``key`` names the request without telling it; ``offer`` counts its offers.

    It belongs to ``session``, at the address ``client``.
    """

    def __init__(
        self,
        key: bytes,
        question: Question,
        *,
        seconds: float,
        retry_grace: float,
        on_decided: Callable[[Hold], None],
        session: str = "",
        client: str = "",
    ) -> None:
        """Start the clock: after ``seconds`` without a decision the hold has expired."""
        self.id = secrets.token_urlsafe(16)
        self.key = key
        self.question = question
        self.session = session
        self.client = client
        self.offer = 0
        self.claimed_by: str | None = None
        self.was_claimed = False
        self._loop = asyncio.get_running_loop()
        self._decision: asyncio.Future[Decision] = self._loop.create_future()
        self._deadline = self._loop.time() + seconds
        self._expiry = self._loop.call_later(seconds, self.decide, "expired")
        self._abandoned: asyncio.TimerHandle | None = None
        self._retry_grace = retry_grace
        self._on_decided = on_decided
        self._waiting = 0
        self._secret = ""

    def __repr__(self) -> str:
        return f"<Hold {self.state}>"

    @property
    def state(self) -> State:
        """Where the hold stands."""
        if self._decision.done():
            return "decided"
        return "claimed" if self.claimed_by is not None else "waiting"

    @property
    def decision(self) -> Decision | None:
        """The decision, once there is one."""
        return self._decision.result() if self._decision.done() else None

    @property
    def remaining(self) -> float:
        """Seconds until the hold expires."""
        return max(0.0, self._deadline - self._loop.time())

    @property
    def has_takers(self) -> bool:
        """Whether a request still waits for the answer; if not, a "proceed" reaches nobody."""
        return self._waiting > 0

    def claim(self, agent: str) -> bool:
        """Give the hold to the agent that will ask; false if another has it or it is decided."""
        if self._decision.done() or self.claimed_by not in (None, agent):
            return False
        self.claimed_by = agent
        self.was_claimed = True
        return True

    def new_secret(self) -> str:
        """A secret to decide with; the one before it is void."""
        self._secret = secrets.token_urlsafe(16)
        return self._secret

    def opens_with(self, secret: str) -> bool:
        """Whether this is the secret."""
        return bool(self._secret) and hmac.compare_digest(self._secret.encode(), secret.encode())

    def offer_again(self) -> None:
        """Take the hold from an agent that fell silent."""
        if not self._decision.done():
            self.claimed_by = None
            self.offer += 1

    def decide(self, decision: Decision) -> bool:
        """Take the first decision and keep it; false if there was one already."""
        if self._decision.done():
            return False
        self._decision.set_result(decision)
        self._expiry.cancel()
        if self._abandoned:
            self._abandoned.cancel()
        self._on_decided(self)
        return True

    async def wait(self, gone: Awaitable[None]) -> Decision:
        """The decision for one request, or "aborted" as soon as ``gone`` says that nobody waits for it."""
        watch = asyncio.ensure_future(gone)
        self._waiting += 1
        if self._abandoned:
            self._abandoned.cancel()
        try:
            either: set[asyncio.Future[Any]] = {watch, self._decision}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watch.cancel()
            self._waiting -= 1
            self._left()
        return self.decision or "aborted"

    def _left(self) -> None:
        """Give the site a moment to try again before an abandoned hold closes its dialog."""
        if not self._waiting and not self._decision.done():
            self._abandoned = self._loop.call_later(self._retry_grace, self.decide, "aborted")
