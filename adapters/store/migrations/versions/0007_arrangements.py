"""Arrangements that run: their events, what is brought to agencies about them, and work that waits."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MINE = "subject_ref = current_setting('hub.subject', true)"
ABOUT_PEOPLE = ("arrangement", "arrangement_event", "errand")


def upgrade() -> None:
    _arrangements()
    _events()
    _errands()
    _work()
    if _is_postgresql():
        for table in ABOUT_PEOPLE:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY person ON {table} FOR ALL USING ({MINE}) WITH CHECK ({MINE})")


def downgrade() -> None:
    for table in ("work", "errand", "arrangement_event", "arrangement"):
        op.drop_table(table)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _arrangements() -> None:
    op.create_table(
        "arrangement",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("executes", sa.String(), nullable=False),
        sa.Column("owners", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accepted_at", UtcTime(), nullable=False),
        sa.Column("begun_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_arrangement"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_arrangement_subject"),
        sa.CheckConstraint("version > 0", name="ck_arrangement_version"),
    )
    op.create_index(
        "uq_arrangement_one_open",
        "arrangement",
        ["subject_ref", "executes"],
        unique=True,
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )


def _events() -> None:
    op.create_table(
        "arrangement_event",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("arrangement_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "arrangement_id", "seq", name="pk_arrangement_event"),
        sa.ForeignKeyConstraint(
            ["subject_ref", "arrangement_id"],
            ["arrangement.subject_ref", "arrangement.id"],
            name="fk_arrangement_event_arrangement",
        ),
        sa.CheckConstraint("seq > 0", name="ck_arrangement_event_seq"),
    )
    _keep("arrangement_event")


def _errands() -> None:
    op.create_table(
        "errand",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("arrangement_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcTime(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_errand"),
        sa.ForeignKeyConstraint(
            ["subject_ref", "arrangement_id"],
            ["arrangement.subject_ref", "arrangement.id"],
            name="fk_errand_arrangement",
        ),
        sa.CheckConstraint("tries >= 0", name="ck_errand_tries"),
    )


def _work() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_work"),
        sa.CheckConstraint("turn > 0", name="ck_work_turn"),
    )
    op.create_index("ix_work_due_at", "work", ["due_at"])


def _keep(table: str) -> None:
    """Let nobody change a row or take it away, as the first revision does."""
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
