"""How rows and changes are shown."""

from __future__ import annotations

from datetime import date

from ext_api.registry.looking import shown_row
from ext_api.say import Say
from ext_api.store.records import Kept
from rules.model import Record


def test_a_row_in_one_line() -> None:
    """Number, state, names, whose it is, where it is from and who entered it."""
    record = Record(
        "x", "budi", "42", "Budi", "Budi - Sari", "demo", "*", "kpu-registered", "F 1", date(2025, 1, 10), ""
    )
    assert shown_row(Say("registry", "en"), Kept(7, "pending", "andi", record)) == (
        "7  waiting  x @budi 42 | Budi | Budi - Sari | demo, * | "
        "kpu-registered: F 1, 2025-01-10 | entered by andi"
    )
