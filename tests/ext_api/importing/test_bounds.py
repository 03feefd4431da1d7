"""The manual's table of bounds is that of the code."""

from __future__ import annotations

import re
from pathlib import Path

from ext_api.importing import bounds

MANUAL = Path(__file__).parents[3] / "docs" / "registry.md"


def test_the_manual_has_the_same_bounds() -> None:
    """Each bound stands in the manual with its value."""
    table = dict(re.findall(r"^\| `(MAX_\w+)` \| ([\d,]+) \|", MANUAL.read_text("utf-8"), re.MULTILINE))
    assert table == {name: f"{getattr(bounds, name):,}" for name in vars(bounds) if name.startswith("MAX_")}
