"""`hub work book-statement`: book what a bank's statement tells, and say what came of every line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.on_behalf import AGENCY, BY, REASON, account_of, accounted, bytes_of, reading, with_parts
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import Exit, say_rows, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.parts import Parts
    from adapters.payments.statement import Statement
    from adapters.settings import Settings
    from hub.actions.book_statement import BookStatement, LineFate


def book_statement(
    file: Annotated[Path, typer.Argument(help="The statement, as the bank gives it (camt.053).", metavar="FILE")],
    *,
    agency: Annotated[str, AGENCY],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Book a statement of the bank; twice books nothing twice. Exit 1 where a line matches nothing: look at it."""
    from adapters.payments.statement import read_statement

    wish = accounted(agency, by, reason)
    statement = read_statement(bytes_of(file, "statement.unreadable"))

    async def step(parts: "Parts", settings: "Settings") -> "tuple[LineFate, ...]":
        _check_account(statement, account_of(agency, settings).iban)
        own_share = settings.payments.model == "each_collects"
        return await _booking(parts)(wish, statement.lines, own_share=own_share)

    fates = with_parts(config, step)
    rows = [_row(each) for each in fates]
    say_rows(rows, as_json=as_json)
    unmatched = sum(row["fate"] == "unmatched" for row in rows)
    tell(f"{len(rows)} lines, {unmatched} of which match nothing.")
    if unmatched:
        raise typer.Exit(Exit.FINDING)


def _row(each: "LineFate") -> dict[str, Any]:
    """One line, in the order in which it is printed: no name and no account stands in it."""
    line = each.line
    return {
        "line": line.number,
        "on": str(line.on) if line.on else None,
        "amount": line.amount,
        "bank_reference": line.bank_reference,
        "fate": each.fate.value,
        "why": each.why,
        "arrangement": each.arrangement,
    }


def _booking(parts: "Parts") -> "BookStatement":
    from adapters.bootstrap import read_rule_book
    from adapters.system import RandomIds, trace_id
    from hub.actions.book_statement import BookStatement
    from hub.actions.change_arrangement import ChangeArrangement

    change = ChangeArrangement(
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
        ids=RandomIds(),
        closing=parts.closing,
        book=read_rule_book(),
    )
    return BookStatement(listing=reading(parts).listing, change=change, new_trace=trace_id)


def _check_account(statement: "Statement", iban: str) -> None:
    """Refuse another account's statement: what it tells would be booked as if it had come in here."""
    if statement.accounts != {iban}:
        happened = "The statement is of another account than the agency's."
        raise BadInput("statement.other_account", happened, "Name the agency whose account it is.")
