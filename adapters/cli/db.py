"""`hub db`: the database's shape."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, tell

if TYPE_CHECKING:
    from adapters.store.engine import Database

T = TypeVar("T")

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command("upgrade")
def upgrade(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    revision: Annotated[str, typer.Option(help="Revision to go to.")] = "head",
) -> None:
    """Bring the database to a revision; the newest if none is named."""
    from adapters.store import migrate

    _with(config, lambda engine: migrate.upgrade(engine, revision))
    tell("The database is up to date.")


@app.command("downgrade")
def downgrade(
    revision: Annotated[str, typer.Argument(help="Revision to go back to; `base` empties the database.")],
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Take the database back to an earlier revision. What only newer ones know is lost."""
    from adapters.store import migrate

    _with(config, lambda engine: migrate.downgrade(engine, revision))
    tell(f"The database stands at {revision}.")


@app.command("current")
def current(*, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Print the revision at which the database stands."""
    from adapters.store import migrate

    say(_with(config, migrate.current) or "empty")


def _with(config: Path, step: "Callable[[Database], Awaitable[T]]") -> T:
    """Open the configured database, do one step, close it."""
    from adapters import settings
    from adapters.store.engine import open_engine

    async def run() -> T:
        engine = open_engine(settings.load(config).store.url)
        try:
            return await step(engine)
        finally:
            await engine.dispose()

    return asyncio.run(run())
