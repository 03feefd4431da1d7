"""The folder with the sources, loaded into Firefox as a temporary add-on, does what the package does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extension.packing.cli import write
from extension.packing.files import FOLDER, MANIFEST, merged
from tests.extension.browser.test_unpacked import LIKE, sources
from tests.support.fox import Fox, built, decided, settled
from tests.support.stack import X
from tests.support.tap_table import X_POST

pytestmark = pytest.mark.browser


def test_sources_hold_a_like(fox: Fox, tmp_path: Path) -> None:
    """A like on a campaign account is asked about: cancelled nothing is sent, released it is sent once."""
    common, own = (
        json.loads((FOLDER / name).read_text("utf-8")) for name in (MANIFEST, "manifest.firefox.json")
    )
    manifest = merged(common, own)
    assert manifest["background"]["type"] == "module"
    write(tmp_path / "sources", {**sources(), MANIFEST: json.dumps(manifest).encode()})
    fox.begin().install(tmp_path / "sources")
    try:
        page = fox.informed([X], [("x", "post", X_POST)]).at(X)
        fox.site.log.clear()
        assert not decided(page, LIKE, "cancel")["ok"]
        settled(page, fox.site)
        assert not LIKE.arrived(fox.site)
        assert decided(page, LIKE, "proceed")["ok"]
        assert len(LIKE.arrived(fox.site)) == 1
    finally:
        fox.install(built(tmp_path / "packed"))
