"""Run by Alembic: the steps a database lacks, within the transaction of `database.upgrade`."""

from __future__ import annotations

from alembic import context

from ext_api.store.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
