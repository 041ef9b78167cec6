"""Alembic's entry. `adapters.store.migrate` hands over an open transaction; there is no other way in."""

from alembic import context

from adapters.store import denials, outgoing_tables, proofs, sessions
from adapters.store.tables import Table

DESCRIBED = (denials, outgoing_tables, proofs, sessions)
"""Modules with tables of their own: once imported, these stand in the catalogue."""

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
with context.begin_transaction():
    context.run_migrations()
