"""What an agency looks at of its own motion has no term: nobody applied for it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ABOUT_PEOPLE = ("review_event", "review")


def upgrade() -> None:
    for name in ("review", "review_queue"):
        with op.batch_alter_table(name) as table:
            table.alter_column("decide_by", existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    # An older hub cannot read how these began.
    _fence("NO FORCE")
    ids = "SELECT review_id FROM review_queue WHERE decide_by IS NULL"
    op.execute(f"DELETE FROM review_event WHERE review_id IN ({ids})")  # noqa: S608 our own words
    op.execute("DELETE FROM review WHERE decide_by IS NULL")
    op.execute("DELETE FROM review_queue WHERE decide_by IS NULL")
    _fence("FORCE")
    for name in ("review", "review_queue"):
        with op.batch_alter_table(name) as table:
            table.alter_column("decide_by", existing_type=sa.Date(), nullable=False)


def _fence(how: str) -> None:
    """Read across people, which no one else may: down until the end of these statements only."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ABOUT_PEOPLE:
            op.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
