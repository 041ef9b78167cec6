"""`hub db`: the database's shape."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, tell

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command("upgrade")
def upgrade(*, config: Annotated[Path, CONFIG] = Path("hub.toml"), revision: str = "head") -> None:
    """Bring the database to a revision; the newest if none is named."""
    from adapters import settings
    from adapters.store import migrate

    migrate.upgrade(settings.load(config).store.url, revision)
    tell("The database is up to date.")


@app.command("downgrade")
def downgrade(revision: str, *, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Take the database back to an earlier revision. What only newer ones know is lost."""
    from adapters import settings
    from adapters.store import migrate

    migrate.downgrade(settings.load(config).store.url, revision)
    tell(f"The database stands at {revision}.")


@app.command("current")
def current(*, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Print the revision at which the database stands."""
    from adapters import settings
    from adapters.store import migrate

    say(migrate.current(settings.load(config).store.url) or "empty")
