"""The tables of the registry. Rows change through `journal.Journal` alone, which notes who, when and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from rules.bounds import MAX_CELL, MAX_ID

State = Literal["live", "pending", "rejected", "removed"]
"""An account row is to be published; waits for a second person; was refused by one; is off the list."""

_NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also where the database keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - asked for by the base
    ) -> datetime | None:
        """To UTC on the way in; a moment without a zone is a mistake of ours."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - asked for by the base
    ) -> datetime | None:
        """As UTC on the way out."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share: the names of their constraints, so that migrations can name them."""

    metadata = MetaData(naming_convention=_NAMES)
    # Ids are given by the journal, which holds the one lock of all writers.
    type_annotation_map = {
        str: String(),
        datetime: Moment(),
        date: Date(),
        dict[str, Any]: JSON(none_as_null=True),
    }  # noqa: RUF012


class Batch(Base):
    """One act of one person, and why. ``file`` and ``sha256``: what was read, if anything."""

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str]
    by: Mapped[str] = mapped_column(String(MAX_CELL))
    at: Mapped[datetime]
    why: Mapped[str]
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))


class Change(Base):
    """One row before and after a batch: ``before`` is empty for a new row. Never changed, never deleted."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    of: Mapped[str] = mapped_column(String(20))
    row: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (Index(None, "of", "row"),)


class Contest(Base):
    """An election: its short name, and its name in both languages."""

    __tablename__ = "contests"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contest: Mapped[str] = mapped_column(String(100), unique=True)
    name_id: Mapped[str]
    name_en: Mapped[str]


class WindowRow(Base):
    """A span of a contest in a region. Moments are ISO texts with an offset, as rulesets write them."""

    __tablename__ = "windows"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contest: Mapped[str] = mapped_column(ForeignKey("contests.contest"), index=True)
    place: Mapped[int]
    region: Mapped[str] = mapped_column(String(MAX_CELL))
    phase: Mapped[str] = mapped_column(String(20))
    opens: Mapped[str] = mapped_column(String(40))
    closes: Mapped[str] = mapped_column(String(40))
    candidates_set: Mapped[bool]
    withdrawn: Mapped[bool]


class Participant(Base):
    """Who stands in a contest in a region; ``number`` is the number on the ballot, where there is one."""

    __tablename__ = "participants"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contest: Mapped[str] = mapped_column(ForeignKey("contests.contest"))
    region: Mapped[str] = mapped_column(String(MAX_CELL))
    region_key: Mapped[str] = mapped_column(String(MAX_CELL))
    participant: Mapped[str] = mapped_column(String(MAX_CELL))
    number: Mapped[str] = mapped_column(String(MAX_CELL))
    withdrawn: Mapped[bool]
    __table_args__ = (UniqueConstraint("contest", "region_key", "participant"),)


class Source(Base):
    """A document that rows come from: a form, a letter, an observation; of which class, and of which day."""

    __tablename__ = "sources"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(MAX_CELL))
    source_class: Mapped[str] = mapped_column(String(20))
    source_date: Mapped[date]
    __table_args__ = (UniqueConstraint("source", "source_class", "source_date"),)


class AccountRow(Base):
    """A campaign account in a contest and region. ``handle_key`` and ``region_key`` are how they compare.

    ``entered_by`` is who last changed what the row says: somebody else must review it.
    """

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(String(100))
    handle: Mapped[str] = mapped_column(String(MAX_ID))
    handle_key: Mapped[str] = mapped_column(String(MAX_ID))
    account_id: Mapped[str] = mapped_column(String(MAX_ID))
    display_name: Mapped[str] = mapped_column(String(MAX_CELL))
    participant: Mapped[str] = mapped_column(String(MAX_CELL))
    contest: Mapped[str] = mapped_column(ForeignKey("contests.contest"))
    region: Mapped[str] = mapped_column(String(MAX_CELL))
    region_key: Mapped[str] = mapped_column(String(MAX_CELL))
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    reviewer: Mapped[str] = mapped_column(String(MAX_CELL))
    state: Mapped[str] = mapped_column(String(10))
    entered_by: Mapped[str] = mapped_column(String(MAX_CELL))
    __table_args__ = (
        Index(
            "uq_accounts_ids", "platform", "account_id", "contest", "region_key", unique=True,
            sqlite_where=text("account_id <> '' AND state <> 'removed'"),
            postgresql_where=text("account_id <> '' AND state <> 'removed'"),
        ),
        Index(
            "uq_accounts_handles", "platform", "handle_key", "contest", "region_key", unique=True,
            sqlite_where=text("handle_key <> '' AND state <> 'removed'"),
            postgresql_where=text("handle_key <> '' AND state <> 'removed'"),
        ),
        Index(None, "contest", "region_key", "participant"),
        Index(None, "state"),
    )  # fmt: skip


class HashtagRow(Base):
    """A campaign's hashtag: without `#` and in lower case, as somebody wrote it, and whose it is."""

    __tablename__ = "hashtags"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tag: Mapped[str] = mapped_column(String(MAX_CELL))
    written: Mapped[str] = mapped_column(String(MAX_CELL))
    participant: Mapped[str] = mapped_column(String(MAX_CELL))
    contest: Mapped[str] = mapped_column(ForeignKey("contests.contest"))
    region: Mapped[str] = mapped_column(String(MAX_CELL))
    region_key: Mapped[str] = mapped_column(String(MAX_CELL))
    source: Mapped[str] = mapped_column(String(MAX_CELL))
    withdrawn: Mapped[bool]
    __table_args__ = (UniqueConstraint("tag", "contest", "region_key"),)


class Review(Base):
    """What a second person said of a row that one person entered."""

    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    by: Mapped[str] = mapped_column(String(MAX_CELL))
    at: Mapped[datetime]
    approved: Mapped[bool]
    why: Mapped[str]


class Removal(Base):
    """A wish to take a row off the list, and what another person decided; ``granted`` is empty until then."""

    __tablename__ = "removals"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    by: Mapped[str] = mapped_column(String(MAX_CELL))
    at: Mapped[datetime]
    why: Mapped[str]
    granted: Mapped[bool | None]
    decided_by: Mapped[str] = mapped_column(String(MAX_CELL))
    decided_at: Mapped[datetime | None]
    decided_why: Mapped[str]


class PartRegion(Base):
    """A region that belongs to a part of the registry with its own publisher, such as ``id/jatim``."""

    __tablename__ = "part_regions"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(100), index=True)
    region: Mapped[str] = mapped_column(String(MAX_CELL))
    region_key: Mapped[str] = mapped_column(String(MAX_CELL), unique=True)
    withdrawn: Mapped[bool]


class PublicationRow(Base):
    """What was published of a part, when, by whom."""

    __tablename__ = "publications"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(100), index=True)
    sequence: Mapped[int]
    state: Mapped[str] = mapped_column(String(64))
    keys: Mapped[int]
    accounts: Mapped[int]
    ruleset: Mapped[str]
    by: Mapped[str] = mapped_column(String(MAX_CELL))
    at: Mapped[datetime]
    why: Mapped[str]
