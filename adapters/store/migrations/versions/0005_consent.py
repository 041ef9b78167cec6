"""Activities, categories, mandates and requests beside the grants.

Grants from before are for version 1 of the activities; nobody noted which text was read, so they must be given again.
"""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

THE_PERSON = '{"acr":null,"client":"","is":"By","logged_in_at":null,"mandate":null,"representative":null}'
"""Who did it, where nothing else was noted: the person."""

WITHDRAW_WHAT_WAS_NARROWED = """
UPDATE consent_grant SET withdrawn_at = (
    SELECT min(at) FROM consent_event
    WHERE type = 'WITHDRAWN' AND grant_id = consent_grant.id AND subject_ref = consent_grant.subject_ref)
WHERE EXISTS (
    SELECT 1 FROM consent_event
    WHERE type = 'WITHDRAWN' AND grant_id = consent_grant.id AND subject_ref = consent_grant.subject_ref)
"""

OLD_TYPES, NEW_TYPES = "type IN ('GIVEN', 'WITHDRAWN')", "type IN ('GIVEN', 'NARROWED', 'WITHDRAWN')"


def upgrade() -> None:
    _grants()
    _events()
    _mandates()
    _requests()


def downgrade() -> None:
    op.drop_table("consent_request")
    op.drop_table("mandate_event")
    _let_change("consent_event")
    # What only the newer schema can say goes: a narrowed grant would be whole again, so it is withdrawn.
    op.execute("UPDATE consent_event SET type = 'WITHDRAWN' WHERE type = 'NARROWED'")
    op.execute(WITHDRAW_WHAT_WAS_NARROWED)
    with op.batch_alter_table("consent_event") as table:
        for column in ("made_by", "categories", "valid_until"):
            table.drop_column(column)
        table.drop_constraint("ck_consent_event_type", type_="check")
        table.create_check_constraint("ck_consent_event_type", OLD_TYPES)
    _keep("consent_event")
    with op.batch_alter_table("consent_grant") as table:
        for column in ("categories", "activity", "notice", "use", "used_at"):
            table.drop_column(column)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _grants() -> None:
    for column, before in (("categories", "claims"), ("activity", "before:0"), ("notice", ""), ("use", "ongoing")):
        op.add_column("consent_grant", sa.Column(column, sa.String(), nullable=False, server_default=before))
    op.add_column("consent_grant", sa.Column("used_at", UtcTime(), nullable=True))
    with op.batch_alter_table("consent_grant") as table:
        for column in ("categories", "activity", "notice", "use"):
            table.alter_column(column, server_default=None)


def _events() -> None:
    _let_change("consent_event")
    op.add_column("consent_event", sa.Column("made_by", sa.Text(), nullable=False, server_default=THE_PERSON))
    op.add_column("consent_event", sa.Column("categories", sa.String(), nullable=True))
    op.add_column("consent_event", sa.Column("valid_until", UtcTime(), nullable=True))
    with op.batch_alter_table("consent_event") as table:
        table.alter_column("made_by", server_default=None)
        table.drop_constraint("ck_consent_event_type", type_="check")
        table.create_check_constraint("ck_consent_event_type", NEW_TYPES)
    _keep("consent_event")


def _mandates() -> None:
    op.create_table(
        "mandate_event",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("mandate_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "seq", name="pk_mandate_event"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_mandate_event_subject"),
        sa.CheckConstraint("type IN ('GIVEN', 'ENDED')", name="ck_mandate_event_type"),
        sa.CheckConstraint("(type = 'GIVEN') = (record IS NOT NULL)", name="ck_mandate_event_record"),
        sa.CheckConstraint("seq > 0", name="ck_mandate_event_seq"),
    )
    _keep("mandate_event")


def _requests() -> None:
    op.create_table(
        "consent_request",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("agencies", sa.String(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("categories", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("grants", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_consent_request"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_consent_request_subject"),
        sa.CheckConstraint("asked_at < expires_at", name="ck_consent_request_period"),
        sa.CheckConstraint("answer IN ('give', 'refuse')", name="ck_consent_request_answer"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="ck_consent_request_answered"),
    )


def _let_change(table: str) -> None:
    """Take the fence down; SQLite rebuilds a table without its triggers anyway."""
    if _is_postgresql():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        return
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_refuse_{change}")


def _keep(table: str) -> None:
    """Put the fence up, as the first revision did."""
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
