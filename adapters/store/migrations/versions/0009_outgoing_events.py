"""Events for subscribers: what each says, how sending it stands, and the last number of each subscriber."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MINE = "subject_ref = current_setting('hub.subject', true)"


def upgrade() -> None:
    _events()
    _deliveries()
    op.create_table(
        "event_subscriber",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_event_subscriber"),
        sa.CheckConstraint("seq >= 0", name="ck_event_subscriber_seq"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE outgoing_event ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE outgoing_event FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY person ON outgoing_event FOR ALL USING ({MINE}) WITH CHECK ({MINE})")


def downgrade() -> None:
    for table in ("event_subscriber", "event_delivery", "outgoing_event"):
        op.drop_table(table)


def _events() -> None:
    op.create_table(
        "outgoing_event",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_outgoing_event"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_outgoing_event_subject"),
    )


def _deliveries() -> None:
    op.create_table(
        "event_delivery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_event_delivery"),
        sa.UniqueConstraint("subscriber", "seq", name="uq_event_delivery_subscriber_seq"),
        sa.CheckConstraint("seq > 0", name="ck_event_delivery_seq"),
        sa.CheckConstraint("tries >= 0", name="ck_event_delivery_tries"),
    )
