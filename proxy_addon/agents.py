"""The agents of one session: which of them listens, and what each has yet to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NotRequired, TypedDict

from proxy_addon.hold import Decision, Hold

type Reason = Literal["aborted", "expired", "decided"]


class Event(TypedDict):
    """What an agent hears: a hold to ask about, or one whose dialog must close, and why."""

    type: Literal["hold", "close"]
    id: str
    reason: NotRequired[Reason]


@dataclass(slots=True, repr=False)
class Agent:
    """Our script in one document. ``told`` maps holds to the offer it heard of, and when."""

    polls: int = 0
    seen: float = 0.0
    rests: int = 0
    told: dict[str, tuple[int, float]] = field(default_factory=dict)

    def news(self, holds: Iterable[Hold], now: float, patience: float) -> list[Event]:
        """What this agent must hear now. A hold that nobody claims is told again: an answer may get lost."""
        events: list[Event] = []
        for hold in holds:
            told = self.told.get(hold.id)
            if hold.state == "decided":
                if told:
                    del self.told[hold.id]
                    events.append({"type": "close", "id": hold.id, "reason": _reason(hold.decision)})
            elif hold.state == "waiting" and _stale(told, hold.offer, now - patience):
                self.told[hold.id] = (hold.offer, now)
                events.append({"type": "hold", "id": hold.id})
        return events


def _stale(told: tuple[int, float] | None, offer: int, before: float) -> bool:
    """Whether a waiting hold must be told (again)."""
    return told is None or told[0] != offer or told[1] <= before


def _reason(decision: Decision | None) -> Reason:
    """A decision as the dialog explains it."""
    if decision == "aborted":
        return "aborted"
    return "expired" if decision in ("expired", "unseen") else "decided"
