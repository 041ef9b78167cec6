"""A proposal that was accepted is kept with what came of it, and not for a time only."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ABOUT_PEOPLE = ("kept_proposal", "arrangement")


def upgrade() -> None:
    with op.batch_alter_table("kept_proposal") as table:
        table.add_column(sa.Column("accepted_at", UtcTime(), nullable=True))
    # What was accepted and is still there stays. Of changes an older hub wrote down only sealed what was accepted.
    _fence("NO FORCE")
    op.execute(
        "UPDATE kept_proposal SET accepted_at = (SELECT min(arrangement.accepted_at) FROM arrangement "
        "WHERE arrangement.subject_ref = kept_proposal.subject_ref AND arrangement.proposal = kept_proposal.id)"
    )
    _fence("FORCE")


def downgrade() -> None:
    with op.batch_alter_table("kept_proposal") as table:
        table.drop_column("accepted_at")


def _fence(how: str) -> None:
    """Read across people, which no one else may: down until the end of this statement only."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ABOUT_PEOPLE:
            op.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
