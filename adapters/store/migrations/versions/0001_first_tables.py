"""People, grants and their history, kept proposals, attempts, the audit log; and what makes two of them append-only."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("consent_event", "audit_event")


def upgrade() -> None:
    _people()
    _consent()
    _proposals_and_attempts()
    _audit()
    for table in APPEND_ONLY:
        _make_append_only(table)


def downgrade() -> None:
    # A table takes its triggers and indexes along.
    for table in ("audit_event", "attempt", "kept_proposal", "consent_event", "consent_grant", "subject"):
        op.drop_table(table)
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change()")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _people() -> None:
    op.create_table(
        "subject",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("bsn_index", sa.LargeBinary(), nullable=True),
        sa.Column("bsn_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrap_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_subject"),
        sa.UniqueConstraint("bsn_index", name="uq_subject_bsn_index"),
        sa.CheckConstraint(
            "(bsn_index IS NULL) = (key_wrapped IS NULL) AND (bsn_sealed IS NULL) = (key_wrapped IS NULL)",
            name="ck_subject_whole",
        ),
    )


def _consent() -> None:
    op.create_table(
        "consent_grant",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("valid_from", UtcTime(), nullable=False),
        sa.Column("valid_until", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_consent_grant"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_consent_grant_subject"),
        sa.CheckConstraint("valid_from < valid_until", name="ck_consent_grant_period"),
    )
    op.create_index(
        "uq_consent_grant_one_not_withdrawn",
        "consent_grant",
        ["subject_ref", "recipient", "agency", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "consent_event",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "seq", name="pk_consent_event"),
        sa.ForeignKeyConstraint(
            ["subject_ref", "grant_id"],
            ["consent_grant.subject_ref", "consent_grant.id"],
            name="fk_consent_event_consent_grant",
        ),
        sa.CheckConstraint("type IN ('GIVEN', 'WITHDRAWN')", name="ck_consent_event_type"),
        sa.CheckConstraint("seq > 0", name="ck_consent_event_seq"),
    )


def _proposals_and_attempts() -> None:
    op.create_table(
        "kept_proposal",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", "id", name="pk_kept_proposal"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_kept_proposal_subject"),
        sa.CheckConstraint("made_at < expires_at", name="ck_kept_proposal_period"),
    )
    op.create_index("ix_kept_proposal_expires_at", "kept_proposal", ["expires_at"])
    op.create_table(
        "attempt",
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("subject_ref", "client", "key", name="pk_attempt"),
        sa.ForeignKeyConstraint(["subject_ref"], ["subject.ref"], name="fk_attempt_subject"),
    )
    op.create_index("ix_attempt_started_at", "attempt", ["started_at"])


def _audit() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_event"),
        sa.CheckConstraint("seq > 0", name="ck_audit_event_seq"),
    )
    op.create_index("ix_audit_event_subject_ref", "audit_event", ["subject_ref"])


def _make_append_only(table: str) -> None:
    """A fence against accidents and against a program that errs; who owns the database can take it down."""
    if _is_postgresql():
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'restrict_violation'; END $$"
        )
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
