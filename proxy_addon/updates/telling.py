"""What an update's state is called in the person's language: one line when it changes, several on request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from proxy_addon.updates.look import RULES
from proxy_addon.updates.problems import Trouble
from proxy_addon.updates.status import Status
from proxy_addon.updates.store import Held
from rules.phrases import Phrases, Texts


class Teller:
    """The lines of the group ``updates``."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._phrases = Phrases(texts, language)

    def __call__(self, key: str, **values: object) -> str:
        """One text."""
        return self._phrases("updates", key, **values)

    def wrong(self, status: Status, held: Held, now: datetime) -> str:
        """What is wrong, and until when the data in use is good, in one line; empty if all is well."""
        what = [self.trouble(trouble) for trouble in status.troubles]
        if status.outside:
            what.append(self("outside", hosts=", ".join(status.outside)))
        if not what and not _past(status, now):
            return ""
        return " ".join([*what, self._kept(status, held, now)])

    def trouble(self, trouble: Trouble) -> str:
        """One thing that is wrong."""
        text = self(f"wrong_{trouble.kind}", **dict(trouble.values))
        return f"{self.name(trouble.about)}: {text}"

    def name(self, about: str) -> str:
        """What the rules, a part of the registry, or all of it is called."""
        if not about:
            return self("name_all")
        return self("name_rules") if about == RULES else self("name_part", part=about)

    def taken(self, before: Held | None, held: Held) -> Iterator[str]:
        """What is newer in ``held``."""
        if held.rules and (
            before is None or before.rules is None or before.rules.sha256 != held.rules.sha256
        ):
            yield self("taken_rules", version=held.rules.version)
        for part, one in held.parts.items():
            old = before.parts.get(part) if before else None
            if old is None or old.state.sha256 != one.state.sha256:
                yield self("taken_part", part=part, sequence=one.sequence, accounts=one.state.accounts)

    def report(self, status: Status, held: Held, now: datetime) -> Iterator[str]:
        """All that is known: versions, age and expiry of each, the last success, and what is wrong."""
        if held.rules is None:
            yield self("status_packaged")
        else:
            yield self(
                "status_rules",
                version=held.rules.version,
                **self._dates(status, RULES, held.rules.taken, now),
            )
        for part, one in held.parts.items():
            dates = self._dates(status, part, one.taken, now)
            yield self("status_part", part=part, sequence=one.sequence, accounts=one.state.accounts, **dates)
        if status.succeeded:
            age = self.span(now - status.succeeded)
            yield self("status_success", moment=self.moment(status.succeeded), age=age)
        else:
            yield self("status_never")
        yield self.wrong(status, held, now) or self("status_well")

    def span(self, span: timedelta) -> str:
        """A length of time in its largest unit; nothing is younger than now."""
        minutes = max(int(span.total_seconds() // 60), 0)
        if minutes < 120:
            return self("minutes", n=minutes)
        return self("hours", n=minutes // 60) if minutes < 2_880 else self("days", n=minutes // 1_440)

    def moment(self, moment: datetime) -> str:
        """A moment in this machine's time."""
        local = moment.astimezone()
        return f"{self._phrases.day(local.date())}, {local:%H:%M %Z}"

    def _dates(self, status: Status, about: str, taken: datetime, now: datetime) -> dict[str, str]:
        until = status.good_until.get(about)
        return {
            "taken": self.moment(taken),
            "age": self.span(now - taken),
            "until": self.moment(until) if until else self("unknown"),
        }

    def _kept(self, status: Status, held: Held, now: datetime) -> str:
        """What is used in the meantime, and until when it is good."""
        until = status.until()
        if held.rules is None and not held.parts:
            return self("kept_packaged")
        if until is None:
            return self("kept")
        return self("kept_past" if until <= now else "kept_until", until=self.moment(until))


def _past(status: Status, now: datetime) -> bool:
    """Whether something in use is past its date."""
    until = status.until()
    return until is not None and until <= now
