"""`hub schema`: the public contract as text, and what changed in it."""

from collections.abc import Mapping
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
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Print the GraphQL schema, or what changed since an older one; exit 1 where something breaks unannounced."""
    from adapters.system import SystemClock
    from schema import build

    if manifest is not None:
        say_json(_manifest(manifest))
        return
    text = build.sdl(build.build())
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


def _manifest(folder: Path) -> Mapping[str, object]:
    """Read documents of one operation each. Raises BadInput that names the first that cannot be registered."""
    from adapters.web import trusted
    from schema import build
    from schema.documents import Documents, StoppedError

    documents = Documents(schema=build.executable(build.build()))
    found: dict[str, tuple[str, str]] = {}
    files: dict[str, str] = {}
    for file in sorted(folder.glob("*.graphql")):
        text = file.read_text(encoding="utf-8")
        try:
            operation = documents.prepared(text).operation(None)
        except StoppedError as stopped:
            raise BadInput("documents.unusable", f"{file.name}: {stopped.told[0]['message']}") from None
        name = operation.name.value if operation.name else file.stem
        if name in found:
            raise _two_of_a_name(name, files[name], file.name)
        found[name], files[name] = (operation.operation.value, text), file.name
    if not found:
        raise BadInput("documents.none", f"{folder.name} holds no .graphql file.", "Name the folder of your documents.")
    return trusted.manifest(found)


def _two_of_a_name(name: str, first: str, second: str) -> BadInput:
    """Say which two: a manifest knows an operation by its name, and would hold one of them only."""
    happened = f"{first} and {second} both hold an operation named {name}."
    return BadInput("documents.same_name", happened, "Give one of them another name.")


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
