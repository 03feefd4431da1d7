"""The engine: one ruleset, one registry, one set of switches; requests in, verdicts out, responses learned.

It keeps nothing but the author index. Every method is total on arbitrary bytes; only building one can fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from rules.authors import AuthorIndex, Behind, MemoryIndex, SecondNames
from rules.bounds import MAX_REQUEST_BODY
from rules.calendar import Calendar
from rules.learn import Lesson
from rules.mentions import hashtags, mentions
from rules.model import (
    Account,
    Action,
    Alias,
    Learned,
    Level,
    Record,
    Refusal,
    Request,
    Response,
    Settings,
    Verdict,
)
from rules.policy import Policy
from rules.registry import Accounts
from rules.sites import Site, Sites
from rules.texts import compose
from rules.verdict import Judge

_STRENGTH: Final = {Level.PASS: 0, Level.ADVISE: 1, Level.WARN: 2}
_DEFAULT_REFUSAL: Final[Mapping[str, Any]] = {"status": 403, "content_type": "application/json", "body": "{}"}
_TYPES: Final = ("json", "javascript", "html", "text/plain")


class Engine:
    """What the proxy asks. Safe to share between the event loop and one learning thread."""

    def __init__(
        self,
        ruleset: Mapping[str, Any],
        registry: Accounts,
        settings: Settings | None = None,
        *,
        authors: AuthorIndex | None = None,
        assume_open: bool = False,
    ) -> None:
        """Build from a compiled ruleset (``rules.compile``). Raises ValueError where it isn't one.

        With ``assume_open`` a contest that the calendar doesn't know counts as in its campaign.
        """
        self.settings = settings or Settings()
        self._made_of = (ruleset, registry, self.settings, assume_open)
        self.ruleset_version = str(ruleset.get("version", ""))
        self.registry = registry
        self.authors: AuthorIndex = MemoryIndex() if authors is None else authors
        self.sites = Sites(ruleset["platforms"])
        self._types = frozenset[str]().union(*(site.learner.reader.types for site in self.sites.all))
        calendar = Calendar.load(ruleset["contests"], assume_open=assume_open)
        self._calendar = calendar.narrowed(registry.contests())
        self._judge = Judge(registry, self._calendar, Policy.load(ruleset["policy"]), self.settings)
        self._texts: dict[str, Any] = {key: ruleset[key] for key in ("messages", "regulations", "contests")}
        self._texts["platforms"] = {site.id: site.name for site in self.sites.all}
        self._second_names = SecondNames()

    def __reduce__(self) -> tuple[Any, ...]:
        """As another process gets it: the same rules, and an author index of its own."""
        return _rebuilt, self._made_of

    def succeeding(self, old: Engine) -> Engine:
        """This engine, with all that an older one has learned and still learns.

        What is known of posts stays; an account that is no longer registered is not found in the registry.
        """
        self.authors, self._second_names = old.authors, old._second_names
        return self

    @property
    def hosts(self) -> frozenset[str]:
        """The covered domains, each with its subdomains."""
        return self.sites.hosts

    @property
    def contests(self) -> frozenset[str]:
        """The contests that the calendar knows windows of."""
        return self._calendar.contests

    def open(self, now: datetime) -> bool:
        """Whether any window is open at ``now``."""
        return self._calendar.assume_open or bool(self._calendar.open_windows(now))

    def covers(self, host: str, now: datetime) -> bool:
        """Whether a host is to be decrypted at ``now``: a platform's, while a window is open."""
        return self.sites.at(host) is not None and self.open(now)

    def interest(self, method: str, url: str, headers: Mapping[str, str]) -> bool:
        """From a request's head alone: may it be an action? False is certain; its body need not be kept."""
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_REQUEST_BODY:
            return False
        return self.sites.interesting(Request(method, url, headers))

    def judge(self, request: Request, now: datetime) -> Verdict | None:
        """The verdict on a request at ``now`` (with a time zone); None where it is no action."""
        actions = self.sites.match(request)
        if not actions:
            return None
        verdicts = [self.decide(action, now) for action in actions]
        return max(verdicts, key=lambda verdict: _STRENGTH[verdict.level], default=None)

    def decide(self, action: Action, now: datetime) -> Verdict:
        """The verdict on one action."""
        touched: list[tuple[str, Record]] = []
        tags: list[str] = []
        unresolved = False
        for account in action.accounts:
            touched += self._registered(action.platform, [account])
        for item in action.items:
            behind = self.authors.recall(action.platform, item)
            if behind is None:
                hinted = [a for of, a in action.hints if of == item and a.id not in action.viewer]
                touched += self._registered(action.platform, hinted)
                unresolved = unresolved or not hinted
                continue
            accounts = [
                Account(i or None, h or None, role)
                for i, h, role in behind.accounts
                if i not in action.viewer
            ]
            touched += self._registered(action.platform, accounts)
            tags += [f"#{tag}" for tag in behind.hashtags]
        return self._judge.decide(action, touched, tags, now, unresolved=unresolved)

    def _registered(self, platform: str, accounts: Iterable[Account]) -> Iterator[tuple[str, Record]]:
        """The registered ones among accounts, with their roles."""
        for account in accounts:
            record = self._record(platform, account.id, account.handle)
            if record is not None:
                yield account.role, record

    def _record(self, platform: str, id_: str | None, handle: str | None) -> Record | None:
        """The registry row of an account, by its own names or by a learned other name."""
        record = self.registry.lookup(platform, id=id_, handle=handle)
        if record is not None:
            return record
        for name in (f"id:{id_}" if id_ else "", f"@{handle.lower()}" if handle else ""):
            other = self.authors.alias_of(platform, name) if name else None
            if other:
                by_id = other.startswith("id:")
                return self.registry.lookup(
                    platform, id=other[3:] if by_id else None, handle=None if by_id else other
                )
        return None

    def readable(self, url: str, status: int, content_type: str) -> bool:
        """Whether a response may teach the author index anything: right platform, kind and success."""
        if not legible(status, content_type, self._types):
            return False
        found = self.sites.of(url)
        if found is None or not legible(status, content_type, found[0].learner.reader.types):
            return False
        return self._cares(found[0]) and found[0].learner.readable(found[2])

    def _cares(self, site: Site) -> bool:
        return site.id in self.registry.platforms() or bool(self.registry.contests())

    def learn(self, response: Response) -> int:
        """Learn from a response; the number of items of registered accounts it held."""
        return self.absorb(self.study(response))

    def asks(self, url: str) -> bool:
        """Whether a request's body is worth keeping, since it may say whose page the answer is."""
        found = self.sites.of(url)
        return found is not None and self._cares(found[0]) and found[0].learner.asks_body

    def study(self, response: Response) -> Lesson:
        """What a response says of registered accounts, and nothing else. Heavy: for a process of its own.

        A quick look comes first: most responses name no registered account, and need no walk.
        """
        kept = Lesson()
        found = self._site(response)
        if found is None:
            return kept
        site, path = found
        documents = self._documents(site, response)
        if not self._may_concern(site, path, documents, response):
            return kept
        lesson = site.learner.learn_from(documents, response, path)
        for alias in lesson.aliases:
            if self._registered_name(alias):
                kept.aliases.append(alias)
                self._absorb_alias(alias)
        kept.learned = [one for one in lesson.learned if any(self._touched(one))]
        return kept

    def concerns(self, response: Response) -> bool:
        """Whether a response may name a registered account or hashtag; False is certain.

        For short ones, since an event loop may ask. Pages may, unless nothing in them is read: to find what
        they say takes too long.
        """
        site = self._site(response)
        if site is None:
            return False
        reader = site[0].learner.reader
        if reader.is_bare_page(response.body, response.content_type):
            return self._may_concern(*site, [], response)
        if reader.may_be_page(response.body):
            return True
        return self._may_concern(*site, self._documents(site[0], response), response, pages=False)

    def _site(self, response: Response) -> tuple[Site, str] | None:
        """The platform whose rules read a response, and the path that was asked for."""
        found = self.sites.of(response.request.url)
        return (found[0], found[2]) if found is not None and found[0].learner.readable(found[2]) else None

    def _documents(self, site: Site, response: Response) -> list[Any]:
        return list(site.learner.reader.read(response.body, response.content_type))

    def _may_concern(
        self, site: Site, path: str, documents: list[Any], response: Response, *, pages: bool = True
    ) -> bool:
        named = site.scanner.look(documents, pages=pages)
        if named is None or any(self.registry.hashtag(tag) for tag in named.hashtags):
            return True
        if self.registry.knows(site.id, named.names) or self._second_names.have_any(site.id, named.names):
            return True
        return any(self._registered(site.id, site.learner.page_owners(response.request, path)))

    def absorb(self, lesson: Lesson) -> int:
        """Keep what a lesson says of registered accounts; the number of items kept."""
        for alias in lesson.aliases:
            self._absorb_alias(alias)
        return sum(self._absorb_item(one) for one in lesson.learned)

    def _registered_name(self, alias: Alias) -> str | None:
        """The first of an account's names that is registered, as the index writes names."""
        for name, id_, handle in _names(alias):
            record = self.registry.lookup(alias.platform, id=id_, handle=handle)
            # A handle whose row has another id than those shown here has changed hands.
            if record and (id_ or not record.account_id or not alias.ids or record.account_id in alias.ids):
                return name
        return None

    def _absorb_alias(self, alias: Alias) -> None:
        registered = self._registered_name(alias)
        if registered is None:
            return
        for name, id_, handle in _names(alias):
            if name != registered and self.registry.lookup(alias.platform, id=id_, handle=handle) is None:
                self.authors.alias(alias.platform, name, registered)
                # As long as the index may know it.
                self._second_names.add(alias.platform, name.removeprefix("id:").removeprefix("@").encode())

    def _touched(self, one: Learned) -> tuple[list[Account], list[str], tuple[str, ...]]:
        """Which registered accounts, handles and hashtags an item has to do with.

        An account that it shows with id and handle is known by both from then on, also to the next item.
        """
        pairs = [a for a in one.accounts if self._record(one.platform, a.id, a.handle)]
        for account in pairs:
            if account.id and account.handle:
                self._absorb_alias(Alias(one.platform, (account.id,), (account.handle,)))
        mentioned = [h for h in mentions(one.texts) if self.registry.lookup(one.platform, handle=h)]
        return pairs, mentioned, tuple(tag for tag in hashtags(one.texts) if self.registry.hashtag(tag))

    def _absorb_item(self, one: Learned) -> bool:
        pairs, mentioned, tags = self._touched(one)
        if not (pairs or mentioned or tags):
            return False
        accounts = [(a.id or "", a.handle or "", a.role) for a in pairs]
        accounts += [("", handle, "mentioned") for handle in mentioned]
        self.authors.remember(one.platform, one.item, Behind(tuple(accounts), tags))
        return True

    def refusal(self, action: Action, lang: str) -> Refusal:  # noqa: ARG002 - a refusal may name a language later
        """What the page gets for a cancelled action, in its platform's own shape of a failure."""
        site = next(site for site in self.sites.all if site.id == action.platform)
        spec: Mapping[str, Any] = (
            site.refusals.get(action.refusal) or site.refusals.get("default") or _DEFAULT_REFUSAL
        )
        headers = {"content-type": spec.get("content_type", "application/json"), **spec.get("headers", {})}
        return Refusal(int(spec["status"]), headers, str(spec["body"]).encode())

    def warning(self, verdict: Verdict, now: datetime) -> dict[str, Any]:
        """What the dialog shows for a verdict, as JSON."""
        return compose(verdict, self.settings, self._texts, now)


def legible(status: int, content_type: str, further: frozenset[str] = frozenset()) -> bool:
    """Whether a response of this status and type is read at all: a success, and of a kind that holds JSON.

    ``further`` are types, without parameters, that a platform reads beside those that are read everywhere.
    """
    if not 200 <= status < 300:
        return False
    low = content_type.lower()
    return any(kind in low for kind in _TYPES) or bool(further and low.partition(";")[0].strip() in further)


def _rebuilt(ruleset: Mapping[str, Any], registry: Accounts, settings: Settings, assume_open: bool) -> Engine:
    return Engine(ruleset, registry, settings, assume_open=assume_open)


def _names(alias: Alias) -> list[tuple[str, str | None, str | None]]:
    """An account's names as the index writes them, each with the id or the handle it is."""
    ids = [(f"id:{i}", i, None) for i in alias.ids]
    return [*ids, *((f"@{h.lower()}", None, h) for h in alias.handles)]
