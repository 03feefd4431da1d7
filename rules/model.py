"""The nouns of Jari Netral, shared by the engine and everything around it.

Terms are those of docs/terms.md. Ids are strings everywhere: platform ids pass 2**53.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

type Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

Kind = Literal["like", "comment", "share", "follow", "join", "post", "vote"]
KINDS: tuple[Kind, ...] = ("like", "comment", "share", "follow", "join", "post", "vote")

Audience = Literal["asn", "ppnpn", "tni", "polri"]
AUDIENCES: tuple[Audience, ...] = ("asn", "ppnpn", "tni", "polri")

Phase = Literal["pre-campaign", "campaign", "quiet", "voting"]
PHASES: tuple[Phase, ...] = ("pre-campaign", "campaign", "quiet", "voting")

SourceClass = Literal["kpu-registered", "agency-curated"]


class Level(StrEnum):
    """What becomes of an action: it passes, it is held with advice, it is held with a warning."""

    PASS = "pass"
    ADVISE = "advise"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the browser sends it.

    ``url`` is absolute. ``headers`` maps lower-case names to values (repeated names joined with ", ",
    repeated ``cookie`` with "; "). ``body`` is the body as sent, so possibly compressed.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One response to a request; ``body`` is already free of its content-encoding."""

    request: Request
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a platform names it: by id, by handle, or by both; at least one is there.

    ``role`` says how it belongs to the post or the action (docs/rules.md lists the roles).
    """

    id: str | None
    handle: str | None
    role: str = "account"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A thing on a platform that accounts stand behind. ``of`` is its namespace: post, comment, room ..."""

    of: str
    id: str


@dataclass(frozen=True, slots=True)
class Action:
    """What a request is about to do, as a rule reads it; accounts behind ``items`` are not yet looked up.

    ``viewer`` holds the signed-in person's own ids, which never count. ``hints`` are what the request itself
    says of its items' accounts.
    """

    platform: str
    kind: Kind
    rule: str
    items: tuple[Item, ...] = ()
    accounts: tuple[Account, ...] = ()
    texts: tuple[str, ...] = ()
    media: bool = False
    refusal: str = "default"
    release: Literal["held", "again"] = "held"
    viewer: tuple[str, ...] = field(default=(), repr=False)
    hints: tuple[tuple[Item, Account], ...] = field(default=(), repr=False)

    @property
    def posts(self) -> tuple[str, ...]:
        """The ids of the posts among the items, in order."""
        return tuple(item.id for item in self.items if item.of == "post")


@dataclass(frozen=True, slots=True)
class Learned:
    """What one response says of one item: the accounts behind it, and the text it carries."""

    platform: str
    item: Item
    accounts: tuple[Account, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """Names of one and the same account, as a response shows them side by side."""

    platform: str
    ids: tuple[str, ...]
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One registry row: a campaign account, who runs it, for which contest, and who says so.

    ``account_id`` or ``handle`` may be empty, never both. ``source_date`` is the date of the source.
    """

    platform: str
    handle: str
    account_id: str
    display_name: str
    participant: str
    contest: str
    region: str
    source_class: SourceClass
    source: str
    source_date: date
    reviewer: str

    @property
    def key(self) -> str:
        """A stable name of the row within a registry: platform and id, else platform and handle."""
        return f"{self.platform}:{self.account_id or '@' + self.handle.casefold()}"


@dataclass(frozen=True, slots=True)
class Window:
    """A span of one contest in one region. ``opens`` and ``closes`` carry a zone; ``closes`` is exclusive.

    ``candidates_set`` tells whether candidates are set by then: it decides the class of the breach.
    """

    contest: str
    region: str
    phase: Phase
    opens: datetime
    closes: datetime
    candidates_set: bool


@dataclass(frozen=True, slots=True)
class Circular:
    """A circular of the agency that the warning names: number, date as printed, link (may be empty)."""

    number: str
    date: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The agency's switches. Every field has a default that warns an ASN, in Indonesian.

    ``hold_seconds`` and ``delay_seconds`` are seconds, ``grant_minutes`` minutes; 0 switches grants off.
    """

    audience: Audience = "asn"
    language: Literal["id", "en"] = "id"
    agency: str = ""
    contact: str = ""
    circulars: tuple[Circular, ...] = ()
    hold_seconds: int = 30
    delay_seconds: int = 3
    grant_minutes: int = 10
    follow: bool = True
    advice: bool = True
    reminders: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A registered account that an action touches, the role by which it does, and the window that is open."""

    record: Record
    role: str
    window: Window


@dataclass(frozen=True, slots=True)
class Verdict:
    """The engine's answer for one action. ``hits`` is empty unless a registered account is touched.

    ``reason`` is one of the codes of docs/rules.md ("registered", "advice", "reminder", "unregistered",
    "unknown-author", "outside-window", "switched-off", "viewer").
    """

    level: Level
    reason: str
    action: Action
    hits: tuple[Hit, ...] = ()
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer a page gets for a request its person cancelled, in the platform's own shape of a failure."""

    status: int
    headers: Mapping[str, str]
    body: bytes
