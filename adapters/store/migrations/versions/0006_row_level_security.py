"""A second fence on PostgreSQL: rows of one person per transaction; and a row for the last number of the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MINE = "subject_ref = current_setting('hub.subject', true)"
"""Without a setting this is unknown, or an empty text: no row. Set by `adapters.store.unit`, nowhere else."""


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name="one"),
    )
    op.execute("INSERT INTO audit_head (id, seq) SELECT 1, coalesce(max(seq), 0) FROM audit_event")
    if not _is_postgresql():
        return
    for table in _about_people():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # The owner too: a migration that reads people's rows must say for whom, or be run by a superuser.
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY person ON {table} FOR ALL USING ({MINE}) WITH CHECK ({MINE})")


def downgrade() -> None:
    if _is_postgresql():
        for table in _about_people():
            op.execute(f"DROP POLICY person ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.drop_table("audit_head")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _about_people() -> list[str]:
    """Name, from the catalogue, the tables about a person: all that carry `subject_ref`."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT c.table_name FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE c.column_name = 'subject_ref' AND t.table_type = 'BASE TABLE' "
            "AND c.table_schema = current_schema() ORDER BY c.table_name"
        )
    )
    quote = op.get_bind().dialect.identifier_preparer.quote
    return [quote(row.table_name) for row in found]
