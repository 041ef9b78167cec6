"""Arrangements are found by who carries them out and by what a payment names, before it is known whose they are."""

import sqlalchemy as sa
from alembic import op

from hub.life.payment_reference import tag_of

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tags = op.create_table(
        "arrangement_tag",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("arrangement", sa.String(), nullable=False),
        sa.Column("executes", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_arrangement_tag"),
    )
    op.create_index("ix_arrangement_tag_executes_tag", "arrangement_tag", ["executes", "tag"])
    if rows := [_tagged(row) for row in _everybodys()]:
        op.bulk_insert(tags, rows)


def downgrade() -> None:
    op.drop_table("arrangement_tag")


def _everybodys() -> list[sa.Row[tuple[str, str, str]]]:
    """Read across people, which no one else may: the fence is down until the end of this statement only."""
    connection = op.get_bind()
    has_fence = connection.dialect.name == "postgresql"
    if has_fence:
        op.execute("ALTER TABLE arrangement NO FORCE ROW LEVEL SECURITY")
    rows = list(connection.execute(sa.text("SELECT subject_ref, id, executes FROM arrangement")))
    if has_fence:
        op.execute("ALTER TABLE arrangement FORCE ROW LEVEL SECURITY")
    return rows


def _tagged(row: sa.Row[tuple[str, str, str]]) -> dict[str, str]:
    return {"tag": tag_of(row.id), "ref": row.subject_ref, "arrangement": row.id, "executes": row.executes}
