"""A rules engine of one rule, for tests of the proxy: ``/like/<account>`` likes that account's post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from rules.learn import Lesson
from rules.model import (
    Account,
    Action,
    Hit,
    Item,
    Learned,
    Level,
    Record,
    Refusal,
    Request,
    Response,
    Settings,
    Verdict,
    Window,
)

HOST = "sosial.example"
REFUSED = b'{"ok":false}'


def record(handle: str) -> Record:
    """A registered account of that handle."""
    return Record(
        "sosial", handle, "", handle, "P", "C", "R", "agency-curated", "S", date(2026, 1, 1), "reviewer"
    )


def like(handle: str, *, release: Literal["held", "again"] = "held") -> Verdict:
    """A warning about liking what ``handle`` posted."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    window = Window("C", "R", "campaign", at, at.replace(year=2027), True)
    action = Action("sosial", "like", "like", accounts=(Account(None, handle),), release=release)
    return Verdict(Level.WARN, "registered", action, (Hit(record(handle), "author", window),))


@dataclass
class SmallEngine:
    """Covers one host; accounts named ``calon...`` are registered. ``failing`` names methods that raise."""

    settings: Settings = field(default_factory=Settings)
    hosts: frozenset[str] = frozenset({HOST})
    release: Literal["held", "again"] = "held"
    failing: set[str] = field(default_factory=set)
    learned: list[str] = field(default_factory=list)
    open: bool = True

    def covers(self, host: str, now: datetime) -> bool:
        """While open: the host and everything below it."""
        return self.open and (host == HOST or host.endswith(f".{HOST}"))

    def interest(self, method: str, url: str, headers: Mapping[str, str]) -> bool:
        """Likes, uploads, and nothing else."""
        self._fail("interest")
        return urlsplit(url).path.startswith(("/like/", "/upload"))

    def judge(self, request: Request, now: datetime) -> Verdict | None:
        """A warning for registered accounts, a reminder for uploads."""
        self._fail("judge")
        path = urlsplit(request.url).path
        if path.startswith("/upload"):
            return Verdict(Level.ADVISE, "reminder", Action("sosial", "post", "upload", media=True))
        handle = path.rpartition("/")[2]
        if handle.startswith("calon"):
            return like(handle, release=self.release)
        return Verdict(Level.PASS, "unregistered", Action("sosial", "like", "like"))

    def readable(self, url: str, status: int, content_type: str) -> bool:
        """JSON and pages."""
        self._fail("readable")
        return "json" in content_type or "html" in content_type

    def concerns(self, response: Response) -> bool:
        """Whether the body names a registered account."""
        self._fail("concerns")
        return b"calon" in response.body

    def asks(self, url: str) -> bool:
        """Of ``/more`` alone."""
        return urlsplit(url).path == "/more"

    def study(self, response: Response) -> Lesson:
        """A lesson of one post for every body that names a registered account; its id is the body."""
        self._fail("study")
        if b"calon" not in response.body:
            return Lesson()
        item = Item("post", response.body.decode())
        return Lesson([Learned("sosial", item, (Account(None, "calon"),))])

    def absorb(self, lesson: Lesson) -> int:
        """Keep the ids for the test to look at."""
        self._fail("absorb")
        self.learned += [one.item.id for one in lesson.learned]
        return len(lesson.learned)

    def refusal(self, action: Action, lang: str) -> Refusal:
        """A small JSON object."""
        self._fail("refusal")
        return Refusal(403, {"content-type": "application/json"}, REFUSED)

    def warning(self, verdict: Verdict, now: datetime) -> dict[str, Any]:
        """A warning with all that the pages need."""
        self._fail("warning")
        return {**WARNING, "kind": verdict.action.kind}

    def _fail(self, name: str) -> None:
        if name in self.failing:
            raise RuntimeError(f"secret content of {name}")


WARNING: dict[str, Any] = {
    "lang": "id",
    "level": "warn",
    "heading": "Tunggu sebentar",
    "doing": "Anda akan menyukai unggahan ini.",
    "account": None,
    "others": 0,
    "rule": "",
    "cost": "",
    "allowed": "",
    "assurance": "",
    "circulars": [],
    "details": [],
    "agency": "",
    "contact": "",
    "delay": 3,
    "seconds": 30,
    "ui": dict.fromkeys(
        ["cancel", "proceed", "proceed_wait", "details", "expires", "expired", "unchecked", "back", "close"],
        "x",
    ),
}
