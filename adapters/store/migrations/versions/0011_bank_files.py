"""What stood in files for banks, so that no later file has it again."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MINE = "subject_ref = current_setting('hub.subject', true)"


def upgrade() -> None:
    op.create_table(
        "bank_file_entry",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("arrangement_id", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "arrangement_id", "file", name="pk_bank_file_entry"),
        sa.ForeignKeyConstraint(
            ["subject_ref", "arrangement_id"],
            ["arrangement.subject_ref", "arrangement.id"],
            name="fk_bank_file_entry_arrangement",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE bank_file_entry ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE bank_file_entry FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY person ON bank_file_entry FOR ALL USING ({MINE}) WITH CHECK ({MINE})")


def downgrade() -> None:
    op.drop_table("bank_file_entry")
