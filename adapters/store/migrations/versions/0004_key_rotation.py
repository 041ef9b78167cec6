"""Several keys side by side, so that keys can be changed while serving."""

import sqlalchemy as sa
from alembic import op

from adapters.store.tables import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FIRST_INDEX = "index-1"
"""Under this name stands whoever was added before keys had names (`adapters.settings`)."""


def upgrade() -> None:
    op.create_table(
        "subject_index",
        sa.Column("index_id", sa.String(), nullable=False),
        sa.Column("bsn_index", sa.LargeBinary(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("index_id", "bsn_index", name="pk_subject_index"),
        sa.UniqueConstraint("ref", "index_id", name="uq_subject_index_ref_index_id"),
        sa.ForeignKeyConstraint(
            ["ref"], ["subject.ref"], name="fk_subject_index_subject", deferrable=True, initially="DEFERRED"
        ),
    )
    op.execute(
        f"INSERT INTO subject_index (index_id, bsn_index, ref) "  # noqa: S608 our own constant
        f"SELECT '{FIRST_INDEX}', bsn_index, ref FROM subject WHERE bsn_index IS NOT NULL"
    )
    if _is_postgresql():
        op.drop_column("subject", "bsn_index")  # the constraints that name it go along
        op.create_check_constraint("whole", "subject", "(bsn_sealed IS NULL) = (key_wrapped IS NULL)")
        return
    _make_again(
        "ref, bsn_sealed, key_wrapped, wrap_id, created_at",
        sa.CheckConstraint("(bsn_sealed IS NULL) = (key_wrapped IS NULL)", name="whole"),
    )


def downgrade() -> None:
    """Go back to one index: the first key's where everybody stands under it, else one under which everybody does."""
    index_id = _one_for_all()
    whole = "(bsn_index IS NULL) = (key_wrapped IS NULL) AND (bsn_sealed IS NULL) = (key_wrapped IS NULL)"
    theirs = f"(SELECT i.bsn_index FROM subject_index i WHERE i.ref = subject.ref AND i.index_id = '{index_id}')"  # noqa: S608 it is quoted
    if _is_postgresql():
        op.add_column("subject", sa.Column("bsn_index", sa.LargeBinary(), nullable=True))
        op.execute(f"UPDATE subject SET bsn_index = {theirs}")  # noqa: S608 it is quoted
        op.drop_table("subject_index")
        op.drop_constraint(op.f("ck_subject_whole"), "subject")
        op.create_check_constraint("ck_subject_whole", "subject", whole)
        op.create_unique_constraint("uq_subject_bsn_index", "subject", ["bsn_index"])
        return
    _make_again(
        f"ref, {theirs} AS bsn_index, bsn_sealed, key_wrapped, wrap_id, created_at",
        sa.CheckConstraint(whole, name="ck_subject_whole"),
        sa.UniqueConstraint("bsn_index", name="uq_subject_bsn_index"),
    )
    op.drop_table("subject_index")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _one_for_all() -> str:
    """Name an index key, with quotes doubled, under which everybody stands; refuse where there is none."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT index_id FROM subject_index GROUP BY index_id "
            "HAVING count(*) = (SELECT count(*) FROM subject WHERE key_wrapped IS NOT NULL) "
            "ORDER BY index_id <> :first, index_id"
        ),
        {"first": FIRST_INDEX},
    )
    index_id = found.scalar()
    if index_id is None and op.get_bind().execute(sa.text("SELECT 1 FROM subject_index")).first():
        raise RuntimeError("no index key has everybody: finish `hub db rotate-keys` first")
    return (index_id or FIRST_INDEX).replace("'", "''")


def _make_again(select: str, *constraints: sa.Constraint) -> None:
    """Make the table of people anew with what is selected: SQLite cannot drop a column that a constraint names.

    Others refer to it meanwhile; whether all of them still find their person is looked at when the transaction ends.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f"CREATE TEMPORARY TABLE subject_kept AS SELECT {select} FROM subject")  # noqa: S608 our own words
    op.drop_table("subject")
    names = [name.strip().rpartition(" ")[2] for name in select.split(", ")]
    columns = {
        "ref": sa.Column("ref", sa.String(), nullable=False),
        "bsn_index": sa.Column("bsn_index", sa.LargeBinary(), nullable=True),
        "bsn_sealed": sa.Column("bsn_sealed", sa.LargeBinary(), nullable=True),
        "key_wrapped": sa.Column("key_wrapped", sa.LargeBinary(), nullable=True),
        "wrap_id": sa.Column("wrap_id", sa.String(), nullable=False),
        "created_at": sa.Column("created_at", UtcTime(), nullable=False),
    }
    op.create_table(
        "subject",
        *(columns[name] for name in names),
        sa.PrimaryKeyConstraint("ref", name="pk_subject"),
        *constraints,
    )
    op.execute(f"INSERT INTO subject ({', '.join(names)}) SELECT {', '.join(names)} FROM subject_kept")  # noqa: S608 our own words
    op.execute("DROP TABLE subject_kept")
