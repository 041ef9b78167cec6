"""What the role that serves may do on PostgreSQL: of each table what the code needs, and nothing else."""

from typing import Final

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.engine import READS_ONLY
from adapters.store.faults import translated
from hub.errors import BadInput

MAY: Final = {
    "alembic_version": "SELECT",
    # A row is locked and written over itself: that too is an UPDATE.
    "subject": "SELECT, INSERT, UPDATE",
    "subject_index": "SELECT, INSERT, UPDATE, DELETE",
    "consent_grant": "SELECT, INSERT, UPDATE",
    "consent_event": "SELECT, INSERT",
    # What is kept for a time goes when that is over (decision 34), and so do outgoing events below.
    "consent_request": "SELECT, INSERT, UPDATE, DELETE",
    "mandate_event": "SELECT, INSERT",
    "kept_proposal": "SELECT, INSERT, UPDATE, DELETE",
    "attempt": "SELECT, INSERT, UPDATE, DELETE",
    "arrangement": "SELECT, INSERT, UPDATE",
    "arrangement_event": "SELECT, INSERT",
    "errand": "SELECT, INSERT, UPDATE",
    "arrangement_tag": "SELECT, INSERT",
    "bank_file_entry": "SELECT, INSERT",
    # A review goes when nothing can be done against its decision any more (decision 34).
    "review": "SELECT, INSERT, UPDATE, DELETE",
    "review_event": "SELECT, INSERT, DELETE",
    "review_queue": "SELECT, INSERT, UPDATE, DELETE",
    "dispute": "SELECT, INSERT, UPDATE, DELETE",
    # Rows that are over are locked and skipped, as below.
    "work": "SELECT, INSERT, UPDATE, DELETE",
    "outgoing_event": "SELECT, INSERT, DELETE",
    "event_delivery": "SELECT, INSERT, UPDATE, DELETE",
    "event_subscriber": "SELECT, INSERT, UPDATE",
    "audit_event": "SELECT, INSERT",
    "audit_head": "SELECT, UPDATE",
    "audit_tree": "SELECT, UPDATE",
    "audit_node": "SELECT, INSERT",
    "audit_checkpoint": "SELECT, INSERT",
    "audit_cosignature": "SELECT, INSERT",
    # Rows that are over are locked and skipped, so that two workers do not wait for each other.
    "used_proof": "SELECT, INSERT, UPDATE, DELETE",
    "session": "SELECT, INSERT, UPDATE, DELETE",
    "pending_login": "SELECT, INSERT, UPDATE, DELETE",
    "used_logout_token": "SELECT, INSERT, UPDATE, DELETE",
    "denied_token": "SELECT, INSERT, UPDATE, DELETE",
}
"""A table that is not named here is closed to the role; a test compares this with the tables there are."""


def grant(connection: Connection, role: str) -> None:
    """Give the role what it may do, and take whatever else it had. Raises BadInput where there is no such role."""
    if connection.dialect.name != "postgresql":
        return
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first() is None:
        raise BadInput(
            "store.role_unknown", "The database has no role of the name in store.role.", "Make it: CREATE ROLE."
        )
    quoted = connection.dialect.identifier_preparer.quote(role)
    schema = connection.dialect.identifier_preparer.quote(_schema(connection))
    connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}"))
    for table in inspect(connection).get_table_names():
        if table in MAY:
            connection.execute(text(f"GRANT {MAY[table]} ON {schema}.{table} TO {quoted}"))


async def faults(engine: AsyncEngine) -> list[str]:
    """Say what makes the second fence useless for whoever is connected: they may pass it, or take it down."""
    with translated():
        async with engine.execution_options(**{READS_ONLY: True}).connect() as connection:
            return await connection.run_sync(_faults)


def _faults(connection: Connection) -> list[str]:
    found = connection.execute(
        text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    ).one()
    owned = connection.execute(
        text("SELECT count(*) FROM pg_tables WHERE schemaname = :schema AND tableowner = current_user"),
        {"schema": _schema(connection)},
    ).scalar_one()
    return [
        f"store.role: the role {found.rolname} {what}"
        for is_so, what in (
            (found.rolsuper, "is a superuser: nothing holds it back"),
            (found.rolbypassrls and not found.rolsuper, "has BYPASSRLS: it sees everybody's rows"),
            (owned, "owns the tables: it could take the fence down"),
        )
        if is_so
    ]


def _schema(connection: Connection) -> str:
    name: str = connection.execute(select(func.current_schema())).scalar_one()
    return name
