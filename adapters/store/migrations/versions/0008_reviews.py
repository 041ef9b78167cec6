"""Reviews and disputes: what a person asked somebody at an agency to look at, and what they say is wrong."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MINE = "subject_ref = current_setting('hub.subject', true)"
ABOUT_PEOPLE = ("review", "review_event", "dispute")


def upgrade() -> None:
    _reviews()
    _events()
    _queue()
    _disputes()
    if op.get_bind().dialect.name == "postgresql":
        for table in ABOUT_PEOPLE:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY person ON {table} FOR ALL USING ({MINE}) WITH CHECK ({MINE})")


def downgrade() -> None:
    for table in ("dispute", "review_queue", "review_event", "review"):
        op.drop_table(table)


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_review"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_review_subject"),
        sa.CheckConstraint("version > 0", name="ck_review_version"),
    )


def _events() -> None:
    op.create_table(
        "review_event",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "review_id", "seq", name="pk_review_event"),
        sa.ForeignKeyConstraint(
            ["subject_ref", "review_id"], ["review.subject_ref", "review.id"], name="fk_review_event_review"
        ),
        sa.CheckConstraint("seq > 0", name="ck_review_event_seq"),
    )


def _queue() -> None:
    op.create_table(
        "review_queue",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "review_id", name="pk_review_queue"),
    )
    op.create_index("ix_review_queue_agency_is_open_decide_by", "review_queue", ["agency", "is_open", "decide_by"])


def _disputes() -> None:
    op.create_table(
        "dispute",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_dispute"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_dispute_subject"),
        sa.CheckConstraint("tries >= 0", name="ck_dispute_tries"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="ck_dispute_answered"),
    )
