"""The library that migrates, on an open connection. `adapters.store.migrate` reads this where something is to do."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def up(connection: Connection, revision: str) -> None:
    """Migrate up to a revision."""
    command.upgrade(_config(connection), revision)


def down(connection: Connection, revision: str) -> None:
    """Migrate down to a revision."""
    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
