"""Both engines see the same in real recordings, entry by entry, where the recordings are at hand."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from rules import har
from rules.engine import Engine
from rules.explain import as_json, explain
from rules.model import Record
from rules.registry import Registry
from tests.extension.engine.mutations import wire
from tests.extension.engine.peer import Peer

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("JARI_RECORDED") or ROOT.parent / "shared" / "recorded")
RECORDED = sorted(FOLDER.glob("*.har"))
AT = "2026-03-01T12:00:00+07:00"

if not RECORDED:
    # A missing folder is said, not passed over in silence.
    pytestmark = pytest.mark.skip(reason=f"no recordings in {FOLDER}; set JARI_RECORDED to their folder")


def registered(path: Path) -> list[Record]:
    """A list with every second account that stands behind a recorded post."""
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    names = sorted({(row[1] or "", row[2] or "") for row in truth["rows"]})[::2]
    return [
        Record(
            platform=truth["platform"],
            handle=handle,
            account_id=id_,
            display_name="Contoh",
            participant="Contoh",
            contest="demo",
            region="*",
            source_class="kpu-registered",
            source="Formulir contoh",
            source_date=date(2026, 1, 2),
            reviewer="",
        )
        for id_, handle in names
    ]


def sent(exchange: har.Exchange) -> dict[str, Any]:
    """An entry as the peer is asked about it."""
    answer = exchange.response
    return {
        "request": wire(exchange.request),
        "response": answer
        and {
            "status": answer.status,
            "type": answer.content_type,
            "body": base64.b64encode(answer.body).decode(),
        },
    }


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_explained_alike(peer: Peer, rules: dict[str, Any], path: Path) -> None:
    """What ``jari-rules explain --json`` prints of each entry, the JavaScript engine says too."""
    rows = registered(path)
    exchanges = list(har.read(path))
    engine = Engine(rules, Registry(rows))
    expected = [as_json(seen) for seen in explain(engine, exchanges, datetime.fromisoformat(AT))]
    listed = [{**asdict(row), "source_date": row.source_date.isoformat()} for row in rows]
    seen = peer.ask("explain", rows=listed, tags=[], at=AT, exchanges=[sent(one) for one in exchanges])[
        "seen"
    ]
    assert any(one["learned"] for one in expected)
    assert seen == [{key: one[key] for key in ("action", "learned", "verdict")} for one in expected]
