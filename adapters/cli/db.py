"""`hub db`: the database's shape."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from adapters.cli import db_copies
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.identity.rotation import KeyUse
    from adapters.store.engine import Database

T = TypeVar("T")

LONGEST_DENIAL_HOURS: Final = 24 * 366
"""A client that shall stay out for longer leaves the configuration."""

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command("upgrade")
def upgrade(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    revision: Annotated[str, typer.Option(help="Revision to go to.")] = "head",
) -> None:
    """Bring the database to a revision; the newest if none is named."""
    from adapters import settings
    from adapters.store import migrate

    role = settings.load(config).store.role
    _with(config, lambda engine: migrate.upgrade(engine, revision, role=role))
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


@app.command("deny")
def deny(
    issuer: Annotated[str, typer.Argument(help="Issuer, exactly as in the token.")],
    *,
    token: Annotated[str | None, typer.Option(help="Id of one token (its `jti`).")] = None,
    client: Annotated[str | None, typer.Option(help="Client, all of whose tokens are meant.")] = None,
    hours: Annotated[int, typer.Option(help="How long; 0 takes it back.", min=0, max=LONGEST_DENIAL_HOURS)] = 6,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Let a token, or all tokens of a client, count no longer. Every worker knows within 30 seconds."""
    from adapters import settings
    from adapters.identity import denials
    from adapters.store.denials import SqlDenials
    from adapters.system import SystemClock

    rows = [row for row in settings.load(config).identity.issuers if row.issuer == issuer]
    if client is not None and rows and all(row.clients and client not in row.clients for row in rows):
        raise BadInput("deny.unknown_client", "The issuer has no such client.", "Write it as the configuration does.")
    if not rows:
        raise BadInput("deny.unknown_issuer", "There is no such issuer.", "Write it exactly as the configuration does.")
    match token, client:
        case str(), None:
            digest = denials.of_token(issuer, token)
        case None, str():
            digest = denials.of_client(issuer, client)
        case _:
            raise BadInput("deny.unclear", "It must be one token or one client.", "Give --token or --client.")
    now = SystemClock().now()
    until = now + timedelta(hours=hours)
    _with(config, lambda engine: SqlDenials(engine).deny(digest, until=until, now=now))
    tell(f"Denied for {hours} hours." if hours else "It counts again.")


@app.command("after-restore")
def after_restore(*, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Make a restored backup fit to serve: bring it up to date, and destroy the keys again that it brought back.

    `hub serve` does the same when it starts.
    """
    from adapters import settings
    from adapters.identity.keys import KeyRing
    from adapters.parts import clock_of, destroyed_keys
    from adapters.services import destroying_again
    from adapters.store import migrate

    read = settings.load(config)
    keys = KeyRing.from_settings(read.keys, destroyed=destroyed_keys(read))
    if keys.destroyed is None:
        happened = "Nothing says whose keys were destroyed."
        raise BadInput("keys.no_list", happened, "Name the list in keys.destroyed_file.")

    async def destroy(engine: "Database") -> int:
        await migrate.upgrade(engine, role=read.store.role)
        return await destroying_again(engine, keys, clock_of(read))()

    again = _with(config, destroy)
    tell(f"{again} keys were destroyed again." if again else "It brought back nobody who was erased.")


@app.command("rotate-keys")
def rotate_keys(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    drop: Annotated[str | None, typer.Option(help="Remove the rows of this index key, which nobody needs.")] = None,
) -> None:
    """Change everybody over to the keys in use while the hub serves; then say which keys may go.

    Ended halfway, it goes on where it was when run again.
    """
    from adapters import settings
    from adapters.identity.keys import KeyRing
    from adapters.identity.restored import Restored
    from adapters.identity.rotation import Rotation
    from adapters.parts import destroyed_keys
    from adapters.store.key_rows import SqlKeyRows

    read = settings.load(config)
    keys = KeyRing.from_settings(read.keys, destroyed=destroyed_keys(read))

    async def rotate(engine: "Database") -> "tuple[KeyUse, ...]":
        rotation = Rotation(SqlKeyRows(engine), keys)
        await Restored(SqlKeyRows(engine), keys.destroyed).must_be_nobody()
        if drop is not None:
            tell(f"{await rotation.drop(drop)} rows of the index key {drop} are gone.")
        else:
            changed = await rotation.run(lambda so_far: tell(f"{so_far} people changed over …"))
            tell(f"{changed} people changed over." if changed else "Nobody had to change over.")
        return await rotation.standing()

    for key in _with(config, rotate):
        say(f"{key.use:5}  {key.id}  {key.people} people  {_advice(key)}")


def _advice(key: "KeyUse") -> str:
    match key.state:
        case "in use":
            return "in use"
        case "needed":
            return "still needed; run this again"
        case "not configured":
            return "not in the configuration, and people stand on it alone: put it back into keys.retired"
        case "may go" if key.use == "index" and key.people:
            return f"may be taken out of keys.retired; then: hub db rotate-keys --drop {key.id}"
        case "may go":
            return "may be taken out of keys.retired"


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


app.command("backup")(db_copies.backup)
app.command("restore")(db_copies.restore)
