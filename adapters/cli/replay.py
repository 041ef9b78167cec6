"""`hub replay`: compute a decision again from its receipt alone; no server, no database, no rule book."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.terminal import Exit, say, say_json
from hub.errors import BadInput

if TYPE_CHECKING:
    from hub.actions.replay import Replayed

MOST_BYTES = 20_000_000
"""A receipt over hundreds of claims has some megabytes."""


def replay(
    receipt: Annotated[str, typer.Argument(help="File with a receipt; - for standard input.", metavar="RECEIPT")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Compute a decision again from its receipt and compare it byte for byte; exit 1 where something differs."""
    from adapters.system import VERSION
    from hub.actions import replay as replaying

    found = replaying.replay(_bytes(receipt), version=VERSION)
    if as_json:
        say_json(
            {
                "same": found.same,
                **({"reform": found.reform} if found.reform else {}),
                "receipt_version": found.receipt_version,
                "computed_version": found.computed_version,
                "differences": [{"where": each.where, "how": each.how} for each in found.differences],
            }
        )
    else:
        _tell(found)
    if not found.same:
        raise typer.Exit(Exit.FINDING)


def _tell(found: "Replayed") -> None:
    from hub.actions.replay import How

    words = {How.CHANGED: "was changed after the receipt was made", How.COMPUTED: "comes out otherwise now"}
    for each in found.differences:
        say(f"{each.where} {words[each.how]}")
    if found.reform:
        say(f"This is no law: it can only be under reform {found.reform}.")
    verdict = "The same" if found.same else "Not the same"
    say(f"{verdict}: made with version {found.receipt_version}, computed again with version {found.computed_version}.")


def _bytes(receipt: str) -> bytes:
    """Read the receipt; a message never names the file, which may be called after a person."""
    try:
        if receipt == "-":
            written = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(receipt).open("rb") as file:
                written = file.read(MOST_BYTES + 1)
    except OSError:
        raise BadInput("receipt.unreadable", "There is no such file to read.", "Name a file, or -.") from None
    if len(written) > MOST_BYTES:
        raise BadInput("receipt.unreadable", "It is too long for a receipt.", "Name a file with one receipt.")
    return written
