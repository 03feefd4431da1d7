"""What the engine sees in a HAR: per entry the action, what the response taught, and the verdict.

This is how IT staff report a missed tap, and how recordings are judged. Later entries see what earlier
ones taught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.engine import Engine
from rules.har import Exchange
from rules.learn import Lesson
from rules.model import Account, Verdict
from rules.phrases import Phrases
from rules.reasons import Reason, unread, why_nothing


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as the engine sees it; ``reasons`` say why nothing was seen in it."""

    index: int
    url: str
    method: str
    verdict: Verdict | None
    lesson: Lesson
    reasons: tuple[Reason, ...] = ()


def explain(engine: Engine, exchanges: Iterable[Exchange], at: datetime) -> Iterator[Seen]:
    """Run every exchange through the engine, in order, as if it happened at ``at``."""
    for index, exchange in enumerate(exchanges):
        request, response = exchange.request, exchange.response
        verdict = engine.judge(request, at)
        site = engine.sites.of(request.url)
        further = site[0].learner.reader.types if site else frozenset[str]()
        read = response is not None and unread(response, further) is None
        lesson = engine.sites.learn(response) if response and read else Lesson()
        if response and read:  # what is shown is all that it says; what is kept, the proxy would keep
            engine.learn(response)
        seen = bool(verdict or lesson.learned or lesson.aliases)
        reasons = [] if seen else why_nothing(engine.sites, request, response)
        yield Seen(index, request.url, request.method, verdict, lesson, tuple(reasons))


def as_json(seen: Seen) -> dict[str, Any]:
    """One entry as the object that ``--json`` prints; ``learned`` lists posts only."""
    action = seen.verdict.action if seen.verdict else None
    return {
        "index": seen.index,
        "url": seen.url,
        "action": action
        and {
            "platform": action.platform,
            "kind": action.kind,
            "rule": action.rule,
            "posts": list(action.posts),
            "accounts": [one.id or one.handle for one in action.accounts],
        },
        "learned": [
            {"platform": one.platform, "post": one.item.id, "accounts": [_account(a) for a in one.accounts]}
            for one in seen.lesson.learned
            if one.item.of == "post" and one.accounts
        ],
        "verdict": seen.verdict.level.value if seen.verdict else None,
    }


def _account(account: Account) -> dict[str, str | None]:
    return {"id": account.id, "handle": account.handle, "role": account.role}


def as_text(seen: Seen, phrases: Phrases) -> str:
    """One entry for people: what it is, whom it names, what becomes of it, what it taught; or why nothing."""
    lines = [f"{seen.index:4}  {seen.method} {_short(seen.url)}"]
    if seen.verdict:
        action = seen.verdict.action
        named = [f"{item.of} {item.id}" for item in action.items]
        named += [f"account {one.id or '@' + str(one.handle)} ({one.role})" for one in action.accounts]
        lines.append(f"      {action.kind} by {action.rule}: {', '.join(named) or 'names nobody'}")
        hits = [f"{hit.record.display_name} ({hit.role}, {hit.window.phase})" for hit in seen.verdict.hits]
        lines.append(
            f"      -> {seen.verdict.level.value} ({seen.verdict.reason}) {'; '.join(hits)}".rstrip()
        )
    for one in seen.lesson.learned:
        names = ", ".join(f"{a.role} {a.id or '?'} @{a.handle or '?'}" for a in one.accounts)
        lines.append(f"      learned {one.item.of} {one.item.id}: {names or 'text only'}")
    if seen.lesson.aliases:
        lines.append(f"      learned {len(seen.lesson.aliases)} accounts with several names")
    lines += [f"      {phrases('explain', one.key, **one.values)}" for one in seen.reasons]
    return "\n".join(lines)


def _short(url: str) -> str:
    return url if len(url) <= 110 else url[:107] + "..."
