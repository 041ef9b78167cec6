"""DBOS's own tables: in a schema of the same database on PostgreSQL, in a second file beside it on SQLite."""

from pathlib import Path
from typing import Any, Final

from dbos import DBOS

SCHEMA: Final = "dbos"

_SQLITE: Final = "sqlite:///"
_IN_MEMORY: Final = frozenset({"sqlite://", "sqlite:///:memory:"})


def address(store_url: str, *, scratch: Path) -> str:
    """Say where they are, beside the store. A store in memory has them in `scratch`, which ends with it."""
    if store_url in _IN_MEMORY:
        return f"{_SQLITE}{scratch / 'hub.db-work'}"
    return f"{store_url}-work" if store_url.startswith(_SQLITE) else store_url


def upgrade(where: str, role: str | None) -> None:
    """Bring them up to date, as who logs in; `role` is who serves, and gets what it needs. Waits for others at it."""
    DBOS.migrate(where, schema=SCHEMA, application_role=role)


def connecting(where: str, role: str | None) -> dict[str, Any]:
    """How connections to them are made: few, and as who serves. Nothing that is written is repeated in a fault."""
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": 5}
    if not where.startswith(_SQLITE):
        as_role = {} if role is None else {"options": f"-c role={role}"}
        options["connect_args"] = {"application_name": "eenregeling work", **as_role}
    return options
