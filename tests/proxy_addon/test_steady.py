"""What the proxy is made of is never searched for garbage again; what comes later is."""

from __future__ import annotations

import gc
import weakref

from proxy_addon.steady import settle


class Knot:
    """Something that only a search frees: it holds on to itself."""

    def __init__(self) -> None:
        self.me = self


def test_only_what_is_made_later_is_searched() -> None:
    """A knot tied before stays, one tied after is freed."""
    before = Knot()
    kept = weakref.ref(before)
    settle()
    try:
        assert gc.get_freeze_count() > 10_000
        later = Knot()
        gone = weakref.ref(later)
        del before, later
        gc.collect()
        assert kept() is not None
        assert gone() is None
    finally:
        gc.unfreeze()
    gc.collect()
    assert kept() is None
