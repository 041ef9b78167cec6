"""Proofs of possession that were seen already, and tokens that stopped counting before their time."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("used_proof", "denied_token")


def upgrade() -> None:
    for table in TABLES:
        op.create_table(
            table,
            sa.Column("digest", sa.LargeBinary(), nullable=False),
            sa.Column("until", UtcTime(), nullable=False),
            sa.PrimaryKeyConstraint("digest", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_until", table, ["until"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
