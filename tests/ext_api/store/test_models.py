"""Moments come back in UTC from every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from ext_api.store import Act, Store
from ext_api.store.models import Batch


def test_moments_are_utc(store: Store) -> None:
    """A moment of Jakarta is the same moment in UTC when it comes back."""
    noon = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=7)))
    with store.writing(Act("uji", "andi", "", at=noon)) as journal:
        journal.note(Batch, [])
        journal.connection.execute(
            Batch.__table__.insert(),
            {"id": 99, "what": "x", "by": "y", "at": noon, "why": "", "file": "", "sha256": ""},
        )
    with store.reading() as connection:
        at = connection.scalar(Batch.__table__.select().with_only_columns(Batch.at).where(Batch.id == 99))
    assert (at, at.utcoffset()) == (noon, timedelta())


def test_a_moment_without_zone_is_a_mistake(store: Store) -> None:
    """A time that could be any zone's is not written."""
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    row = {"id": 99, "what": "x", "by": "y", "at": naive, "why": "", "file": "", "sha256": ""}
    with pytest.raises(StatementError, match="time zone"), store.writing(Act("uji", "a", "")) as journal:
        journal.connection.execute(Batch.__table__.insert(), row)
