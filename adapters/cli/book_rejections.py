"""`hub work book-rejections`: book which debits of a file a bank refused, and say what came of each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.on_behalf import AGENCY, BY, REASON, accounted, bytes_of, reading, tell_left_out, with_parts
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import Exit, say_rows, tell

if TYPE_CHECKING:
    from adapters.parts import Parts
    from adapters.settings import Settings
    from hub.actions.read_carried import LeftOut
    from hub.actions.reject_debits import RejectionFate


def book_rejections(
    file: Annotated[Path, typer.Argument(help="The report, as the bank gives it (pain.002).", metavar="FILE")],
    *,
    agency: Annotated[str, AGENCY],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    creditor: Annotated[
        str | None, typer.Option("--creditor", help="Owner whose file it was, where each collects its own share.")
    ] = None,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Book what the bank refused of a file; twice books nothing twice. Exit 1 where something is for you to look at."""
    from adapters.payments.status_report import read_rejections
    from consent.parties import AgencyCode
    from hub.actions.reject_debits import Outcome, RejectDebits

    wish = accounted(agency, by, reason)
    rejections = read_rejections(bytes_of(file, "report.unreadable"))
    owner = AgencyCode(creditor) if creditor else None

    async def step(parts: "Parts", _settings: "Settings") -> "tuple[tuple[RejectionFate, ...], tuple[LeftOut, ...]]":
        return await RejectDebits(read=reading(parts), clock=parts.clock)(wish, rejections, creditor=owner)

    fates, left_out = with_parts(config, step)
    rows = [_row(each) for each in fates]
    say_rows(rows, as_json=as_json)
    open_ones = sum(each.outcome in (Outcome.MONEY_CAME, Outcome.UNMATCHED) for each in fates)
    tell(f"{len(rows)} refused, {open_ones} of which are for you to look at.")
    if tell_left_out(left_out) or open_ones:
        raise typer.Exit(Exit.FINDING)


def _row(each: "RejectionFate") -> dict[str, Any]:
    """One line, in the order in which it is printed: no name and no account stands in it."""
    about = each.rejection.about
    return {
        "file": each.rejection.file,
        "due_on": str(about.due_on) if about else None,
        "reason": each.rejection.why,
        "fate": each.outcome.value,
        "arrangement": each.arrangement,
    }
