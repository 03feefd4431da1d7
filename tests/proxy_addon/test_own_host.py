"""The host of our own: below the covered site, one for all of its pages, and never somebody else's."""

from __future__ import annotations

import pytest

from proxy_addon.own_host import OwnHosts, site_of
from tests.support.flows import flow

OWN = OwnHosts(frozenset({"x.com", "host.bsky.network", "bsky.app", "sosial.example"}))


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("x.com", "jari-netral.x.com"),
        ("api.x.com", "jari-netral.x.com"),
        ("a.b.x.com", "jari-netral.x.com"),
        ("m.us.host.bsky.network", "jari-netral.host.bsky.network"),
        ("bsky.app", "jari-netral.bsky.app"),
        ("sosial.example", "jari-netral.sosial.example"),
    ],
)
def test_every_page_of_a_site_has_the_same(host: str, own: str) -> None:
    """Below its registrable domain, so that our cookie goes along, or as near to it as is covered."""
    assert OWN.of(host) == own
    assert OWN.has(own)
    assert not OWN.has(host)


@pytest.mark.parametrize(
    "host", ["jari-netral.bank.example", "jari-netral", "jari-netral.", "jari-netral.api.x.com", "", "x.com"]
)
def test_no_other_host_is_ours(host: str) -> None:
    """Neither below what is not covered, nor deeper, nor the site itself."""
    assert not OWN.has(host)


def test_the_origin_keeps_scheme_and_port() -> None:
    """From a page's own request, and from one to our host."""
    asked = flow(host="api.x.com")
    assert OWN.origin_for(asked) == "https://jari-netral.x.com"
    asked.request.port = 8443
    assert OWN.origin_for(asked) == "https://jari-netral.x.com:8443"
    assert OWN.origin_for(flow(host="jari-netral.x.com")) == "https://jari-netral.x.com"


def test_the_site_behind_it() -> None:
    """What our host stands for."""
    assert site_of("jari-netral.x.com") == "x.com"
