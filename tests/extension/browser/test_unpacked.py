"""The folder with the sources, loaded as it is, does what the package does."""

from __future__ import annotations

from pathlib import Path

import pytest

from extension.packing.files import FOLDER, PACKAGED, Files
from tests.support.extended import Tabs, decided, demo_base, extended, informed, settled
from tests.support.stack import X
from tests.support.tap_table import X_POST
from tests.support.taps import Tap

pytestmark = pytest.mark.browser

LIKE = Tap("x", "like", X_POST, "/FavoriteTweet")


def sources() -> Files:
    """Every file of the folder, and beside them what `make extension` puts there."""
    paths = [path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    named = {path.relative_to(FOLDER).as_posix(): path for path in paths}
    found = {name: path.read_bytes() for name, path in named.items() if not name.startswith(f"{PACKAGED}/")}
    return {**found, **demo_base()}


def test_sources_hold_a_like(tmp_path: Path) -> None:
    """A like on a campaign account is asked about: cancelled nothing is sent, released it is sent once."""
    with extended(tmp_path, base=sources()) as person:
        loaded = (tmp_path / "extension" / "background" / "worker.js").read_bytes()
        assert loaded == (FOLDER / "background" / "worker.js").read_bytes()
        page = informed(Tabs(person), [X], [("x", "post", X_POST)]).at(X)
        assert not decided(page, LIKE, "cancel")["ok"]
        settled(page, person.site)
        assert not LIKE.arrived(person.site)
        assert decided(page, LIKE, "proceed")["ok"]
        assert len(LIKE.arrived(person.site)) == 1
