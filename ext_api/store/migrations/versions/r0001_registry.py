"""The first tables: contests and windows, participants, accounts and their routes, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("batches", "changes", "publications", "reviews")
"""What nobody changes or deletes once it is written."""

_KEPT = ("accounts", "contests", "hashtags", "part_regions", "participants", "removals", "sources", "windows")
"""What changes only with an entry in the journal, and is never deleted."""


def upgrade() -> None:
    """Make the tables, and the triggers that keep what is written."""
    _batches()
    _contests()
    _part_regions()
    _publications()
    _sources()
    _accounts()
    _changes()
    _hashtags()
    _participants()
    _windows()
    _removals()
    _reviews()
    for table in _APPEND_ONLY:
        _forbid(table, "UPDATE", "DELETE")
    for table in _KEPT:
        _forbid(table, "DELETE")


def downgrade() -> None:
    """There is nothing before the first tables, and a registry isn't thrown away by a step back."""
    raise NotImplementedError("the first tables stay")


def _forbid(table: str, *verbs: str) -> None:
    """Triggers that refuse to lose a row of a table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in verbs:
            op.execute(
                f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept as they are'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION 'rows of {table} are kept as they are'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER keep_{table} BEFORE {' OR '.join((*verbs, 'TRUNCATE'))} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()"
    )


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )


def _contests() -> None:
    op.create_table(
        "contests",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contest", sa.String(length=100), nullable=False),
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contests"),
        sa.UniqueConstraint("contest", name="uq_contests_contest"),
    )


def _part_regions() -> None:
    op.create_table(
        "part_regions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=500), nullable=False),
        sa.Column("region_key", sa.String(length=500), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_part_regions"),
        sa.UniqueConstraint("region_key", name="uq_part_regions_region_key"),
    )
    op.create_index("ix_part_regions_part", "part_regions", ["part"], unique=False)


def _publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("keys", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
    )
    op.create_index("ix_publications_part", "publications", ["part"], unique=False)


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("source_class", sa.String(length=20), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint(
            "source", "source_class", "source_date", name="uq_sources_source_source_class_source_date"
        ),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(length=100), nullable=False),
        sa.Column("handle", sa.String(length=256), nullable=False),
        sa.Column("handle_key", sa.String(length=256), nullable=False),
        sa.Column("account_id", sa.String(length=256), nullable=False),
        sa.Column("display_name", sa.String(length=500), nullable=False),
        sa.Column("participant", sa.String(length=500), nullable=False),
        sa.Column("contest", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=500), nullable=False),
        sa.Column("region_key", sa.String(length=500), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("entered_by", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["contest"], ["contests.contest"], name="fk_accounts_contest"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_accounts_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index(
        "ix_accounts_contest_region_key_participant",
        "accounts",
        ["contest", "region_key", "participant"],
        unique=False,
    )
    op.create_index("ix_accounts_state", "accounts", ["state"], unique=False)
    op.create_index(
        "uq_accounts_handles",
        "accounts",
        ["platform", "handle_key", "contest", "region_key"],
        unique=True,
        sqlite_where=sa.text("handle_key <> '' AND state <> 'removed'"),
        postgresql_where=sa.text("handle_key <> '' AND state <> 'removed'"),
    )
    op.create_index(
        "uq_accounts_ids",
        "accounts",
        ["platform", "account_id", "contest", "region_key"],
        unique=True,
        sqlite_where=sa.text("account_id <> '' AND state <> 'removed'"),
        postgresql_where=sa.text("account_id <> '' AND state <> 'removed'"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("of", sa.String(length=20), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_changes_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_batch_id", "changes", ["batch_id"], unique=False)
    op.create_index("ix_changes_of_row", "changes", ["of", "row"], unique=False)


def _hashtags() -> None:
    op.create_table(
        "hashtags",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=500), nullable=False),
        sa.Column("written", sa.String(length=500), nullable=False),
        sa.Column("participant", sa.String(length=500), nullable=False),
        sa.Column("contest", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=500), nullable=False),
        sa.Column("region_key", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contest"], ["contests.contest"], name="fk_hashtags_contest"),
        sa.PrimaryKeyConstraint("id", name="pk_hashtags"),
        sa.UniqueConstraint("tag", "contest", "region_key", name="uq_hashtags_tag_contest_region_key"),
    )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contest", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=500), nullable=False),
        sa.Column("region_key", sa.String(length=500), nullable=False),
        sa.Column("participant", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=500), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contest"], ["contests.contest"], name="fk_participants_contest"),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        sa.UniqueConstraint(
            "contest", "region_key", "participant", name="uq_participants_contest_region_key_participant"
        ),
    )


def _windows() -> None:
    op.create_table(
        "windows",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contest", sa.String(length=100), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=500), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("opens", sa.String(length=40), nullable=False),
        sa.Column("closes", sa.String(length=40), nullable=False),
        sa.Column("candidates_set", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contest"], ["contests.contest"], name="fk_windows_contest"),
        sa.PrimaryKeyConstraint("id", name="pk_windows"),
    )
    op.create_index("ix_windows_contest", "windows", ["contest"], unique=False)


def _removals() -> None:
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=500), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_removals_account"),
        sa.PrimaryKeyConstraint("id", name="pk_removals"),
    )
    op.create_index("ix_removals_account", "removals", ["account"], unique=False)


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_reviews_account"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_account", "reviews", ["account"], unique=False)
