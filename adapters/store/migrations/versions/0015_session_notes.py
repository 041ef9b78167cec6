"""What an application keeps in a session is gone with it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.add_column(sa.Column("notes", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.drop_column("notes")
