"""`hub db backup` and `hub db restore`: a copy of everything that is kept, and a database that is filled from one."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say_json, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.settings import Settings
    from adapters.store.backup import Log
    from adapters.store.engine import Database

T = TypeVar("T")

FILE = typer.Argument(help="The copy, one file.", dir_okay=False)


def backup(to: Annotated[Path, FILE], *, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Copy the database of one moment into a file, while others serve. Log-ins are left out.

    On PostgreSQL it needs a login that sees everybody's rows: name it in HUB__STORE__URL.
    """
    from adapters.store import backup as copies

    log = _with(_read(config), lambda engine: copies.back_up(engine, to))
    _told(log)
    tell(f"{to.name} is whole. Keep it apart from the hub's keys and from the list of destroyed keys.")


def restore(file: Annotated[Path, FILE], *, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Fill an empty database from a copy, and destroy the keys again that it brings back. Nobody may serve then."""
    from adapters.identity.keys import KeyRing
    from adapters.parts import clock_of, destroyed_keys
    from adapters.services import destroying_again
    from adapters.store import backup as copies

    read = _read(config)
    keys = KeyRing.from_settings(read.keys, destroyed=destroyed_keys(read))
    if keys.destroyed is None:
        raise BadInput(
            "keys.no_list", "Nothing says whose keys were destroyed.", "Name the list in keys.destroyed_file."
        )
    keys.destroyed.check()

    async def fill(engine: "Database") -> "tuple[Log, int]":
        log = await copies.restore(engine, file, role=read.store.role)
        return log, await destroying_again(engine, keys, clock_of(read))()

    log, again = _with(read, fill)
    _told(log)
    tell(f"{again} keys were destroyed again." if again else "It brought back nobody who was erased.")


def _told(log: "Log") -> None:
    say_json({"lines": log.lines, "sealed": log.sealed, "root": log.root})


def _read(config: Path) -> "Settings":
    from adapters import settings

    return settings.load(config)


def _with(read: "Settings", step: "Callable[[Database], Awaitable[T]]") -> T:
    from adapters.store.engine import open_engine

    async def run() -> T:
        engine = open_engine(read.store.url)
        try:
            return await step(engine)
        finally:
            await engine.dispose()

    return asyncio.run(run())
