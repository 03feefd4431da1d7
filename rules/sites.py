"""Hosts -> platforms: the compiled request and response sides of every platform, found by host name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from rules.instances import acted
from rules.learn import Learner, Lesson
from rules.load import platform_of
from rules.match import Matcher
from rules.model import Action, Request, Response
from rules.scan import Scanner
from rules.template import plain_path

_MAX_KNOWN: Final = 1_024
_PLAIN: Final = re.compile(r"https?://([a-z0-9.-]+)(?::\d+)?(/[!-\"$->@-~]*)?(?=[?#]|\Z)")
"""A URL that needs no care: what ``urlsplit`` would say of it, at a fifth of the time."""


class Site:
    """One platform, compiled."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        """``spec`` is a platform of a compiled ruleset. Raises ValueError where it isn't one."""
        self.id = str(spec["platform"])
        self.name = str(spec["name"])
        self.platform = platform_of(spec)
        self.matcher = Matcher(spec, self.platform)
        self.learner = Learner(spec, self.platform)
        self.scanner = Scanner(self.learner.shapes, self.learner.reader)
        self.refusals: Mapping[str, Any] = spec.get("refusals", {})


class Sites:
    """All platforms of a ruleset."""

    def __init__(self, specs: Iterable[Mapping[str, Any]]) -> None:
        """Compile every platform. Raises ValueError."""
        self.all = [Site(spec) for spec in specs]
        self._by_host = {host: site for site in self.all for host in site.platform.hosts}
        self._known: dict[str, Site] = {}

    @property
    def hosts(self) -> frozenset[str]:
        """The covered domains, each with its subdomains."""
        return frozenset(self._by_host)

    def at(self, host: str) -> Site | None:
        """The platform of a host name: of the host itself, or of the nearest domain above it."""
        site = self._known.get(host)
        return site if site is not None else self._nearest(host)

    def _nearest(self, host: str) -> Site | None:
        """The same, found out; names of covered hosts are kept, within bounds."""
        name = host.lower().rstrip(".")
        while name:
            site = self._by_host.get(name)
            if site is not None:
                if len(self._known) >= _MAX_KNOWN:
                    self._known.clear()
                self._known[host] = site
                return site
            _, _, name = name.partition(".")
        return None

    def of(self, url: str) -> tuple[Site, str, str] | None:
        """The platform, host and path of a URL; None where no platform covers it or it is no URL."""
        plain = _PLAIN.match(url)
        host, path = plain.groups("/") if plain is not None else _host_and_path(url)
        site = self._known.get(host) or self.at(host)
        return None if site is None else (site, host, plain_path(path))

    def match(self, request: Request) -> tuple[Action, ...]:
        """The actions of a request, empty where it is none."""
        plain = _PLAIN.match(request.url)
        host, path = plain.groups("/") if plain is not None else _host_and_path(request.url)
        site = self._known.get(host) or self.at(host)
        if site is None:
            return ()
        actions = site.matcher.match(request, host, plain_path(path))
        return acted(actions, site.platform, host) if actions and site.platform.instances else actions

    def interesting(self, request: Request) -> bool:
        """From the head alone: may this request be an action?"""
        found = self.of(request.url)
        return found is not None and found[0].matcher.interesting(request, found[1], found[2])

    def learn(self, response: Response) -> Lesson:
        """Everything a response teaches, registered or not."""
        found = self.of(response.request.url)
        if found is None or not found[0].learner.readable(found[2]):
            return Lesson()
        return found[0].learner.learn(response, found[2])


def _host_and_path(url: str) -> tuple[str, str]:
    """Both as they stand in a URL, in lower case the host; empty where they can't be told."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""
