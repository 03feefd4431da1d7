"""Small lists of made-up accounts, as records and as rows of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ext_api.importing import Defaults, Plan, Wish, Words, load_folder, plan_or_apply
from ext_api.store import Store

HEADER = (
    "platform", "handle", "account_id", "display_name", "participant", "contest", "region",
    "source_class", "source", "source_date", "reviewer",
)  # fmt: skip

BUDI = {
    "platform": "x", "handle": "budi_contoh", "account_id": "", "display_name": "Budi Contoh",
    "participant": "Budi Contoh - Sari Umpama", "contest": "demo", "region": "Kota Contoh",
    "source_class": "kpu-registered", "source": "Formulir 1", "source_date": "2025-01-10", "reviewer": "",
}  # fmt: skip
SARI = BUDI | {"handle": "sari_umpama", "display_name": "Sari Umpama"}
RATNA = BUDI | {
    "handle": "relawan_ratna", "account_id": "77", "display_name": "Relawan Ratna",
    "participant": "Ratna Contoh - Joko Umpama", "source_class": "agency-curated", "source": "Pengamatan",
}  # fmt: skip


def text(rows: Iterable[dict[str, str]], header: Sequence[str] = HEADER) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def put(store: Store, folder: Path, rows: Iterable[dict[str, str]], words: Words, by: str = "andi") -> Plan:
    """Save rows in a registry."""
    path = folder / "given.csv"
    path.write_text(text(rows), "utf-8")
    return load_folder(store, path, by=by, why="daftar", words=words)


def planned(
    store: Store, path: Path, words: Words, defaults: dict[str, str] | None = None, **wish: Any
) -> Plan:
    """What a file would do."""
    return plan_or_apply(store, path, words, Wish("andi", defaults=Defaults(defaults or {}), **wish))


DAY = date(2025, 1, 10)
