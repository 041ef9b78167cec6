"""A tree over the audit log (RFC 6962), what was signed about it, and who may read all lines at once."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_node", "audit_checkpoint", "audit_cosignature")

WHOLE = "current_setting('hub.log', true) = 'whole'"
"""Set by `adapters.store.audit_log` for its transaction, nowhere else: sealing and exporting read everybody's lines."""


def upgrade() -> None:
    _tree()
    _signed()
    for table in APPEND_ONLY:
        _make_append_only(table)
    if _is_postgresql():
        op.execute(f"CREATE POLICY whole ON audit_event FOR SELECT USING ({WHOLE})")


def downgrade() -> None:
    if _is_postgresql():
        op.execute("DROP POLICY whole ON audit_event")
    for table in ("audit_cosignature", "audit_checkpoint", "audit_node", "audit_tree"):
        op.drop_table(table)


def _tree() -> None:
    op.create_table(
        "audit_tree",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_tree"),
        sa.CheckConstraint("id = 1", name="ck_audit_tree_one"),
        sa.CheckConstraint("size >= 0", name="ck_audit_tree_size"),
    )
    op.execute("INSERT INTO audit_tree (id, size) VALUES (1, 0)")
    op.create_table(
        "audit_node",
        sa.Column("level", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("place", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name="pk_audit_node"),
        sa.CheckConstraint("level >= 0 AND place >= 0", name="ck_audit_node_name"),
    )


def _signed() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_audit_checkpoint"),
    )
    op.create_table(
        "audit_cosignature",
        sa.Column("size", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("size", "witness", name="pk_audit_cosignature"),
        sa.ForeignKeyConstraint(["size"], ["audit_checkpoint.size"], name="fk_audit_cosignature_audit_checkpoint"),
    )


def _make_append_only(table: str) -> None:
    if _is_postgresql():
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
