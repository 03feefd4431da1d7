"""A host of our own below each covered site: ``jari-netral.x.com`` for x.com and everything below it.

What decides "proceed" lives there. It is another origin, so no script of the site can read it, reach into it
or stand between it and us, not even a service worker; and it is the same site, so our cookie goes along. No
request for it ever goes upstream, and no name server needs to know it: browsers leave names to their proxy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mitmproxy import http

from proxy_addon.flows import host_of, origin_of
from proxy_addon.sessions import NAME, registrable


@dataclass(frozen=True, slots=True)
class OwnHosts:
    """The hosts of our own below the ``covered`` domains."""

    covered: frozenset[str]

    def has(self, host: str) -> bool:
        """Whether a host is ours."""
        label, _, site = host.partition(".")
        return label == NAME and self._covers(site) and self.of(site) == host

    def of(self, host: str) -> str:
        """Our host for pages of ``host``: below its registrable domain, or as near to that as is covered."""
        labels = host.split(".")
        shortest = len(registrable(host).split(".")) if registrable(host) else len(labels)
        for size in range(shortest, len(labels)):
            if self._covers(site := ".".join(labels[-size:])):
                return f"{NAME}.{site}"
        return f"{NAME}.{host}"

    def origin_for(self, flow: http.HTTPFlow) -> str:
        """The origin of our host for a request of the site."""
        host = host_of(flow)
        return origin_of(flow).replace(f"://{host}", f"://{host if self.has(host) else self.of(host)}", 1)

    def _covers(self, host: str) -> bool:
        return any(one in self.covered for one in _suffixes(host))


def site_of(host: str) -> str:
    """The site that a host of ours stands for."""
    return host.removeprefix(f"{NAME}.")


def _suffixes(host: str) -> Iterable[str]:
    """The host and everything it lies below."""
    labels = host.split(".")
    return (".".join(labels[at:]) for at in range(len(labels)))
