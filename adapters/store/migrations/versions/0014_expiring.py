"""What is kept for a time only is looked after by workers: who has any of it already gets their turn too."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KIND = "forget_expired"
EXPIRING = ("kept_proposal", "attempt", "consent_request", "outgoing_event")

DAYS = 14
"""Over which everybody's first turn is spread, so that agencies' errands need not wait behind them."""


def upgrade() -> None:
    _fence("NO FORCE")
    people = " UNION ".join(f"SELECT subject_ref FROM {table}" for table in EXPIRING)  # noqa: S608 our own words
    op.execute(
        "INSERT INTO work (id, kind, ref, about, due_at, turn) "  # noqa: S608 our own words
        f"SELECT '{KIND.replace('_', '-')}:' || subject_ref, '{KIND}', subject_ref, '{KIND}', {_some_time()}, 1 "
        f"FROM ({people}) AS people"
    )
    _fence("FORCE")


def downgrade() -> None:
    # An older hub does not know this kind of work.
    op.execute(sa.text("DELETE FROM work WHERE kind = :kind").bindparams(kind=KIND))


def _some_time() -> str:
    """A moment in the next days, by chance, as the database keeps one."""
    if op.get_bind().dialect.name == "postgresql":
        return f"now() + random() * interval '{DAYS} days'"
    by_chance = f"'+' || (abs(random()) % {DAYS * 86_400}) || ' seconds'"
    return f"strftime('%Y-%m-%dT%H:%M:%f', 'now', {by_chance}) || '000+00:00'"


def _fence(how: str) -> None:
    """Read across people, which no one else may: down until the end of this statement only."""
    if op.get_bind().dialect.name == "postgresql":
        for table in EXPIRING:
            op.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
