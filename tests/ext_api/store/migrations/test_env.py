"""The migrations lead to exactly the tables of the code, in both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from ext_api.store import Store
from ext_api.store.models import Base


def test_migrations_and_models_agree(empty: Store) -> None:
    """There is nothing that a new migration would have to do."""
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
