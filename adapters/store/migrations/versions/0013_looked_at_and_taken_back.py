"""What an agency looks at of its own motion has no term: nobody applied for it. A dispute can be taken back."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHECK = "ck_dispute_withdrawn"
ABOUT_PEOPLE = ("review_event", "review", "dispute")


def upgrade() -> None:
    for name in ("review", "review_queue"):
        with op.batch_alter_table(name) as table:
            table.alter_column("decide_by", existing_type=sa.Date(), nullable=True)
    with op.batch_alter_table("dispute") as table:
        table.add_column(sa.Column("withdrawn_at", UtcTime(), nullable=True))
        table.add_column(sa.Column("withdrawal_told_at", UtcTime(), nullable=True))
        table.create_check_constraint(CHECK, "withdrawn_at IS NOT NULL OR withdrawal_told_at IS NULL")


def downgrade() -> None:
    # An older hub cannot read how these began, nor leave in peace who took a dispute back.
    _fence("NO FORCE")
    ids = "SELECT review_id FROM review_queue WHERE decide_by IS NULL"
    op.execute(f"DELETE FROM review_event WHERE review_id IN ({ids})")  # noqa: S608 our own words
    op.execute("DELETE FROM review WHERE decide_by IS NULL")
    op.execute("DELETE FROM review_queue WHERE decide_by IS NULL")
    op.execute("DELETE FROM dispute WHERE withdrawn_at IS NOT NULL")
    _fence("FORCE")
    with op.batch_alter_table("dispute") as table:
        table.drop_constraint(CHECK, type_="check")
        for column in ("withdrawal_told_at", "withdrawn_at"):
            table.drop_column(column)
    for name in ("review", "review_queue"):
        with op.batch_alter_table(name) as table:
            table.alter_column("decide_by", existing_type=sa.Date(), nullable=False)


def _fence(how: str) -> None:
    """Read across people, which no one else may: down until the end of these statements only."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ABOUT_PEOPLE:
            op.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
