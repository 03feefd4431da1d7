"""What becomes of an action: it passes, it gets advice, or it gets a warning. Pure: all is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.bounds import MAX_HITS
from rules.calendar import Calendar
from rules.mentions import hashtags, mentions
from rules.model import Action, Hit, Level, Record, Settings, Verdict
from rules.policy import Policy
from rules.registry import Accounts


@dataclass(frozen=True, slots=True)
class Judge:
    """Everything a verdict rests on besides the action itself."""

    registry: Accounts
    calendar: Calendar
    policy: Policy
    settings: Settings

    def decide(
        self,
        action: Action,
        touched: Iterable[tuple[str, Record]],
        texts: Sequence[str],
        now: datetime,
        *,
        unresolved: bool = False,
    ) -> Verdict:
        """The verdict on an action at ``now``, which carries a time zone.

        ``touched`` are the registered accounts behind its targets with their roles, ``texts`` what those
        targets say; ``unresolved`` tells that some target's accounts are unknown.
        """
        words = (*action.texts, *texts)
        accounts = [*touched, *self._mentioned(action.platform, words)]
        tags = [tag for tag in hashtags(words) if self.registry.hashtag(tag)]
        hits = self._hits(accounts, now)
        live_tags = tuple(tag for tag in tags if self._tag_open(tag, now))
        was_open = bool(hits or live_tags)
        if action.kind == "follow" and not self.settings.follow:
            hits, live_tags = [], ()
        if not self.settings.advice:
            hits, live_tags = [hit for hit in hits if self._level(hit) is Level.WARN], ()
        if hits or live_tags:
            warn = bool(hits) and self._level(hits[0]) is Level.WARN
            level, reason = (Level.WARN, "registered") if warn else (Level.ADVISE, "advice")
            return Verdict(level, reason, action, tuple(hits[:MAX_HITS]), live_tags)
        if self._wants_reminder(action, now):
            return Verdict(Level.ADVISE, "reminder", action)
        if was_open:
            return Verdict(Level.PASS, "switched-off", action)
        if accounts or tags:
            return Verdict(Level.PASS, "outside-window", action)
        return Verdict(Level.PASS, "unknown-author" if unresolved else "unregistered", action)

    def _mentioned(self, platform: str, texts: Sequence[str]) -> Iterator[tuple[str, Record]]:
        """The registered accounts that texts mention."""
        for handle in mentions(texts):
            if record := self.registry.lookup(platform, handle=handle):
                yield "mentioned", record

    def _hits(self, accounts: Iterable[tuple[str, Record]], now: datetime) -> list[Hit]:
        """Accounts whose window is open, strongest role first, each account once."""
        strongest: dict[str, Hit] = {}
        for role, record in sorted(accounts, key=lambda pair: self.policy.rank(pair[0])):
            if hit := self._hit(role, record, now):
                strongest.setdefault(hit.record.key, hit)
        return list(strongest.values())

    def _hit(self, role: str, record: Record, now: datetime) -> Hit | None:
        """The account's row with an open window; of several, one whose candidates are set."""
        rows = [
            Hit(row, role, window)
            for row in self.registry.rows(record)
            if (window := self.calendar.window_for(row.contest, row.region, now))
        ]
        return max(rows, key=lambda hit: hit.window.candidates_set, default=None)

    def _tag_open(self, tag: str, now: datetime) -> bool:
        """Whether a campaign of this hashtag has an open window."""
        rows = self.registry.hashtag(tag)
        return any(self.calendar.window_for(row.contest, row.region, now) for row in rows)

    def _level(self, hit: Hit) -> Level:
        """What the hit's role calls for."""
        return self.policy.level(hit.role)

    def _wants_reminder(self, action: Action, now: datetime) -> bool:
        """Whether this is a photo or video about to be posted while some window is open."""
        wanted = self.settings.reminders and action.media and action.kind in self.policy.reminder
        return wanted and bool(self.calendar.open_windows(now))
