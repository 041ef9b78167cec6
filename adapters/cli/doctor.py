"""`hub doctor`: everything that is wrong with this set-up, at once, and what to do about it."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer

from adapters.cli.serve import CONFIG, WORKERS, must_be_free
from adapters.cli.terminal import Exit, say, say_json
from hub.errors import BadInput, HubError

if TYPE_CHECKING:
    from adapters.settings import Settings
    from adapters.store.engine import Database

LONGEST_KNOCK_SECONDS: Final = 3

_SIGNING: Final = {"keys.signing", "audit.signing_keys"}
"""What a part says of keys that `bootstrap.all_faults` tells already."""

_LISTED: Final = re.compile(r"\.\d+\.file$")
"""How the key of a file ends that stands in a row without a name: a part does not count rows."""

_PORTS: Final = {"http": 80, "https": 443}


def doctor(
    *,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    workers: Annotated[int, WORKERS] = 1,
    port: Annotated[int | None, typer.Option(help="Look whether this port can be taken.", min=1, max=65535)] = None,
    portal: Annotated[bool, typer.Option("--portal", help="It is the configuration of `hub portal`.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    keys: Annotated[bool, typer.Option("--keys", help="Print every configuration key instead (Markdown).")] = False,
    metrics: Annotated[bool, typer.Option("--metrics", help="Print everything that is counted instead.")] = False,
) -> None:
    """Check configuration, keys, rule book, agencies' data, files, witnesses and database; exit 1 for any fault."""
    if keys or metrics:
        from adapters.cli import configuration_page, metrics_page

        say((configuration_page.page() if keys else metrics_page.page()).rstrip("\n"))
        return
    found = list(dict.fromkeys([*_port(port), *(_of_portal(config) if portal else _findings(config, workers))]))
    if as_json:
        say_json({"findings": found})
    else:
        for finding in found:
            say(f"✗ {finding}")
        if not found:
            say("✓ nothing is wrong")
    raise typer.Exit(Exit.FINDING if found else Exit.OK)


def _of_portal(config: Path) -> Iterator[str]:
    """Find what keeps a portal from running alone. Its database is brought up to date when it starts."""
    from adapters import bootstrap

    try:
        bootstrap.checked_portal(config)
    except HubError as fault:
        yield from _each(fault)


def _findings(config: Path, workers: int) -> Iterator[str]:
    from adapters import bootstrap, settings_mended, soundness
    from adapters import settings as configuration
    from adapters.cli import doctor_files
    from adapters.system import SystemClock

    settings: Settings | None
    knows_mode = True
    try:
        settings = configuration.load(config)
    except HubError as fault:
        said = _each(fault)
        yield from said
        knows_mode = not any(each.startswith("mode:") for each in said)
        settings = settings_mended.without_faults(config)
    if settings is None:
        return
    away = soundness.unread_files(settings)
    of_files = tuple(f"{key}:" for key, _, _ in away)
    if knows_mode:  # what may stand depends on it
        faults = bootstrap.all_faults(settings, workers=workers)
        yield from (each for each in faults if not each.startswith(of_files))
    yield from soundness.cares(settings, SystemClock().now(), away)
    yield from doctor_files.unfit(settings, {key for key, _, _ in away})
    parts = (partial(bootstrap.check_parts, settings),) if knows_mode else ()
    for check in (bootstrap.read_rule_book, *parts):
        try:
            check()
        except HubError as fault:
            if not _is_said(fault, away):
                yield from _each(fault)
    if soundness.has_room_for_store(settings):
        yield from asyncio.run(_database(settings))
    yield from asyncio.run(_witnesses(settings))


def _each(fault: HubError) -> Sequence[str]:
    """One finding for each thing that is wrong."""
    from adapters.settings_part import UnfitError

    return fault.faults if isinstance(fault, UnfitError) else [str(fault)]


def _is_said(fault: HubError, away: Sequence[tuple[str, Path, str]]) -> bool:
    """Say whether a part only says again what was found before: by all faults, or of a file that is not there.

    A part names the key first, and of a list of files the file too.
    """
    if fault.code in _SIGNING:
        return True
    return any(fault.happened.startswith((f"{key} ", f"{_LISTED.sub('', key)}: {file.name}")) for key, file, _ in away)


def _port(port: int | None) -> list[str]:
    try:
        if port is not None:
            must_be_free("127.0.0.1", port)
    except HubError as fault:
        return [str(fault)]
    return []


async def _witnesses(settings: "Settings") -> list[str]:
    """Knock at every witness: one that is not there signs nothing, and without enough of them nothing is done."""

    async def knock(name: str, url: str) -> str | None:
        parts = urlsplit(url)
        try:
            async with asyncio.timeout(LONGEST_KNOCK_SECONDS):
                _, writer = await asyncio.open_connection(parts.hostname, parts.port or _PORTS[parts.scheme])
        except (OSError, KeyError, ValueError):
            return f"audit.witnesses {name}: nobody answers at its url; see that it runs and can be reached from here"
        writer.close()
        return None

    said = await asyncio.gather(*(knock(each.name, each.url) for each in settings.audit.witnesses))
    return [each for each in said if each]


async def _database(settings: "Settings") -> list[str]:
    from adapters.store import migrate
    from adapters.store.engine import open_engine

    try:
        engine = open_engine(settings.store.url)
        try:
            stands = await migrate.standing(engine)
            if stands is migrate.Standing.BEHIND:
                return ["store.not_current: The database is not up to date. Run `hub db upgrade`."]
            if stands is migrate.Standing.TOO_FAR:
                return [str(migrate.ahead())]
            return [*await _role(settings), *[finding async for finding in _keys_in_rows(engine, settings)]]
        finally:
            await engine.dispose()
    except HubError as fault:
        return [str(fault)]


async def _role(settings: "Settings") -> list[str]:
    """Look at the role as it serves; without one, the configuration is what is at fault."""
    from adapters.store import privileges
    from adapters.store.engine import open_engine

    if settings.store.role is None:
        return []
    serving = open_engine(settings.store.url, role=settings.store.role)
    try:
        return await privileges.faults(serving)
    finally:
        await serving.dispose()


async def _keys_in_rows(engine: "Database", settings: "Settings") -> AsyncIterator[str]:
    """Find people who stand on a key that must not be there, or on one that is not configured.

    Of the latter nobody can be found, or nothing of theirs be read.
    """
    from adapters.identity.keys import KeyRing
    from adapters.identity.restored import Restored
    from adapters.identity.rotation import Rotation
    from adapters.parts import destroyed_keys
    from adapters.store.key_rows import SqlKeyRows

    rows = SqlKeyRows(engine)
    try:
        await Restored(rows, destroyed_keys(settings)).must_be_nobody()
    except BadInput as fault:
        yield str(fault)
    for key in await Rotation(rows, KeyRing.from_settings(settings.keys)).standing():
        if key.state == "not configured":
            yield (
                f"keys.unknown: {key.people} people stand on the {key.use} key {key.id}, which is not configured. "
                "Put it into keys.retired and run `hub db rotate-keys`."
            )
