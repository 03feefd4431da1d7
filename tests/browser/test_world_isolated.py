"""Pages that isolate themselves from other origins let in the frame in which people decide all the same."""

from __future__ import annotations

import pytest
from mitmproxy import http

from tests.support.stack import Person, Stack, X, framed, learned, press
from tests.support.taps import Tap, outcome, post, start

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
EMBEDDER, OPENER = "cross-origin-embedder-policy", "cross-origin-opener-policy"


class Isolating:
    """The site as if it sent these headers with its pages."""

    def __init__(self, stack: Stack) -> None:
        self._ours = stack.addon.responseheaders
        self.headers: dict[str, str] = {}

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """The site's own headers come before ours."""
        if flow.response and flow.request.path == "/" and flow.request.host == "x.com":
            for name, value in self.headers.items():
                flow.response.headers[name] = value
        self._ours(flow)


@pytest.fixture
def site(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Isolating:
    """The site, which sends no such header yet."""
    made = Isolating(stack)
    monkeypatch.setattr(stack.addon, "responseheaders", made.responseheaders)
    return made


@pytest.mark.parametrize(
    ("headers", "isolated"),
    [
        ({EMBEDDER: "require-corp"}, False),
        ({OPENER: "same-origin"}, False),
        ({EMBEDDER: "require-corp", OPENER: "same-origin"}, True),
        ({EMBEDDER: "credentialless", OPENER: "same-origin"}, True),
    ],
    ids=["embedder", "opener", "both", "credentialless"],
)
def test_a_page_that_isolates_itself(
    person: Person, stack: Stack, site: Isolating, headers: dict[str, str], isolated: bool
) -> None:
    """The frame comes, covers the page's own dialog, and decides."""
    site.headers = headers
    page = person.open(X)
    learned(stack)
    assert page.evaluate("crossOriginIsolated") is isolated
    start(page, LIKE)
    framed(page)
    press(page, "proceed")
    assert outcome(page)["ok"]
    assert len(LIKE.arrived(stack.site)) == 1
