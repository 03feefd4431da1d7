"""The warning as data: what the dialog shows for a verdict, in the agency's language.

``texts`` is plain compiled data: ``{"messages", "regulations", "contests"}`` as the loaders give them, and
optionally ``"platforms"`` (platform -> its name as people know it). No text is made here; all are picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from rules.calendar import EVERYWHERE
from rules.dates import national_day
from rules.model import Circular, Hit, Record, Settings, Verdict
from rules.phrases import Phrases, Texts, filled


def compose(verdict: Verdict, settings: Settings, texts: Texts, now: datetime) -> dict[str, Any]:
    """The warning for a verdict that is no pass, at ``now``, which carries a time zone."""
    say = Phrases(texts, settings.language)
    hit = verdict.hits[0] if verdict.hits else None
    tone = _tone(verdict)
    law = _law(verdict, settings, texts, national_day(now))
    return {
        "lang": settings.language,
        "level": str(verdict.level),
        "kind": verdict.action.kind,
        "heading": say("heading", tone if tone in ("follow", "advice", "reminder") else "warn"),
        "doing": _doing(say, verdict, hit),
        "account": _account(say, hit.record, texts) if hit else None,
        "others": max(len(verdict.hits) - 1, 0),
        "rule": _rule(say, verdict, settings, tone),
        "cost": _cost(say, law, settings, tone),
        "allowed": say.own("allowed", settings.audience, tone, "default"),
        "assurance": say("assurance"),
        "circulars": [_circular(say, circular) for circular in settings.circulars],
        "details": [*_legal_details(say, law), *_other_details(say, hit, settings)],
        "agency": settings.agency,
        "contact": settings.contact,
        "delay": settings.delay_seconds,
        "seconds": settings.hold_seconds,
        "ui": say.section("ui"),
        "page": say.section("page"),
        "notice": say.section("notice"),
    }


def _tone(verdict: Verdict) -> str:
    """Which way of speaking a verdict calls for: its reason's, else its kind's where that has one."""
    if verdict.reason in ("advice", "reminder"):
        return verdict.reason
    return verdict.action.kind if verdict.action.kind in ("follow", "vote") else "default"


def _phase(hit: Hit | None) -> str:
    """Whether the candidates are set; it decides the class of the breach. Empty where no account is."""
    if hit is None:
        return ""
    return "after" if hit.window.candidates_set else "before"


def _doing(say: Phrases, verdict: Verdict, hit: Hit | None) -> str:
    """What the person is about to do, by kind and role."""
    if verdict.reason == "reminder":
        return say("doing", "reminder")
    kind = verdict.action.kind
    if hit is None:
        return say("doing", kind, "hashtag", tags=" ".join(f"#{tag}" for tag in verdict.hashtags[:3]))
    return say("doing", kind, hit.role) or say("doing", kind, "default")


def _rule(say: Phrases, verdict: Verdict, settings: Settings, tone: str) -> str:
    """The rule in one sentence."""
    phase = _phase(verdict.hits[0]) if verdict.hits else "before"
    text = say.own("rule", settings.audience, tone, phase)
    return filled(text, {"act": say("act", verdict.action.kind)})


def _cost(say: Phrases, law: Mapping[str, Any], settings: Settings, tone: str) -> str:
    """What it can lead to: the sanction of the law where it names one, else in careful words."""
    for row in law["sanctions"]:
        return say.pick(row["text"])
    return say.own("cost", settings.audience, tone, "default")


def _account(say: Phrases, record: Record, texts: Texts) -> dict[str, str]:
    """The account's card."""
    contest = texts.get("contests", {}).get(record.contest, {})
    return {
        "name": record.display_name,
        "handle": f"@{record.handle}" if record.handle else "",
        "platform": texts.get("platforms", {}).get(record.platform, record.platform),
        "participant": record.participant,
        "contest": say.pick(contest.get("name")) or record.contest,
        "region": say("everywhere") if record.region == EVERYWHERE else record.region,
        "source": _source_class(say, record),
    }


def _source_class(say: Phrases, record: Record) -> str:
    """Who says that this is a campaign account."""
    return say(record.source_class.replace("-", "_"))


def _law(verdict: Verdict, settings: Settings, texts: Texts, today: date) -> dict[str, Any]:
    """The legal bases, the sanction (one or none) and the supervising bodies for this verdict today."""
    phase = _phase(verdict.hits[0] if verdict.hits else None)
    kind = verdict.action.kind
    own = texts["regulations"]["audiences"].get(settings.audience, {"bases": [], "sanctions": []})
    bases = [
        row
        for row in _in_force(own["bases"], today)
        if kind in row.get("kinds", [kind]) and phase in row.get("phases", [phase])
    ]
    sanctions = [row for row in _in_force(own["sanctions"], today) if row["phase"] == phase]
    newest = sorted(sanctions, key=lambda row: str(row["valid_from"]))[-1:]
    bodies = _in_force(texts["regulations"]["bodies"], today)
    return {
        "bases": bases,
        "sanctions": newest if _tone(verdict) == "default" else [],
        "bodies": [row for row in bodies if settings.audience in row["audiences"]],
    }


def _in_force(rows: Iterable[Mapping[str, Any]], today: date) -> list[Mapping[str, Any]]:
    """The rows valid on a day, in their order."""
    day = today.isoformat()
    return [row for row in rows if row["valid_from"] <= day <= row.get("valid_until", "9999-12-31")]


def _legal_details(say: Phrases, law: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The law, what it can lead to and who supervises, each with its source."""
    rows = [
        *((row["citation"], row["says"], row) for row in law["bases"]),
        *((say("details", "effect"), row["text"], row) for row in law["sanctions"]),
        *((say("details", "body", name=say.pick(row["name"])), row["does"], row) for row in law["bodies"]),
    ]
    return [
        {
            "heading": heading,
            "text": say.pick(text),
            "source": say.pick(row["source"]),
            "link": row.get("link", ""),
            "unchecked": row["unchecked"],
        }
        for heading, text, row in rows
    ]


def _other_details(say: Phrases, hit: Hit | None, settings: Settings) -> list[dict[str, Any]]:
    """Why this account, that the list is not complete, and what becomes of the choice."""
    notes = []
    if hit is not None:
        record = hit.record
        source = say(
            "details",
            "account_text",
            source_class=_source_class(say, record),
            source=record.source,
            date=say.day(record.source_date),
        )
        notes.append((say("details", "account_heading"), f"{source} {_removal(say, settings)}"))
    for key in ("list", "privacy"):
        notes.append((say("details", f"{key}_heading"), say("details", f"{key}_text")))
    return [{"heading": h, "text": t, "source": "", "link": "", "unchecked": False} for h, t in notes]


def _removal(say: Phrases, settings: Settings) -> str:
    """How somebody gets off the list."""
    if settings.contact:
        return say("details", "removal_contact", contact=settings.contact)
    return say("details", "removal")


def _circular(say: Phrases, circular: Circular) -> dict[str, str]:
    """A circular's line; only web links are links."""
    key = "circular" if circular.date else "circular_undated"
    link = circular.link if circular.link.lower().startswith(("https://", "http://")) else ""
    return {"text": say(key, number=circular.number, date=circular.date), "link": link}
