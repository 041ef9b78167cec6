"""Alembic's entry. `adapters.store.migrate` hands over an open transaction; there is no other way in."""

from alembic import context

from adapters.store import sessions  # noqa: F401 its tables join the catalogue by being imported
from adapters.store.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
with context.begin_transaction():
    context.run_migrations()
