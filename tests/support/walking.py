"""One walk through every kind of tap, the same in Chromium and Firefox, with the extension and without it.

What is held is cancelled once, and released once; what arrives of the walks is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from demo.ig_shapes import shortcode
from demo.server import DemoSite
from tests.support.comparing import AFTER, Run, Sent, apart, taken
from tests.support.comparing import PAGES as BEFORE
from tests.support.stack import INSTAGRAM, X
from tests.support.tap_table import FANS, FREE, IG_POST, TAPS, X_POST
from tests.support.taps import HOMES, Tap, outcome, settled, start, until

PLACES = (
    f"{X}i/communities/{FANS}",
    f"{INSTAGRAM}p/{shortcode(IG_POST)}/",
    f"{INSTAGRAM}stories/walikota_contoh/",
    X,
    INSTAGRAM,
)
"""The pages that show everything that the taps are about."""

KNOWN = [("x", "post", X_POST), ("instagram", "post", IG_POST)]
LIKED = {"x": (X_POST, "/FavoriteTweet"), "instagram": (IG_POST, "/api/graphql")}
FORM = {"x": "/1.1/favorites/create.json", "instagram": f"/api/v1/web/likes/{IG_POST}/like/"}


def likes(*ways: str) -> list[Tap]:
    """A like on each face, sent these ways."""
    return [
        Tap(face, "like", identity, path, {"via": via}, b"" if face == "x" else b"XIGLikeMutation")
        for face, (identity, path) in LIKED.items()
        for via in ways
    ]


BLIND = [Tap(face, "like", LIKED[face][0], FORM[face], {"via": "formframe"}) for face in HOMES]
UNANSWERED = [*BLIND, *likes("beacon")]
"""A beacon and a form in a frame tell their page nothing."""


@dataclass(frozen=True)
class Walker:
    """Somebody in one of the two browsers: what they see of the dialog, and how they press."""

    site: DemoSite
    at: Callable[[str], Any]
    shown: Callable[[Any], Any]
    press: Callable[[Any, str], None]

    def decided(self, tap: Tap, decision: str) -> dict[str, Any]:
        """Tap, decide; what the page was told."""
        page = self.at(HOMES[tap.face])
        start(page, tap)
        self.press(page, decision)
        return outcome(page)

    def cancelled(self, tap: Tap) -> list[Sent]:
        """What arrived of a tap, before its person cancelled it and after; the page saw that it failed."""
        page = self.at(HOMES[tap.face])
        assert not self.decided(tap, "cancel")["ok"]
        settled(page, self.site)
        arrived = [(one.method, one.path_with_query) for one in tap.arrived(self.site)]
        return [one for one in taken(self.site) if (one[0], one[2]) in arrived]

    def decided_twice(self, tap: Tap) -> None:
        """Cancel a tap, of which nothing arrives; release it, and it arrives once."""
        page = self.at(HOMES[tap.face])
        self.site.log.clear()
        assert not self.decided(tap, "cancel")["ok"]
        settled(page, self.site)
        assert not tap.arrived(self.site)
        assert self.decided(tap, "proceed")["ok"]
        assert len(tap.arrived(self.site)) == 1

    def decided_blindly(self, tap: Tap) -> None:
        """Cancel and release a tap whose page is told nothing; it arrives when it should, and once."""
        page = self.at(HOMES[tap.face])
        self.site.log.clear()
        for decision, count in (("cancel", 0), ("proceed", 1)):
            start(page, tap)
            self.shown(page)
            assert not tap.arrived(self.site)
            self.press(page, decision)
            if count:
                until(partial(tap.arrived, self.site))
            settled(page, self.site)
            assert len(tap.arrived(self.site)) == count

    def walk(self, *, asked: bool) -> Run:
        """Make every tap, one after the other; "proceed" where somebody is asked."""
        self.settle()
        found: Run = {BEFORE: taken(self.site)}
        for tap in (*TAPS, *FREE):
            if asked and tap in TAPS:
                self.decided(tap, "proceed")
            else:
                page = self.at(HOMES[tap.face])
                start(page, tap)
                outcome(page)
            until(partial(tap.arrived, self.site))
            found[str(tap)] = taken(self.site)
        self.settle()
        found[AFTER] = taken(self.site)
        # Last, for pages number and sign their attempts.
        for tap in TAPS if asked else ():
            found[cancel_of(tap)] = self.cancelled(tap)
        return apart(found)

    def settle(self) -> None:
        """Wait until all that was sent has arrived."""
        for home in HOMES.values():
            settled(self.at(home), self.site)


def cancel_of(tap: Tap) -> str:
    """Where a walk keeps what arrived of a tap that was cancelled."""
    return f"cancelled {tap}"
