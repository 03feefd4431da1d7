"""One look at the publisher: what is newer is fetched, verified and stored; what fails leaves the last good.

Rules and each part of the registry stand alone: one that fails keeps its last good data, the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from proxy_addon.settings import UpdateSettings
from proxy_addon.updates import files, trust
from proxy_addon.updates.client import Client
from proxy_addon.updates.fetching import FolderFetcher, HttpFetcher, Stopped
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.parts import Bringer, Newest
from proxy_addon.updates.problems import Problem, Trouble, known
from proxy_addon.updates.ruleset import consented, read_ruleset
from proxy_addon.updates.store import Held, HeldPart, HeldRules, Store

RULES = "rules"
"""What the ruleset is called where parts of the registry have their names."""

HOPELESS = frozenset({"disk", "unreachable", "busy", "slow"})
"""After these the next thing would fail like this one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look ended with. ``good_until``: by what it is about, as far as it was learned anew."""

    held: Held
    troubles: tuple[Trouble, ...] = ()
    good_until: dict[str, datetime] = field(default_factory=dict)
    retry_after: float | None = None


class Look:
    """Looks at one repository, over HTTP or in a copied folder. Never on the event loop; for one thread."""

    def __init__(
        self,
        settings: UpdateSettings,
        store: Store,
        fetcher: HttpFetcher | FolderFetcher,
        *,
        now: Callable[[], datetime],
        limits: UpdateLimits,
        stopped: Callable[[], bool] = lambda: False,
        accept_jump: bool = False,
    ) -> None:
        self._settings = settings
        self._store = store
        self._fetcher = fetcher
        self._now = now
        self._limits = limits
        self._stopped = stopped
        self._accept_jump = accept_jump
        self._refused: dict[tuple[str, str, str], tuple[Problem, frozenset[str]]] = {}

    def once(self) -> Found:
        """One look. Whatever goes wrong with the publisher, its data or the disk is told, not raised."""
        anchor = trust.anchor(self._settings)
        held = Held(anchor)
        torn: tuple[Trouble, ...] = ()
        try:
            with known(), files.locked(self._store.lock, self._limits.lock, self._stopped):
                held, torn = self._store.load(anchor, self._settings.parts)
                return self._look(held)
        except Problem as problem:
            about = self._explained(problem).about("")
            return Found(held, (*torn, about), retry_after=problem.retry_after)
        except Stopped:
            return Found(held, torn)
        finally:
            self._fetcher.close()

    def _look(self, held: Held) -> Found:
        """A look from what is held now."""
        self._store.fresh_incoming()
        client = self._client()
        with known():
            client.refresh()
        good_until: dict[str, datetime] = {}
        troubles: list[Trouble] = []
        retry_after: float | None = None
        found = held
        for about in (RULES, *self._settings.parts):
            try:
                found = self._bring(client, about, found)
                role = RULES if about == RULES else _role(about)
                good_until[about] = client.expires(role)
            except Problem as problem:
                troubles.append(self._explained(problem).about(about))
                retry_after = problem.retry_after
                if problem.kind in HOPELESS:
                    break
        if found != held:
            with known():
                self._store.point(found)
        return Found(found, tuple(troubles), good_until, retry_after)

    def _bring(self, client: Client, about: str, held: Held) -> Held:
        """``held`` with the newest of one thing in it. Raises Problem, and then all is as it was."""
        if about == RULES:
            rules = self._rules(client, held.rules)
            return held if rules is held.rules else replace(held, rules=rules)
        part = self._part(client, about, held.parts.get(about))
        return held if part is held.parts.get(about) else replace(held, parts={**held.parts, about: part})

    def _rules(self, client: Client, old: HeldRules | None) -> HeldRules:
        with known():
            target = client.find("rules/ruleset.json.gz")
            if target is None:
                raise Problem("missing")
            if old and old.sha256 == target.sha256:
                return old
            path = client.fetch(target, self._store.incoming / "ruleset", self._limits.ruleset)
            packed = path.read_bytes()
            data = read_ruleset(packed, self._limits.ruleset_unpacked)
            self._store.keep_rules(packed, target.sha256)
            return HeldRules(target.sha256, self._now(), data)

    def _part(self, client: Client, part: str, old: HeldPart | None) -> HeldPart:
        folder = self._store.incoming / part.replace("/", ".")
        bringer = Bringer(client, folder, self._limits, self._stopped)
        newest = bringer.newest(part)
        if old and old.state.sha256 == newest.state:
            return old if old.sequence == newest.sequence else replace(old, sequence=newest.sequence)
        consent = cache(lambda: self._consent(client, newest))
        # A state that was refused is not fetched again at every look, only once the rules role consents.
        asked = (part, old.state.sha256 if old else "", newest.state)
        if asked in self._refused and self._refused[asked][1] == consent():
            raise self._refused[asked][0]
        try:
            state = bringer.bring(newest, old, consent)
        except Problem as problem:
            if problem.kind == "jump":
                self._refused[asked] = (problem, consent())
            raise
        with known():
            return HeldPart(self._store.keep_part(part, state), newest.sequence, self._now())

    def _consent(self, client: Client, newest: Newest) -> frozenset[str]:
        """The states of a part that may come by a jump, by word of the rules role or of this operator."""
        with known():
            target = client.find("rules/consent.json")
            listed: frozenset[str] = frozenset()
            if target:
                path = client.fetch(target, self._store.incoming / "consent", self._limits.consent)
                listed = consented(path.read_bytes()).get(newest.part, frozenset())
        return listed | {newest.state} if self._accept_jump else listed

    def _client(self) -> Client:
        """ngclient, from the pinned root."""
        base = (
            self._fetcher.base if isinstance(self._fetcher, FolderFetcher) else self._settings.url.rstrip("/")
        )
        root = trust.pinned(
            self._settings, self._store.folder, f"{base}/metadata", self._fetcher, self._limits
        )
        with known():
            return Client(
                self._store.metadata,
                f"{base}/metadata",
                f"{base}/targets",
                root=root,
                fetcher=self._fetcher,
                limits=self._limits,
            )

    def _explained(self, problem: Problem) -> Problem:
        """What looks expired because this machine's clock is wrong is called so."""
        skew = self._fetcher.skew
        if problem.kind == "expired" and skew is not None and abs(skew) > self._limits.clock_skew:
            return Problem("clock", {"minutes": round(abs(skew) / 60)})
        return problem


def _role(part: str) -> str:
    """The role that speaks for a part of the registry."""
    return "registry" if part == "id" else f"registry.{part.replace('/', '.')}"
