"""What the last look found, in a file of the state folder: for `jari-proxy status` and the next start."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from proxy_addon.updates.files import write
from proxy_addon.updates.look import Found
from proxy_addon.updates.problems import Trouble

NAME = "status.json"


@dataclass(frozen=True, slots=True)
class Status:
    """``looked``: the last look; ``succeeded``: the last without trouble; ``outside``: what the CA lacks."""

    looked: datetime | None = None
    succeeded: datetime | None = None
    good_until: Mapping[str, datetime] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    outside: tuple[str, ...] = ()

    def after(self, found: Found, now: datetime) -> Status:
        """The status after a look: what was not learned anew keeps its date."""
        wanted = {"rules", *found.held.parts}
        dates = {
            about: day for about, day in {**self.good_until, **found.good_until}.items() if about in wanted
        }
        good = not found.troubles
        return replace(
            self,
            looked=now,
            succeeded=now if good else self.succeeded,
            good_until=dates,
            troubles=found.troubles,
        )

    def until(self, about: str = "") -> datetime | None:
        """Until when one thing is good, or all of it; None while nobody knows."""
        if about in self.good_until:
            return self.good_until[about]
        return min(self.good_until.values(), default=None)

    def save(self, folder: Path) -> None:
        """Keep it in the state folder. Raises OSError."""
        data = {
            "looked": self.looked and self.looked.isoformat(),
            "succeeded": self.succeeded and self.succeeded.isoformat(),
            "good_until": {about: day.isoformat() for about, day in self.good_until.items()},
            "troubles": [trouble.as_json() for trouble in self.troubles],
            "outside": list(self.outside),
        }
        write(folder / NAME, json.dumps(data, indent=1).encode())

    @classmethod
    def read(cls, folder: Path) -> Status:
        """What is kept in the state folder; an empty one where nothing readable is."""
        try:
            return _read(json.loads((folder / NAME).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()


def _read(data: Mapping[str, Any]) -> Status:
    return Status(
        looked=_moment(data["looked"]),
        succeeded=_moment(data["succeeded"]),
        good_until={about: datetime.fromisoformat(day) for about, day in data["good_until"].items()},
        troubles=tuple(Trouble.from_json(row) for row in data["troubles"]),
        outside=_texts(data["outside"]),
    )


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
