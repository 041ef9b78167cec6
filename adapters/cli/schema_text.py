"""`hub schema`: the public contract as text, and what changed in it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.days import SHOWN, read_day
from adapters.cli.terminal import Exit, say, say_json
from hub.errors import BadInput

if TYPE_CHECKING:
    from schema.changes import Change


def schema(
    *,
    against: Annotated[
        Path | None,
        typer.Option(help="Compare with an older contract: safe, dangerous and breaking changes.", show_default=False),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(
            help="The day on which deprecated parts may be gone; today if left out.", parser=read_day, metavar=SHOWN
        ),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="Print a manifest of the documents in a folder (*.graphql), for graphql.documents.", show_default=False
        ),
    ] = None,
    incremental: Annotated[
        bool, typer.Option("--incremental", help="As of a hub with graphql.incremental: with @defer and @stream.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Print the GraphQL schema, or what changed since an older one; exit 1 where something breaks unannounced."""
    _check(against=against, on=on, manifest=manifest)
    from adapters.system import SystemClock
    from schema import build

    if manifest is not None:
        from adapters.cli import schema_manifest

        say_json(schema_manifest.of_folder(manifest, incremental=incremental))
        return
    text = build.sdl(build.build(), incremental=incremental)
    if against is None and as_json:
        say_json({"sdl": text})
        return
    if against is None:
        say(text.rstrip("\n"))
        return
    found = _changes(against, text, on or SystemClock().today())
    if as_json:
        say_json([_plain(change) for change in found])
    else:
        for change in found:
            say(f"{change.severity} {change.code}: {change.says}{f' [{change.excuse}]' if change.excuse else ''}")
    if any(change.is_fault for change in found):
        raise typer.Exit(Exit.FINDING)


def _check(*, against: Path | None, on: date | None, manifest: Path | None) -> None:
    """See whether the options go together. Raises BadInput rather than leave one of them unheard."""
    if against is not None and manifest is not None:
        happened = "--against and --manifest print two different things."
        raise BadInput("schema.options", happened, "Ask for one, then for the other.")
    if against is None and on is not None:
        happened = "--on says by which day something may be gone since an older contract, and none is named."
        raise BadInput("schema.options", happened, "Name the older contract with --against.")


def _changes(against: Path, text: str, on: date) -> "tuple[Change, ...]":
    from graphql import GraphQLError, build_schema

    from schema import changes

    try:
        old = build_schema(against.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, GraphQLError):
        raise BadInput("schema.unreadable", "That file holds no contract.", "Name a file of SDL.") from None
    register = changes.register(changes.REGISTER.read_text(encoding="utf-8"))
    return changes.between(old, build_schema(text), register.removed, on)


def _plain(change: "Change") -> dict[str, object]:
    return {
        "severity": change.severity.value,
        "code": change.code,
        "says": change.says,
        "excuse": change.excuse,
        "fault": change.is_fault,
    }
