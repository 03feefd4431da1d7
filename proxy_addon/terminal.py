"""What the commands say, in the person's language; the texts are those of the rules."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from proxy_addon import __version__
from proxy_addon.assembly import Assembly
from proxy_addon.ca import Authority, Change
from proxy_addon.settings import ProxySettings
from proxy_addon.updates.telling import Teller
from rules import compile as rulesets
from rules.phrases import Phrases

if TYPE_CHECKING:
    from proxy_addon.server import CannotListen, ProxyServer


def language(environ: Mapping[str, str], preferred: str = "id") -> str:
    """``en`` where the locale is English, else ``preferred``."""
    named = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "")
    return "en" if named.lower().startswith("en") else preferred


class Terminal:
    """The lines of the section ``terminal``."""

    def __init__(self, ruleset: Mapping[str, Any], language: str) -> None:
        self._phrases = Phrases(ruleset, language)
        self._contests = ruleset["contests"]

    def __call__(self, key: str, **values: object) -> str:
        """One line."""
        return self._phrases("terminal", key, **values)

    def running(self, parts: Assembly, proxy: ProxyServer, now: datetime) -> Iterator[str]:
        """Where what runs, for whom, and since when it is in force."""
        agency = parts.settings.agency
        yield self("title", version=__version__)
        yield self("agency_line", agency=agency.agency or self("no_agency"), audience=agency.audience)
        yield from self.accounts(parts)
        yield from self.windows(parts, now)
        yield self("proxy_at", url=f"http://{proxy.host}:{proxy.port}")
        yield from self.authority(proxy.ca, proxy.ca_change)

    def accounts(self, parts: Assembly) -> Iterator[str]:
        """How many accounts of how many participants are registered."""
        rows = parts.registry.records
        participants = {(row.contest, row.participant) for row in rows}
        followed = parts.held.parts if parts.held else {}
        for part, held in followed.items():
            yield self("followed_line", part=part, accounts=held.state.accounts, sequence=held.sequence)
        if rows or not followed:
            yield self("registry_line", accounts=len(rows), participants=len(participants))

    def windows(self, parts: Assembly, now: datetime) -> Iterator[str]:
        """The contests in force with their last day, or that none is."""
        until: dict[tuple[str, str], datetime] = {}
        for window in parts.windows(now):
            key = (window.contest, window.region)
            until[key] = max(until.get(key, window.closes), window.closes)
        for (contest, region), last in sorted(until.items()):
            name = self._phrases.pick(self._contests[contest]["name"])
            place = self._phrases("everywhere") if region == "*" else region
            day = (last - timedelta(seconds=1)).date()  # a window ends as its last day does
            yield self("window_line", contest=name, region=place, until=self._phrases.day(day))
        if not until:
            yield self("no_window")

    def authority(self, ca: Authority, change: Change = "kept") -> Iterator[str]:
        """Where the CA lies, and what became of it."""
        yield self("ca_at", path=ca.cert_path)
        if change == "made":
            yield self("ca_new")
        elif change != "kept":
            yield self(f"ca_{change}", path=ca.folder)

    def cannot_listen(self, error: CannotListen, again: str) -> Iterator[str]:
        """Which port is taken, and the command that takes the next one."""
        if not error.taken:
            yield self("listen_failed", address=f"{error.host}:{error.port}")
            return
        yield self("port_taken", port=error.port, what=self("what_proxy"))
        yield self("port_hint", command=again.format(port=error.port + 1))

    def fault(self, where: str) -> str:
        """That something of ours failed, once, and ``where``; what it was about is never told."""
        return f"{self('passed_on_error')} {self('passed_on_error_hint')} ({where})"

    def identity(self, ca: Authority) -> Iterator[str]:
        """By what the CA is recognised, what it may do, and until when."""
        yield self("ca_fingerprint", fingerprint=ca.fingerprint)
        yield self("ca_permits", hosts=", ".join(sorted(ca.permitted)) or "-")
        yield self("ca_expires", date=self._phrases.day(ca.expires.date()))


def terminal_of(parts: Assembly) -> Terminal:
    """The lines of what is assembled, in this person's language."""
    # Our own lines come with this version; only the contests are those of the rules in use.
    texts = {**parts.packaged, "contests": parts.ruleset["contests"]}
    return Terminal(texts, language(os.environ, parts.settings.agency.language))


def teller_of(chosen: ProxySettings) -> Teller:
    """What tells of updates, in this person's language."""
    return Teller(rulesets.ruleset(), language(os.environ, chosen.agency.language))
