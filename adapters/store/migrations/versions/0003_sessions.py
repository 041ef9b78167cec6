"""Sessions of people who logged in."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("subject_hash", sa.String(), nullable=False),
        sa.Column("session_hash", sa.String(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("renewing_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id_hash", name="pk_session"),
    )
    for column in ("subject_hash", "session_hash", "seen_at", "expires_at"):
        op.create_index(f"ix_session_{column}", "session", [column])
    op.create_table(
        "pending_login",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_pending_login"),
    )
    op.create_index("ix_pending_login_expires_at", "pending_login", ["expires_at"])
    op.create_table(
        "used_logout_token",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_used_logout_token"),
    )
    op.create_index("ix_used_logout_token_expires_at", "used_logout_token", ["expires_at"])


def downgrade() -> None:
    # A table takes its indexes along.
    for table in ("used_logout_token", "pending_login", "session"):
        op.drop_table(table)
